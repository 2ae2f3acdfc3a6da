import { isJsonObject } from '../../json.ts'
import { amountCheck, assertOptions, type OptionChecks, stringCheck } from '../../options.ts'
import type { CoverageThresholds } from './coverage-metrics.ts'

/** The reports that are made from coverage. */
export const coverageReports = ['table', 'json', 'lcov', 'mermaid'] as const

/** The options of the coverage of state machines. */
export interface CoverageOptions {
  /**
   * The least percentage of `states`, `choices`, `catchers`, `retriers` and `paths`, over all definitions. The test run fails below it.
   *
   * @example
   * const options: CoverageOptions = { thresholds: { states: 90, choices: 80 } }
   */
  readonly thresholds?: CoverageThresholds | undefined
  /**
   * The folder of the reports. Default `coverage`.
   *
   * @example
   * const options: CoverageOptions = { outputDir: 'reports' }
   */
  readonly outputDir?: string | undefined
  /**
   * The reports: `table` is printed; `json`, `lcov` and `mermaid` write `stepwise.json`, `stepwise.lcov` and `stepwise.md`. Default all.
   *
   * @example
   * const options: CoverageOptions = { reporters: ['table', 'lcov'] }
   */
  readonly reporters?: readonly (typeof coverageReports)[number][] | undefined
  /**
   * The names of definitions that do not count, such as those that only a test has.
   *
   * @example
   * const options: CoverageOptions = { exclude: ['simulated', /^test-/] }
   */
  readonly exclude?: readonly (string | RegExp)[] | undefined
}

const coverageChecks: OptionChecks<CoverageOptions> = {
  thresholds: { expected: 'an object of percentages', fits: isJsonObject },
  outputDir: stringCheck('the path of a folder'),
  reporters: {
    expected: `an array of ${coverageReports.join(', ')}`,
    fits: (given: unknown) => Array.isArray(given) && given.every((one) => coverageReports.includes(one)),
  },
  exclude: {
    expected: 'an array of names and regular expressions',
    fits: (given: unknown) =>
      Array.isArray(given) && given.every((one) => typeof one === 'string' || one instanceof RegExp),
  },
}

const percentage = amountCheck('percent')

const thresholdChecks: OptionChecks<CoverageThresholds> = {
  states: percentage,
  choices: percentage,
  catchers: percentage,
  retriers: percentage,
  paths: percentage,
}

/** @throws TypeError for a wrong option */
export const assertCoverageOptions = (label: string, options: CoverageOptions): void => {
  assertOptions(label, options, coverageChecks)
  if (options.thresholds) assertOptions(`${label}.thresholds`, options.thresholds, thresholdChecks)
}
