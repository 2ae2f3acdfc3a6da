// Entry point `stepwise-ts/vitest/config`, for `plugins` of vitest.config.ts.
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { assertOptions } from './options.ts'
import { assertCoverageOptions, type CoverageOptions } from './testing/coverage/coverage-options.ts'
import type { TestFileCoverage } from './testing/coverage/coverage-report.ts'
import { isDefinitionCoverage } from './testing/coverage/definition-coverage.ts'
import { writeCoverage } from './testing/coverage/write-coverage.ts'

/** The options of the vitest plugin. */
export interface VitestPluginOptions {
  /**
   * The options of coverage, or false to collect none. Default true.
   *
   * @example
   * const options: VitestPluginOptions = { coverage: { thresholds: { states: 90 } } }
   */
  readonly coverage?: boolean | CoverageOptions | undefined
}

/** The setup file is a sibling of this one, in the sources and in the package. */
const setupFile = fileURLToPath(import.meta.url).replace(/vitest-config(?=\.[jt]s$)/, 'vitest')

/**
 * A plugin for vitest that registers the matchers of simulated runs, collects the coverage of state machines in all test files, and reports
 * it after the run.
 * @throws TypeError for a wrong option
 *
 * @example
 * const config = { plugins: [stepwise({ coverage: { thresholds: { states: 90, choices: 80 } } })] }
 */
export const stepwise = (options: VitestPluginOptions = {}): Plugin => {
  assertOptions<VitestPluginOptions>('options', options, {
    coverage: {
      expected: 'a boolean or an object',
      fits: (given) => typeof given === 'boolean' || (typeof given === 'object' && given !== null),
    },
  })
  const { coverage = true } = options
  const coverageOptions = typeof coverage === 'object' ? coverage : {}
  assertCoverageOptions('options.coverage', coverageOptions)
  return {
    name: 'stepwise',
    config: () => ({
      test: {
        setupFiles: [setupFile],
        provide: { stepwiseCoverage: coverage !== false },
        // The setup file must run again for each test file, even if all of them share one worker.
        server: { deps: { inline: [new RegExp(`^${setupFile.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)] } },
      },
    }),
    configureVitest: ({ vitest }) => {
      if (coverage !== false && !isReported(vitest))
        vitest.config.reporters.push(coverageReporter(vitest, coverageOptions))
    },
  }
}

const reported = new WeakSet<Vitest>()

/** Several projects of a test run share one report. */
const isReported = (vitest: Vitest): boolean => reported.has(vitest) || !reported.add(vitest)

const coverageReporter = (vitest: Vitest, options: CoverageOptions): Reporter => ({
  onTestRunEnd: async (testModules) => {
    // The run that merges the blobs of several runs makes the reports.
    if (vitest.config.reporters.some((one) => Array.isArray(one) && one[0] === 'blob')) return
    const missed = await writeCoverage(testModules.map(coverageOf), options, {
      root: vitest.config.root,
      print: (text) => vitest.logger.log(`\n${text}`),
      resolveAlias: async (specifier, importer) => {
        const id = (await vitest.vite.pluginContainer.resolveId(specifier, importer))?.id.replace(/\?.*$/, '')
        return id === undefined || id.includes('/node_modules/') ? undefined : id
      },
    })
    if (vitest.config.watch) return
    for (const line of missed) vitest.logger.error(line)
    if (missed.length > 0) process.exitCode = 1
  },
})

const coverageOf = (module: TestModule): TestFileCoverage => ({
  file: module.moduleId,
  definitions: (module.meta().stepwise ?? []).filter(isDefinitionCoverage),
})

// Brings the types of the matchers into a program that compiles vitest.config.ts.
export type { RunMatchers } from './vitest.ts'
export type { CoverageOptions }
