/** The value below which so many percent of the others lie. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** One line of a report. */
export const row = (name: string, figures: Record<string, number>): void => {
  const told = Object.entries(figures).map(([figure, value]) => `${figure} ${value.toPrecision(3)}`)
  console.log(`${name.padEnd(56)} ${told.join('   ')}`)
}
