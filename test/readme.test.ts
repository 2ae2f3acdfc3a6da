import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { start } from 'node:repl'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineStateMachine } from '../src/dsl/define-state-machine.ts'
import { validate } from '../src/dsl/validate.ts'
import { formatIssue } from '../src/errors.ts'
import * as main from '../src/index.ts'
import * as localEntry from '../src/local.ts'
import * as testingEntry from '../src/testing.ts'
import { sourceTimeout, stepwise } from './support/command-line.ts'
import { runExample } from './support/run-example.ts'

const { createLocal } = localEntry
const root = new URL('..', import.meta.url)
const readme = await readFile(new URL('README.md', root), 'utf8')

const blocks = (language: string): string[] =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, code = '']) => code)

test('every code block is in a language that is tested here', () => {
  const languages = Array.from(readme.matchAll(/^```(\w+)$/gm), ([, language]) => language)
  expect([...new Set(languages)].sort()).toEqual(['console', 'sh', 'text', 'ts'])
  expect({ sh: blocks('sh').length, text: blocks('text').length, console: blocks('console').length }).toEqual({
    sh: 1,
    text: 2,
    console: 1,
  })
})

const entries = new Map<string, object>([
  ['stepwise-ts', main],
  ['stepwise-ts/local', localEntry],
  ['stepwise-ts/testing', testingEntry],
  ['zod', { z }],
])

const imports = /^import { (.*) } from '(.*)'$/gm

describe('the TypeScript blocks', () => {
  const titled = blocks('ts').map((code) => [code.trim().split('\n').at(-1), code] as const)

  test.for(titled)('the block that ends in `%s` imports what the entry points export', ([, code]) => {
    for (const [, names = '', entry = ''] of code.matchAll(imports))
      expect(Object.keys(entries.get(entry) ?? {})).toEqual(expect.arrayContaining(names.split(', ')))
  })

  test.for(titled)('the block that ends in `%s` runs', async ([, code]) => {
    const definition = { name: 'adder', startAt: 'a', states: { a: { type: 'pass', end: true } } }
    const variables = { definition, lookUp: async () => 25, approve: () => true, z }
    await runExample(code.replaceAll(imports, '').replaceAll(/^export /gm, ''), variables)
  })
})

test('the first example returns the output that the README shows', async () => {
  const [code = ''] = blocks('ts')
  await runExample(`${code.replaceAll(imports, '')}\nexpect(output).toBe(2)`)
  expect(code).toContain('// 2\n')
})

test('validate reports the mistakes as the README shows them', () => {
  const literal = blocks('ts').find((code) => code.includes('export const orders')) ?? ''
  const mistaken = literal
    .replace("next: 'rejected'", "next: 'rejectd'")
    .replace('heartbeatSeconds', 'heartbeatSecond')
    .replace(/^.*(?=defineStateMachine\({)/s, 'return ')
  const definition: unknown = new Function('defineStateMachine', mistaken)(defineStateMachine)
  expect(`${validate(definition).map(formatIssue).join('\n')}\n`).toBe(blocks('text')[1])
})

test.for([
  'README.md',
  'CONTRIBUTING.md',
  'docs/language.md',
  'docs/mocks.md',
  'docs/lambda.md',
  'docs/testing.md',
  'docs/coverage.md',
  'docs/permissions.md',
  'docs/export.md',
  'docs/conformance.md',
  'docs/architecture.md',
])('every link of %s is a file', async (page) => {
  const url = new URL(page, root)
  const links = Array.from(
    (await readFile(url, 'utf8')).matchAll(/\]\((?!https?:|#)([^)]+)\)/g),
    ([, link = '']) => link,
  )
  expect(links.filter((link) => !existsSync(new URL(link, url)))).toEqual([])
})

test('the first command prints what the README shows', { timeout: sourceTimeout }, async () => {
  const shown = blocks('text')[0]?.replaceAll(/ +\d+ ms/g, ' n ms')
  const [, args = ''] = /npx stepwise (.*)/.exec(blocks('sh')[0] ?? '') ?? []
  const argv = args.split(' ').map((arg) => arg.replaceAll("'", ''))
  const { out } = await stepwise(argv, { cwd: root.pathname })
  expect(out.replaceAll(/ +\d+ ms/g, ' n ms')).toBe(shown)
})

test('the table of commands has every command', async () => {
  const { out } = await stepwise(['--help'])
  const commands = Array.from(out.matchAll(/^ {2}([\w-]+) .*?(<[^>]+>)?(?= {2})/gm), ([, name]) => name)
  const documented = Array.from(readme.matchAll(/^\| `stepwise ([\w-]+)/gm), ([, name]) => name)
  expect(documented).toEqual(commands.filter((name) => name !== 'help'))
})

test('the REPL prints what the README shows', async () => {
  const [transcript = ''] = blocks('console')
  const [first = '', ...lines] = transcript.trimEnd().split('\n')
  expect(first).toBe("> const { createLocal } = await import('stepwise-ts/local')")
  const typed = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2))
  expect(await replay(typed, { createLocal })).toEqual(lines.filter((line) => !line.startsWith('> ')))
})

/** Types lines into a REPL, each when the one before is done. Returns what it prints; a declaration prints nothing. */
const replay = async (typed: readonly string[], context: object): Promise<string[]> => {
  const repl = start({ input: new PassThrough(), output: new PassThrough() })
  Object.assign(repl.context, context)
  const evaluate = promisify<string, unknown>((line, done) => repl.eval(`${line}\n`, repl.context, 'repl', done))
  const printed: string[] = []
  for (const line of typed) {
    const result = await evaluate(line)
    if (result !== undefined) printed.push(repl.writer(result))
  }
  repl.close()
  return printed
}
