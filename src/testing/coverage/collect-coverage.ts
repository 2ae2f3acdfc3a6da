import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isJsonObject } from '../../json.ts'
import { realSystem } from '../../system.ts'
import { assertCoverageOptions, type CoverageOptions } from './coverage-options.ts'
import { startCoverage, takeCoverage } from './coverage-registry.ts'
import type { TestFileCoverage } from './coverage-report.ts'
import { isDefinitionCoverage } from './definition-coverage.ts'
import { writeCoverage } from './write-coverage.ts'

/** The folder in which {@link collectCoverage} keeps its records until {@link reportCoverage} reads them. */
const dataFolder = (outputDir = 'coverage'): string => resolve(outputDir, '.stepwise')

/** The coverage that a test file collects. */
export interface CoverageCollector {
  /** Keeps what was recorded since the last call in a file for `reportCoverage`. */
  save(): void
}

/**
 * Records the coverage of each simulated run from now on, for test runners other than vitest: call it in each test file or worker.
 * @param testFile the absolute path of the test file, whose imports are searched for the definitions.
 *
 * @example
 * const coverage = collectCoverage('/project/test/orders.test.ts')
 * process.on('exit', () => coverage.save())
 */
export const collectCoverage = (
  testFile: string,
  { outputDir }: Pick<CoverageOptions, 'outputDir'> = {},
): CoverageCollector => {
  startCoverage()
  const folder = dataFolder(outputDir)
  return {
    save: () => {
      const recorded: TestFileCoverage = { file: testFile, definitions: takeCoverage() }
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${realSystem.uuid()}.json`), JSON.stringify(recorded))
    },
  }
}

/**
 * Prints and writes the coverage that all test files of a run have saved, and deletes what they saved.
 * @throws TypeError for a wrong option; Error with one line for each threshold that was not reached
 *
 * @example
 * await reportCoverage({ thresholds: { states: 90 } })
 */
export const reportCoverage = async (options: CoverageOptions = {}): Promise<void> => {
  assertCoverageOptions('options', options)
  const folder = dataFolder(options.outputDir)
  const tests = readSaved(folder)
  rmSync(folder, { recursive: true, force: true })
  const missed = await writeCoverage(tests, options, { root: resolve('.'), print: (text) => console.log(text) })
  if (missed.length > 0) throw new Error(missed.join('\n'))
}

const readSaved = (folder: string): TestFileCoverage[] => {
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.sort().flatMap((name): TestFileCoverage[] => {
    const saved: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    if (!isJsonObject(saved) || typeof saved.file !== 'string' || !Array.isArray(saved.definitions)) return []
    const definitions: readonly unknown[] = saved.definitions
    return [{ file: saved.file, definitions: definitions.filter(isDefinitionCoverage) }]
  })
}
