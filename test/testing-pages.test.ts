import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import * as vitestConfig from 'vitest/config'
import { startCoverage, stopCoverage, takeCoverage } from '../src/testing/coverage/coverage-registry.ts'
import { createReport } from '../src/testing/coverage/coverage-report.ts'
import { coverageTable } from '../src/testing/coverage/coverage-table.ts'
import * as testing from '../src/testing.ts'
import * as vitestPlugin from '../src/vitest-config.ts'
import { runExample } from './support/run-example.ts'

const entries = new Map<string, object>([
  ['stepwise-ts/testing', testing],
  ['stepwise-ts/vitest/config', vitestPlugin],
  ['vitest/config', vitestConfig],
])

const imports = /^import { (.*) } from '(.*)'$/gm

const read = (page: string) => readFile(new URL(`../docs/${page}`, import.meta.url), 'utf8')

const blocks = (page: string, language: string): string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, code = '']) => code)

const run = (code: string) =>
  runExample(code.replaceAll(imports, '').replaceAll(/^export /gm, ''), { ...vitestConfig, ...vitestPlugin })

const [matchers, coverage] = [await read('matchers.md'), await read('coverage.md')]

afterEach(stopCoverage)

describe.for([
  ['matchers.md', matchers],
  ['coverage.md', coverage],
] as const)('%s', ([, page]) => {
  test('the blocks import what the entry points export', () => {
    const code = [...blocks(page, 'ts'), ...blocks(page, 'js')].join('\n')
    const missing = Array.from(code.matchAll(imports), ([, names = '', entry = '']) =>
      names.split(', ').filter((name) => !Object.hasOwn(entries.get(entry) ?? {}, name)),
    )
    expect(missing.flat()).toEqual([])
  })

  test('every link is a file', () => {
    const links = Array.from(page.matchAll(/\]\((?!https?:|#)([^)]+)\)/g), ([, link = '']) => link)
    expect(links.filter((link) => !existsSync(new URL(`../docs/${link}`, import.meta.url)))).toEqual([])
  })
})

test('the configurations are accepted', async () => {
  const configurations = [matchers, coverage].flatMap((page) => blocks(page, 'ts').slice(0, 1))
  for (const code of configurations) await run(code)
})

test('the matchers hold and fail as the page shows', async () => {
  const [, code = ''] = blocks(matchers, 'ts')
  const [message = ''] = blocks(matchers, 'text')
  await expect(run(code)).rejects.toMatchObject({ message: message.trimEnd() })
  await run(code.trimEnd().split('\n').slice(0, -1).join('\n'))
})

test('the assertions run', async () => {
  await run(blocks(matchers, 'ts')[2] ?? '')
})

test('the table of matchers has every matcher', () => {
  const documented = new Set(Array.from(matchers.matchAll(/^\| `(\w+)\(/gm), ([, name]) => name))
  expect([...documented].sort()).toEqual(Object.keys(testing.matchers).sort())
})

test('the coverage is what the page shows', async () => {
  startCoverage()
  await run(blocks(coverage, 'ts')[1] ?? '')
  const definitions = takeCoverage().filter(({ name }) => name === 'shipping')
  const report = await createReport([{ file: '', definitions }], async () => undefined)
  expect(`${coverageTable(report)}\n`).toBe(blocks(coverage, 'text')[0])
})
