import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { start } from 'node:repl'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { defineStateMachine } from '../src/dsl/define-state-machine.ts'
import { validate } from '../src/dsl/validate.ts'
import { formatIssue } from '../src/errors.ts'
import { createLocal } from '../src/local.ts'
import { sourceTimeout, stepwise } from './support/command-line.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

const blocks = (language: string): string[] =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, code = '']) => code)

test('the first minute runs as it stands there', async () => {
  const [firstMinute = ''] = blocks('ts')
  const [imports = '', ...code] = firstMinute.split('\n\n')
  expect(imports).toBe("import { createLocal } from 'stepwise-ts/local'")
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const run = new AsyncFunction('createLocal', `${code.join('\n\n')}\nreturn output`)
  expect(await run(createLocal)).toBe(2)
})

test('the mistakes it shows are told as it shows them', () => {
  const [, , literal = ''] = blocks('ts')
  const mistaken = literal
    .replace("next: 'rejected'", "next: 'rejectd'")
    .replace('heartbeatSeconds', 'heartbeatSecond')
    .replace(/^.*(?=defineStateMachine\({)/s, 'return ')
  const definition: unknown = new Function('defineStateMachine', mistaken)(defineStateMachine)
  expect(`${validate(definition).map(formatIssue).join('\n')}\n`).toBe(blocks('text')[1])
})

test.for(['README.md', 'CONTRIBUTING.md', 'docs/language.md', 'docs/conformance.md', 'docs/architecture.md'])(
  'the links of %s lead to files',
  async (page) => {
    const url = new URL(`../${page}`, import.meta.url)
    const links = Array.from(
      (await readFile(url, 'utf8')).matchAll(/\]\((?!https?:|#)([^)]+)\)/g),
      ([, link = '']) => link,
    )
    expect(links.filter((link) => !existsSync(new URL(link, url)))).toEqual([])
  },
)

test('the first command prints what it says', { timeout: sourceTimeout }, async () => {
  const shown = blocks('text')[0]?.replaceAll(/ +\d+ ms/g, ' n ms')
  const cwd = new URL('..', import.meta.url).pathname
  const { out } = await stepwise(['run', 'examples/adder.ts', '--input', '{"x":1,"y":1}'], { cwd })
  expect(out.replaceAll(/ +\d+ ms/g, ' n ms')).toBe(shown)
})

test('the REPL transcript is what the REPL prints', async () => {
  const [transcript = ''] = blocks('console')
  const [first = '', ...lines] = transcript.trimEnd().split('\n')
  expect(first).toBe("> const { createLocal } = await import('stepwise-ts/local')")
  const typed = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2))
  expect(await replay(typed, { createLocal })).toEqual(lines.filter((line) => !line.startsWith('> ')))
})

/** What a REPL prints for each line that is typed once the one before is done; of a declaration, nothing. */
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
