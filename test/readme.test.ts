import { start } from 'node:repl'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineStateMachine } from '../src/dsl/define-state-machine.ts'
import { validate } from '../src/dsl/validate.ts'
import { formatIssue } from '../src/errors.ts'
import { createLocal } from '../src/local.ts'
import { sourceTimeout, stepwise } from './support/command-line.ts'
import { blocksIn, missingExports, readPage, scriptOf } from './support/doc-page.ts'
import { runExample } from './support/run-example.ts'

const root = new URL('..', import.meta.url)
const readme = readPage('README.md')
const blocks = (language: string): string[] => blocksIn(readme, language)

test('every code block is in a language that is tested here', () => {
  const languages = Array.from(readme.matchAll(/^```(\w+)$/gm), ([, language]) => language)
  expect([...new Set(languages)].sort()).toEqual(['console', 'sh', 'text', 'ts'])
  expect({ sh: blocks('sh').length, text: blocks('text').length, console: blocks('console').length }).toEqual({
    sh: 1,
    text: 2,
    console: 1,
  })
})

describe('the TypeScript blocks', () => {
  const titled = blocks('ts').map((code) => [code.trim().split('\n').at(-1), code] as const)

  test.for(titled)('the block that ends in `%s` imports what the entry points export', ([, code]) => {
    expect(missingExports(code, { zod: { z } })).toEqual([])
  })

  test.for(titled)('the block that ends in `%s` runs', async ([, code]) => {
    const definition = { name: 'adder', startAt: 'a', states: { a: { type: 'pass', end: true } } }
    const variables = { definition, lookUp: async () => 25, approve: () => true, z }
    await runExample(scriptOf(code), variables)
  })
})

test('the first example returns the output that the README shows', async () => {
  const [code = ''] = blocks('ts')
  await runExample(`${scriptOf(code)}\nexpect(output).toBe(2)`)
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
