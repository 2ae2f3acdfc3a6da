import { EventEmitter } from 'node:events'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { transformSync } from 'rolldown/experimental'
import { parseAst } from 'rolldown/parseAst'
import { expect } from 'vitest'
import * as compileEntry from '../../src/compile.ts'
import * as deployEntry from '../../src/deploy.ts'
import * as fsmEntry from '../../src/fsm.ts'
import * as graphEntry from '../../src/graph.ts'
import * as main from '../../src/index.ts'
import * as localEntry from '../../src/local.ts'
import * as passesEntry from '../../src/passes.ts'
import * as testingEntry from '../../src/testing.ts'
import '../../src/vitest.ts'
import { silent } from './fake-activities.ts'
import { virtualLocal } from './virtual-local.ts'

const orders = main.defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', resultPath: '$.price', next: 'route' },
    route: {
      type: 'choice',
      choices: [{ condition: ['and', ['>=', '$.price', 20], ['<', '$.price', 30]], next: 'approve' }],
      default: 'rejected',
    },
    approve: { type: 'task', resource: 'activity/approve', end: true },
    rejected: { type: 'fail', error: 'OrderRejected' },
  },
})

const echo = { startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
const child = { name: 'child', ...echo } as const
const parent = { startAt: 'a', states: { a: { type: 'task', resource: 'machine/child', end: true } } } as const

/** Waits for an answer by message. */
const asking = {
  startAt: 'ask',
  states: {
    ask: {
      type: 'task',
      resource: 'sqs:sendMessage.waitForTaskToken',
      parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/questions', MessageBody: 'yes?' },
      timeoutSeconds: 60,
      end: true,
    },
  },
} as const

/** Reads the items of a file. */
const importer = {
  startAt: 'each',
  states: {
    each: {
      type: 'map',
      itemReader: {
        resource: 'arn:aws:states:::s3:getObject',
        readerConfig: { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' },
        parameters: { Bucket: 'files', Key: 'items.csv' },
      },
      itemProcessor: { processorConfig: { mode: 'DISTRIBUTED', executionType: 'EXPRESS' }, ...echo },
      end: true,
    },
  },
} as const

const handlers = { 'activity/price': () => 25, 'activity/approve': (order: object) => ({ ...order, approved: true }) }

/**
 * The variables of an example: everything that the entry points export, with the functions of Step Functions on an engine in
 * virtual time; the engine and its clients; a deployed definition, its handlers, its workers, and an execution of it.
 */
const createScope = async () => {
  const local = virtualLocal({ logger: silent })
  await local.s3.send(new CreateBucketCommand({ Bucket: 'my-bucket' }))
  await local.ensureStateMachine(orders)
  const workers = local.startWorkers(orders, handlers)
  const { executionArn } = await local.startExecution('orders')
  const process = new EventEmitter()
  const signal = new AbortController().signal
  const console = { log: () => {}, error: () => {} }
  const variables = { local, orders, handlers, workers, executionArn, signal, process, console, expect, fc }
  const definitions = { echo, child, parent, asking, importer }
  const entries = {
    ...main,
    ...localEntry,
    ...testingEntry,
    ...deployEntry,
    ...graphEntry,
    ...fsmEntry,
    ...compileEntry,
    ...passesEntry,
  }
  return { ...entries, ...local, ...variables, ...definitions }
}

/** Adds an assertion after each statement that ends in `// => value`. */
const withAssertions = (code: string): string => {
  const statements = parseAst(code, { sourceType: 'module', lang: 'ts' }).body
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

/**
 * Runs an example, with more variables if need be. A statement that ends in `// => value` must have that value.
 * @throws the example's error.
 */
export const runExample = async (code: string, variables: object = {}): Promise<void> => {
  // A function that is made from a string has no `import`.
  const scope = { ...variables, ...(await createScope()), importModule: (name: string) => import(name) }
  const { code: script } = transformSync('example.ts', withAssertions(code))
  const body = `return (async () => {\n${script.replaceAll('import(', 'importModule(')}\n})()`
  await new Function(...Object.keys(scope), body)(...Object.values(scope))
}
