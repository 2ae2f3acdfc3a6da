/** A name that is not taken: the wanted one, else with the first number from 2 at its end. */
export const distinctName = (wanted: string, taken: { has(name: string): boolean }): string => {
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted}${number}`
  return name
}
