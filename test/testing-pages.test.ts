import { afterEach, expect, test } from 'vitest'
import * as vitestConfig from 'vitest/config'
import { startCoverage, stopCoverage, takeCoverage } from '../src/testing/coverage/coverage-registry.ts'
import { createReport } from '../src/testing/coverage/coverage-report.ts'
import { coverageTable } from '../src/testing/coverage/coverage-table.ts'
import * as testing from '../src/testing.ts'
import * as vitestPlugin from '../src/vitest-config.ts'
import { blocksIn, missingExports, readPage, scriptOf } from './support/doc-page.ts'
import { runExample } from './support/run-example.ts'

const run = (code: string) => runExample(scriptOf(code), { ...vitestConfig, ...vitestPlugin })

const [matchers, coverage] = [readPage('docs/matchers.md'), readPage('docs/coverage.md')]

afterEach(stopCoverage)

test.each([matchers, coverage])('the blocks import what the entry points export', (page) => {
  const entries = { 'stepwise-ts/vitest/config': vitestPlugin, 'vitest/config': vitestConfig }
  expect(missingExports([...blocksIn(page, 'ts'), ...blocksIn(page, 'js')].join('\n'), entries)).toEqual([])
})

test('the configurations are accepted', async () => {
  const configurations = [matchers, coverage].flatMap((page) => blocksIn(page, 'ts').slice(0, 1))
  for (const code of configurations) await run(code)
})

test('the matchers hold and fail as the page shows', async () => {
  const [, code = ''] = blocksIn(matchers, 'ts')
  const [message = ''] = blocksIn(matchers, 'text')
  await expect(run(code)).rejects.toMatchObject({ message: message.trimEnd() })
  await run(code.trimEnd().split('\n').slice(0, -1).join('\n'))
})

test('the assertions run', async () => {
  await run(blocksIn(matchers, 'ts')[2] ?? '')
})

test('the table of matchers has every matcher', () => {
  const documented = new Set(Array.from(matchers.matchAll(/^\| `(\w+)\(/gm), ([, name]) => name))
  expect([...documented].sort()).toEqual(Object.keys(testing.matchers).sort())
})

test('the coverage is what the page shows', async () => {
  startCoverage()
  await run(blocksIn(coverage, 'ts')[1] ?? '')
  const definitions = takeCoverage().filter(({ name }) => name === 'shipping')
  const report = await createReport([{ file: '', definitions }], async () => undefined)
  expect(`${coverageTable(report)}\n`).toBe(blocksIn(coverage, 'text')[0])
})
