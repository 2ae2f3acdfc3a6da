import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { coveragePictures } from './coverage-mermaid.ts'
import { missedThresholds } from './coverage-metrics.ts'
import { type CoverageOptions, coverageReports } from './coverage-options.ts'
import { type CoverageReport, createReport, type TestFileCoverage } from './coverage-report.ts'
import { coverageTable } from './coverage-table.ts'
import { SourceFiles } from './find-source.ts'
import { toLcov } from './lcov.ts'

/** The dependencies of the reports of coverage. */
export interface CoverageDeps {
  /** The folder of the project. */
  readonly root: string
  readonly print: (text: string) => void
  /** The file that an import by another name than a relative path stands for, such as an alias. */
  readonly resolveAlias?: (specifier: string, importer: string) => Promise<string | undefined>
}

/**
 * Prints and writes the reports, and returns one line for each threshold that was not reached. If no definition was run, it does nothing.
 */
export const writeCoverage = async (
  tests: readonly TestFileCoverage[],
  options: CoverageOptions,
  deps: CoverageDeps,
): Promise<string[]> => {
  const { thresholds = {}, outputDir = 'coverage', reporters = coverageReports, exclude = [] } = options
  const counted = tests.map(({ file, definitions }) => ({
    file,
    definitions: definitions.filter(({ name }) => !exclude.some((one) => isExcluded(name, one))),
  }))
  if (counted.every(({ definitions }) => definitions.length === 0)) return []
  const report = await reportOf(counted, deps)
  if (reporters.includes('table')) deps.print(coverageTable(report))
  const files = {
    json: { name: 'stepwise.json', text: () => `${JSON.stringify(report, null, 2)}\n` },
    lcov: { name: 'stepwise.lcov', text: () => toLcov(report) },
    mermaid: { name: 'stepwise.md', text: () => coveragePictures(report) },
  }
  const folder = resolve(deps.root, outputDir)
  for (const reporter of reporters) {
    if (reporter === 'table') continue
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, files[reporter].name), files[reporter].text())
  }
  return missedThresholds(report.totals, thresholds)
}

const isExcluded = (name: string, excluded: string | RegExp): boolean =>
  typeof excluded === 'string' ? name === excluded : name.search(excluded) !== -1

const reportOf = (
  tests: readonly TestFileCoverage[],
  { root, resolveAlias }: CoverageDeps,
): Promise<CoverageReport> => {
  const files = new SourceFiles({
    readText,
    resolveImport: async (specifier, importer) =>
      specifier.startsWith('.') ? resolveRelative(specifier, importer) : resolveAlias?.(specifier, importer),
  })
  return createReport(tests, async (definition, testFiles) => {
    const source = await files.find(definition, testFiles)
    return source && { ...source, file: relative(root, source.file).replaceAll('\\', '/') }
  })
}

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** The ends that a relative import may leave out. */
const extensions = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.json', '/index.ts', '/index.js']

const sourceExtension: Readonly<Record<string, string>> = {
  '.js': '.ts',
  '.jsx': '.tsx',
  '.mjs': '.mts',
  '.cjs': '.cts',
}

const resolveRelative = (specifier: string, importer: string): string | undefined => {
  const path = resolve(dirname(importer), specifier)
  const source = path.replace(/\.[mc]?jsx?$/, (extension) => sourceExtension[extension] ?? extension)
  return [source, ...extensions.map((extension) => path + extension)].find(isSourceFile)
}

/** Files over this size are data. */
const MAX_BYTES = 1_000_000

const isSourceFile = (path: string): boolean => {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= MAX_BYTES
}
