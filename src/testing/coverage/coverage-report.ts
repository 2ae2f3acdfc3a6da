import { type CoverageTotals, totalsOf } from './coverage-metrics.ts'
import { type DefinitionCoverage, mergeCoverage, type StateCoverage, structureOf } from './definition-coverage.ts'
import type { DefinitionSource } from './find-source.ts'

/** The definitions that one test file ran. */
export interface TestFileCoverage {
  readonly file: string
  readonly definitions: readonly DefinitionCoverage[]
}

/** A state with its line in the source file, from 1; `null` if it was not found. */
export interface ReportedState extends StateCoverage {
  readonly line: number | null
}

/** A definition with its source file; `null` if it was not found. */
export interface ReportedDefinition {
  readonly name: string
  readonly file: string | null
  readonly totals: CoverageTotals
  readonly states: readonly ReportedState[]
}

/** The contents of `coverage/stepwise.json`. */
export interface CoverageReport {
  readonly version: 1
  readonly totals: CoverageTotals
  readonly definitions: readonly ReportedDefinition[]
}

/** Finds the source of a definition by the test files that ran it. */
export type FindSource = (
  definition: DefinitionCoverage,
  testFiles: readonly string[],
) => Promise<DefinitionSource | undefined>

/** The coverage of all definitions over all test files, sorted by name. */
export const createReport = async (tests: readonly TestFileCoverage[], find: FindSource): Promise<CoverageReport> => {
  const testFiles = testFilesOf(tests)
  const merged = mergeCoverage(tests.flatMap(({ definitions }) => definitions))
  const definitions = await Promise.all(
    merged.map(async (one) => reportDefinition(one, await find(one, testFiles.get(structureOf(one)) ?? []))),
  )
  return {
    version: 1,
    totals: totalsOf(merged),
    definitions: definitions.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  }
}

/** The test files that ran a definition, by its structure. */
const testFilesOf = (tests: readonly TestFileCoverage[]): Map<string, string[]> => {
  const files = new Map<string, string[]>()
  for (const { file, definitions } of tests)
    for (const structure of definitions.map(structureOf)) files.set(structure, [...(files.get(structure) ?? []), file])
  return files
}

const reportDefinition = (
  definition: DefinitionCoverage,
  source: DefinitionSource | undefined,
): ReportedDefinition => ({
  name: definition.name,
  file: source?.file ?? null,
  totals: totalsOf([definition]),
  states: definition.states.map((state) => ({ ...state, line: source?.lines.get(state.name) ?? null })),
})
