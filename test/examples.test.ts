import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import * as main from '../src/index.ts'
import { createLocal } from '../src/local.ts'
import { type DocComment, docCommentsIn } from './support/doc-comments.ts'
import { runExample } from './support/run-example.ts'

const src = new URL('../src/', import.meta.url)

/** The temporary directory of the examples: an app of the CDK leaves its output there. */
const temporary = mkdtempSync(join(tmpdir(), 'stepwise-'))
vi.stubEnv('TMPDIR', temporary)
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(temporary, { recursive: true })
})

interface SourceComment extends DocComment {
  readonly file: string
}

const comments: SourceComment[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => docCommentsIn(readFileSync(new URL(file, src), 'utf8')).map((found) => ({ ...found, file })))

describe('the example runs', () => {
  const examples = comments.flatMap(({ file, container, name, examples }) =>
    examples.map((code) => ({ file, code, title: [container, name].filter(Boolean).join('.') })),
  )
  test.for(examples.map((example) => [`${example.title} (${example.file})`, example] as const))(
    '%s',
    async ([, { file, code }]) => {
      const exportsOfFile: object = await import(new URL(file, src).href)
      await runExample(code, exportsOfFile)
    },
  )
})

/** Returns whether a doc comment of this name has an example. */
const hasExample = (wanted: { readonly name: string; readonly container?: string }): boolean =>
  comments.some(
    ({ name, container, examples }) => name === wanted.name && container === wanted.container && examples.length > 0,
  )

/** The interfaces whose members are the functions of an instance. */
const ofInstance = ['Stepwise', 'StateMachineFunctions', 'ExecutionFunctions']

const hasExampleInInstance = (name: string): boolean => ofInstance.some((container) => hasExample({ name, container }))

const isFunction = (value: unknown): boolean => typeof value === 'function' && !/^class\b/.test(String(value))

describe('every public function and member has an example', () => {
  const functions = Object.entries(main).flatMap(([name, value]) => (isFunction(value) ? [name] : []))
  test.each(['createLocal', ...functions])('%s', (name) => {
    expect(hasExample({ name }) || hasExampleInInstance(name)).toBe(true)
  })

  const local = createLocal()
  test.each(Object.keys(local))('Local.%s', (name) => {
    expect(hasExampleInInstance(name) || hasExample({ name, container: 'Local' })).toBe(true)
  })

  test.each(Object.keys(local.reloaded))('Reloaded.%s', (name) => {
    expect(hasExample({ name, container: 'Reloaded' })).toBe(true)
  })
})
