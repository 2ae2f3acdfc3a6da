import { EventEmitter } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { parseAst } from 'rolldown/parseAst'
import { describe, expect, test } from 'vitest'
import * as main from '../src/index.ts'
import * as localEntry from '../src/local.ts'
import { type DocComment, docCommentsIn } from './support/doc-comments.ts'
import { silent } from './support/fake-activities.ts'
import { virtualLocal } from './support/virtual-local.ts'

const src = new URL('../src/', import.meta.url)

interface SourceComment extends DocComment {
  readonly file: string
}

const comments: SourceComment[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => docCommentsIn(readFileSync(new URL(file, src), 'utf8')).map((found) => ({ ...found, file })))

const orders = main.defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', resultPath: '$.price', next: 'approve' },
    approve: { type: 'task', resource: 'activity/approve', end: true },
  },
})

const handlers = { 'activity/price': () => 25, 'activity/approve': (order: object) => ({ ...order, approved: true }) }

/**
 * The variables of an example: everything that the two entry points export, with the functions of Step Functions on an engine in
 * virtual time; the engine, its clients, a deployed definition, its handlers, its workers, and an execution of it.
 */
const createScope = async () => {
  const local = virtualLocal({ logger: silent })
  await local.s3.send(new CreateBucketCommand({ Bucket: 'my-bucket' }))
  await local.ensureStateMachine(orders)
  const workers = local.startWorkers(orders, handlers)
  const { executionArn } = await local.startExecution('orders')
  const process = new EventEmitter()
  const signal = new AbortController().signal
  const console = { log: () => {} }
  const variables = { local, orders, handlers, workers, executionArn, signal, process, console, expect }
  return { ...main, ...localEntry, ...local, ...variables }
}

/** Adds an assertion for each statement that is followed by `// => value`. */
const withAssertions = (code: string): string => {
  const statements = parseAst(code, { sourceType: 'module' }).body
  return statements.reduceRight((text, { type, start, end }) => {
    const expected = /^[ \t]*\/\/ => (.*)/.exec(code.slice(end))?.[1]
    if (expected === undefined) return text
    const source = code.slice(start, end)
    const name = /^const (?:{ )?(\w+)/.exec(source)?.[1]
    const checked =
      type === 'ExpressionStatement'
        ? `expect(${source}).toEqual(${expected})`
        : `${source}\nexpect(${name}).toEqual(${expected})`
    return text.slice(0, start) + checked + text.slice(end)
  }, code)
}

const runExample = async (code: string, scope: object): Promise<void> => {
  // A function made of a string cannot import modules by itself.
  const variables = { ...scope, importModule: (name: string) => import(name) }
  const body = `return (async () => {\n${withAssertions(code).replaceAll('import(', 'importModule(')}\n})()`
  await new Function(...Object.keys(variables), body)(...Object.values(variables))
}

describe('the examples of the doc comments run', () => {
  const examples = comments.flatMap(({ file, container, name, examples }) =>
    examples.map((code) => ({ file, code, title: [container, name].filter(Boolean).join('.') })),
  )
  test.for(examples.map((example) => [`${example.title} (${example.file})`, example] as const))(
    '%s',
    async ([, { file, code }]) => {
      const ownExports: object = await import(new URL(file, src).href)
      await runExample(code, { ...ownExports, ...(await createScope()) })
    },
  )
})

/** Returns whether a doc comment of this name has an example. */
const hasExample = (wanted: { readonly name: string; readonly container?: string }): boolean =>
  comments.some(
    ({ name, container, examples }) => name === wanted.name && container === wanted.container && examples.length > 0,
  )

const isFunction = (value: unknown): boolean => typeof value === 'function' && !/^class\b/.test(String(value))

/** These functions have no example yet. */
const withoutExample = new Set(['heartbeatEvery', 'offloadAll', 'offloadKeys'])

describe('every public function and member has an example', () => {
  const functions = Object.entries(main).flatMap(([name, value]) => (isFunction(value) ? [name] : []))
  test.each(['createLocal', ...functions.filter((name) => !withoutExample.has(name))])('%s', (name) => {
    expect(hasExample({ name }) || hasExample({ name, container: 'Stepwise' })).toBe(true)
  })

  const local = localEntry.createLocal()
  test.each(Object.keys(local))('Local.%s', (name) => {
    expect(hasExample({ name, container: 'Stepwise' }) || hasExample({ name, container: 'Local' })).toBe(true)
  })

  test.each(Object.keys(local.reloaded))('Reloaded.%s', (name) => {
    expect(hasExample({ name, container: 'Reloaded' })).toBe(true)
  })
})
