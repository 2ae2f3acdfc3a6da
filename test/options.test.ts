import { afterAll, describe, expect, it } from 'vitest'
import { createStepwise, heartbeatEvery, offloadAll, offloadKeys, offloadToS3, shutdownOn } from '../src/index.ts'
import { createLocal } from '../src/local.ts'
import { silent } from './support/fake-activities.ts'

const local = createLocal({ logger: silent })
afterAll(local.close)

const add = () => 1
const start = (options: object) => () => local.startWorkers({ add }, options)
const entry = (options: object) => () => local.startWorkers({ add: { handler: add, ...options } })

/** What nobody who uses types would write. */
const untyped = (value: unknown) => value as never

describe('workers do not start', () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    [
      'options: no option "concurency"; there are concurrency, heartbeat, interceptors, signal',
      start({ concurency: 3 }),
    ],
    ['options.signal: expected an AbortSignal, found AbortController', start({ signal: new AbortController() })],
    ['options.logger: expected a logger with debug, info, warn and error, found true', start({ logger: true })],
    ['options.workerName: expected a name of 1 to 80 characters, found 5', start({ workerName: 5 })],
    ['options.whenMissing: expected "create" or "stop", found \'delete\'', start({ whenMissing: 'delete' })],
    ['concurrency of "add": expected a whole number from 1, found \'3\'', start({ concurrency: '3' })],
    ["heartbeat: expected a positive number of seconds, found '5'", start({ heartbeat: '5' })],
    ['handlers["add"].input: expected a Standard Schema, such as one of zod', entry({ input: {} })],
    ['handlers["add"].output: expected a Standard Schema, such as one of zod', entry({ output: () => true })],
    ['handlers["add"]: no option "concurency"; there are handler, interceptors', entry({ concurency: 3 })],
    [
      'handlers["add"]: expected a function or { handler, … }, found null',
      () => local.startWorkers({ add: untyped(null) }),
    ],
    ['offload: expected an object of options, found true', start({ offload: true })],
    ["offload.bucket: expected a bucket's name, found nothing", start({ offload: {} })],
    ['offload: no option "treshold"; there are bucket, keys', start({ offload: { bucket: 'b', treshold: 5 } })],
    [
      'offload.thresholdBytes: expected a number of bytes from 0, found -1',
      start({ offload: { bucket: 'b', thresholdBytes: -1 } }),
    ],
    ["offload.keys: expected a list of member names, found 'x'", start({ offload: { bucket: 'b', keys: 'x' } })],
  ]
  it.each(cases)('%s', (message, call) => {
    expect(call).toThrow(message)
  })

  it('but take no options for what they are', async () => {
    await local.startWorkers({ add }, untyped(null)).shutdown()
    await local.startWorkers({ add }, { logger: undefined, concurrency: untyped(null) }).shutdown()
  })
})

describe('an interceptor is not made', () => {
  it.each([
    ['offload.bucket', () => offloadAll(untyped(undefined))],
    ['offload.bucket', () => offloadAll('bucket/key')],
    ['offload.keys', () => offloadKeys('bucket', untyped('key'))],
    ['offload.thresholdBytes', () => offloadAll('bucket', { thresholdBytes: Number.NaN })],
    ['heartbeat', () => heartbeatEvery(untyped('5'))],
  ])('with a wrong %s', (option, call) => {
    expect(call).toThrow(`${option}: expected`)
  })
})

describe('running workers refuse', () => {
  const workers = local.startWorkers({ add })

  it.each([-1, Number.NaN, 'x'])('to shut down in %s ms', async (timeoutMs) => {
    await expect(workers.shutdown({ timeoutMs: untyped(timeoutMs) })).rejects.toThrow(
      'shutdown.timeoutMs: expected a number of milliseconds from 0',
    )
  })

  it('events that there are not, and listeners that cannot listen', () => {
    expect(() => workers.on(untyped('taskDone'), () => {})).toThrow('no event "taskDone"; there are taskStarted')
    expect(() => workers.on('taskFailed', untyped('x'))).toThrow("expected a function, found 'x'")
  })

  it('signals from what cannot signal, for what cannot shut down, or in no time', () => {
    const source = { on: () => {}, off: () => {} }
    expect(() => shutdownOn(untyped(undefined), workers)).toThrow('shutdownOn.source: expected')
    expect(() => shutdownOn(source, untyped(undefined))).toThrow('shutdownOn.workers: expected')
    expect(() => shutdownOn(source, workers, { timeoutMs: -1 })).toThrow('shutdownOn.timeoutMs: expected')
  })
})

describe('no engine and no instance is made', () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    ['createLocal: no option "lambda"; there are system, region', () => createLocal(untyped({ lambda: {} }))],
    ['createLocal: expected an object of options, found null', () => createLocal(untyped(null))],
    ['createLocal.lambdas: expected an object of functions by', () => createLocal({ lambdas: untyped({ f: 5 }) })],
    ['createLocal.taskHandlers: expected an object of functions by', () => createLocal({ taskHandlers: untyped('x') })],
    [
      "createLocal.lambdaEndpoint: expected a URL such as http://localhost:3001, found 'x'",
      () => createLocal({ lambdaEndpoint: 'x' }),
    ],
    ['createLocal.accountId: expected 12 digits', () => createLocal({ accountId: '1' })],
    ['createLocal.system: expected a System, found {}', () => createLocal({ system: untyped({}) })],
    ['createStepwise: no option "snf"; there are sfn, s3, roleArn, logger', () => createStepwise(untyped({ snf: {} }))],
    ['createStepwise.sfn: expected an SFNClient, found {}', () => createStepwise({ sfn: untyped({}) })],
  ]
  it.each(cases)('%s', (message, call) => {
    expect(call).toThrow(message)
  })
})

describe('an engine', () => {
  it.each([undefined, {}, { port: '8083' }, { port: 70_000 }])('does not listen with %j', async (where) => {
    await expect(local.listen(untyped(where))).rejects.toThrow(/^listen/)
  })

  it('that is closed starts no workers', async () => {
    const closed = createLocal({ logger: silent })
    await closed.close()
    expect(() => closed.startWorkers({ add })).toThrow('The engine is closed')
  })
})

describe('a call of Step Functions is not sent', () => {
  const definition = { name: 'm', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
  const ensure = (options: unknown) => () => local.ensureStateMachine(definition, untyped(options))
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['options: no option "tag"; there are type, roleArn, tags, logging', ensure({ tag: { a: '1' } })],
    ['options: expected an object of options, found null', ensure(null)],
    ['options.type: expected "STANDARD" or "EXPRESS", found \'express\'', ensure({ type: 'express' })],
    ['options.tags: expected an object of strings', ensure({ tags: { a: 1 } })],
    ['options.logging.level: expected "ALL" or "ERROR" or "FATAL" or "OFF"', ensure({ logging: {} })],
    ['options.logging: no option "logGroup"', ensure({ logging: { level: 'OFF', logGroup: 'g' } })],
    ['options.encryption.kmsKeyId: expected', ensure({ encryption: {} })],
    ['options: no option "x"; there are input, name', () => local.runExecution('m', untyped({ x: 1 }))],
    ['options: no option "x"; there are input, name', () => local.startExecution('m', untyped({ x: 1 }))],
    ['options.signal: expected an AbortSignal', () => local.runExecution('m', { signal: untyped({}) })],
    ['options: no option "reason"', () => local.stopExecution('arn', untyped({ reason: 'r' }))],
    ['options.wait: expected true or false', () => local.deleteStateMachine('m', { wait: untyped('yes') })],
    ['options: no option "statusFilter"', () => first(local.listExecutions('m', untyped({ statusFilter: 'RUNNING' })))],
    ['options: no option "tail"', () => first(local.executionHistory('arn', untyped({ tail: true })))],
    ['sweep: expected an object of options, found undefined', () => local.reloaded.sweep(untyped(undefined))],
    ["olderThanMs: expected milliseconds from 0, found '5'", () => local.reloaded.sweep({ olderThanMs: untyped('5') })],
  ]
  it.each(cases)('%s', async (message, call) => {
    await expect(call()).rejects.toThrow(message)
  })
})

const first = async (iterable: AsyncIterable<unknown>) => {
  for await (const item of iterable) return item
  return undefined
}

describe('offloadToS3', () => {
  it('rejects without a bucket', async () => {
    await expect(offloadToS3({}, untyped(undefined))).rejects.toThrow(
      'offload: expected an object of options, found undefined',
    )
  })
})
