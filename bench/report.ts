/** The value that so many percent of the values do not exceed. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** One line of a report. */
export const row = (name: string, figures: Record<string, number>): void => {
  const all = Object.entries(figures).map(([figure, value]) => `${figure} ${formatFigure(value)}`)
  console.log(`${name.padEnd(56)} ${all.join('   ')}`)
}

const formatFigure = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
