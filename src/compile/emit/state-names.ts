/** The longest name that a state gets. Step Functions accepts 80 characters. */
const MAX_LENGTH = 60

/** The names of the states of a state machine, each of which is used once. */
export class StateNames {
  readonly #taken = new Set<string>()

  /** The wanted name, shortened, with a number if it is taken. */
  take(wanted: string): string {
    const plain = wanted.replace(/\p{Cc}/gu, ' ').trim()
    const base = plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH - 1).trimEnd()}…` : plain || 'state'
    let name = base
    for (let count = 2; this.#taken.has(name); count++) name = `${base} ${count}`
    this.#taken.add(name)
    return name
  }
}
