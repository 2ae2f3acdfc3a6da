import type { Counter, DefinitionCoverage, StateCoverage } from './definition-coverage.ts'

/** The metrics of coverage, in the order of the table. */
export const coverageMetrics = ['states', 'choices', 'catchers', 'retriers', 'paths'] as const

export type CoverageMetric = (typeof coverageMetrics)[number]

/** A part of a definition that a run can reach. */
export interface CoverageItem {
  readonly metric: CoverageMetric
  /** As a literal writes it: `route`, `route.choices[0]`, `ship.catch[1]`. */
  readonly name: string
  readonly hits: number
}

/** The parts of a state, itself first. */
export const itemsOfState = (state: StateCoverage): CoverageItem[] => {
  const { name, hits, choices, catchers, retriers, paths } = state
  const items = (metric: CoverageMetric, field: string, counters: readonly Counter[]): CoverageItem[] =>
    counters.map((counter, index) => ({ metric, name: `${name}.${field}[${index}]`, hits: counter.hits }))
  const otherwise = state.default
  return [
    { metric: 'states', name, hits },
    ...items('choices', 'choices', choices),
    ...(otherwise ? [{ metric: 'choices', name: `${name}.default`, hits: otherwise.hits } as const] : []),
    ...items('catchers', 'catch', catchers),
    ...items('retriers', 'retry', retriers),
    ...paths.map((path) => ({ metric: 'paths', name: `${name}.${path.name}`, hits: path.hits }) as const),
  ]
}

/** The names of what was not reached. The parts of a state that was not visited are left out. */
export const notReached = ({ states }: DefinitionCoverage): string[] =>
  states.flatMap((state) =>
    state.hits === 0 ? [state.name] : itemsOfState(state).flatMap(({ name, hits }) => (hits === 0 ? [name] : [])),
  )

/** How much of something was reached. */
export interface Ratio {
  readonly covered: number
  readonly total: number
  /** With two decimals, rounded down; 100 if there is nothing to reach. */
  readonly percent: number
}

export type CoverageTotals = { readonly [Metric in CoverageMetric]: Ratio }

export const totalsOf = (definitions: readonly DefinitionCoverage[]): CoverageTotals => {
  const items = definitions.flatMap(({ states }) => states.flatMap(itemsOfState))
  const ratio = (metric: CoverageMetric): Ratio => {
    const own = items.filter((item) => item.metric === metric)
    const covered = own.filter(({ hits }) => hits > 0).length
    return { covered, total: own.length, percent: percentOf(covered, own.length) }
  }
  return {
    states: ratio('states'),
    choices: ratio('choices'),
    catchers: ratio('catchers'),
    retriers: ratio('retriers'),
    paths: ratio('paths'),
  }
}

const percentOf = (covered: number, total: number): number =>
  total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100

/** The least percentage of each metric that a test run must reach. */
export type CoverageThresholds = { readonly [Metric in CoverageMetric]?: number | undefined }

/** One line for each threshold that was not reached. */
export const missedThresholds = (totals: CoverageTotals, thresholds: CoverageThresholds): string[] =>
  coverageMetrics.flatMap((metric) => {
    const threshold = thresholds[metric]
    const { percent } = totals[metric]
    return threshold !== undefined && percent < threshold
      ? [`coverage of ${metric} is ${percent} %, below the threshold of ${threshold} %`]
      : []
  })
