import { coverageMetrics, notReached, type Ratio } from './coverage-metrics.ts'
import type { CoverageReport, ReportedDefinition } from './coverage-report.ts'

const NAMES_IN_A_ROW = 6

/** The coverage of each definition in percent, and what was not reached. */
export const coverageTable = ({ totals, definitions }: CoverageReport): string => {
  const header = ['Definition', ...coverageMetrics.map((metric) => `% ${titleCase(metric)}`), 'Not reached']
  const rows = [
    ['All definitions', ...coverageMetrics.map((metric) => showRatio(totals[metric])), ''],
    ...definitions.map((definition) => [
      ` ${definition.name}`,
      ...coverageMetrics.map((metric) => showRatio(definition.totals[metric])),
      showNotReached(definition),
    ]),
  ]
  const widths = header.map((title, column) =>
    column === header.length - 1
      ? title.length
      : Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(' | ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-')
  return [rule, line(header), rule, ...rows.map(line), rule].join('\n')
}

const isNumeric = (column: number): boolean => column > 0 && column <= coverageMetrics.length

const titleCase = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const showRatio = ({ total, percent }: Ratio): string => (total === 0 ? '-' : String(percent))

const showNotReached = (definition: ReportedDefinition): string => {
  const names = notReached(definition)
  const more = names.length - NAMES_IN_A_ROW
  return [...names.slice(0, NAMES_IN_A_ROW), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
