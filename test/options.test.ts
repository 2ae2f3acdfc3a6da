import { afterAll, describe, expect, it } from 'vitest'
import { createStepwise, heartbeatEvery, offloadAll, offloadKeys, offloadToS3, shutdownOn } from '../src/index.ts'
import { createLocal } from '../src/local.ts'
import { silent } from './support/fake-activities.ts'

const local = createLocal({ logger: silent })
afterAll(local.close)

const add = () => 1
const start = (options: object) => () => local.startWorkers({ add }, options)
const entry = (options: object) => () => local.startWorkers({ add: { handler: add, ...options } })

/** A value that the types refuse, as JavaScript passes it. */
const untyped = (value: unknown) => value as never

describe('workers do not start', () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    [
      'unknown option "concurency" in options; expected one of concurrency, heartbeat, interceptors, signal, logger, ' +
        'workerName, whenMissing, offload; did you mean "concurrency"?',
      start({ concurency: 3 }),
    ],
    [
      'unknown option "offlod" in options; expected one of concurrency, heartbeat, interceptors, signal, logger, ' +
        'workerName, whenMissing, offload; did you mean "offload"?',
      start({ offlod: { bucket: 'b' } }),
    ],
    [
      'options.signal must be an AbortSignal, got an instance of AbortController',
      start({ signal: new AbortController() }),
    ],
    ['options.logger must be a logger with debug, info, warn and error, got true', start({ logger: true })],
    ['options.workerName must be a name of 1 to 80 characters, got 5', start({ workerName: 5 })],
    ['options.whenMissing must be "create" or "stop", got \'delete\'', start({ whenMissing: 'delete' })],
    ["options.concurrency must be a whole number from 1, got '3'", start({ concurrency: '3' })],
    ['options.concurrency["add"] must be a whole number from 1, got 0', start({ concurrency: { add: 0 } })],
    ["options.heartbeat must be a positive number of seconds, got '5'", start({ heartbeat: '5' })],
    [
      'unknown activity "ad" in options.heartbeat; expected one of add; did you mean "add"?',
      start({ heartbeat: { ad: 5 } }),
    ],
    ['options.interceptors must be an array of interceptors, got a function', start({ interceptors: add })],
    ['handlers["add"].concurrency must be a whole number from 1, got 1.5', entry({ concurrency: 1.5 })],
    [
      'handlers["add"].input must be a Standard Schema, such as one of zod, valibot or arktype, got {}',
      entry({ input: {} }),
    ],
    [
      'handlers["add"].output must be a Standard Schema, such as one of zod, valibot or arktype, got a function',
      entry({ output: () => true }),
    ],
    [
      'unknown option "concurency" in handlers["add"]; expected one of handler, interceptors, concurrency, heartbeat, ' +
        'input, output; did you mean "concurrency"?',
      entry({ concurency: 3 }),
    ],
    [
      'handlers["add"] must be a function or { handler, … }, got null',
      () => local.startWorkers({ add: untyped(null) }),
    ],
    ['options.offload must be an object, got true', start({ offload: true })],
    ['options.offload.bucket must be the name of a bucket, got undefined', start({ offload: {} })],
    [
      'unknown option "treshold" in options.offload; expected one of bucket, keys, thresholdBytes, prefix, gzipBytes',
      start({ offload: { bucket: 'b', treshold: 5 } }),
    ],
    [
      'options.offload.thresholdBytes must be a number of bytes from 0, got -1',
      start({ offload: { bucket: 'b', thresholdBytes: -1 } }),
    ],
    ["options.offload.keys must be a list of member names, got 'x'", start({ offload: { bucket: 'b', keys: 'x' } })],
  ]
  it.each(cases)('%s', (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }))
  })
})

it.each([
  ['null instead of options', untyped(null)],
  ['options that are undefined or null', { logger: undefined, concurrency: untyped(null) }],
])('workers start with the defaults if they get %s', async (_, options) => {
  const workers = local.startWorkers({ add }, options)
  expect(workers.stats()).toEqual({ add: { polling: 1, running: 0, succeeded: 0, failed: 0, lost: 0 } })
  await workers.shutdown()
})

describe('an interceptor is not created', () => {
  it.each([
    ['bucket must be the name of a bucket, got undefined', () => offloadAll(untyped(undefined))],
    ["bucket must be the name of a bucket, got 'bucket/key'", () => offloadAll('bucket/key')],
    ["keys must be a list of member names, got 'key'", () => offloadKeys('bucket', untyped('key'))],
    ['keys must be a list of member names, got undefined', () => offloadKeys('bucket', untyped(undefined))],
    [
      'options.thresholdBytes must be a number of bytes from 0, got NaN',
      () => offloadAll('bucket', { thresholdBytes: Number.NaN }),
    ],
    [
      'unknown option "keys" in options; expected one of thresholdBytes, prefix, gzipBytes',
      () => offloadAll('bucket', untyped({ keys: ['a'] })),
    ],
    [
      "the interval of heartbeatEvery must be a positive number of seconds, got '5'",
      () => heartbeatEvery(untyped('5')),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }))
  })
})

describe('running workers', () => {
  const workers = local.startWorkers({ add })

  it.each([-1, Number.NaN, 'x'])('refuse to shut down in %s ms', async (timeoutMs) => {
    await expect(workers.shutdown({ timeoutMs: untyped(timeoutMs) })).rejects.toThrow(
      'options.timeoutMs must be a number of milliseconds from 0, got',
    )
  })

  it('refuse an unknown event', () => {
    expect(() => workers.on(untyped('taskDone'), () => {})).toThrow(
      'unknown event "taskDone"; expected one of taskStarted, taskSucceeded, taskFailed, taskLost',
    )
  })

  it('refuse a listener that is not a function', () => {
    expect(() => workers.on('taskFailed', untyped('x'))).toThrow(
      new TypeError('the listener of "taskFailed" must be a function, got \'x\''),
    )
  })

  it.each<[message: string, call: () => unknown]>([
    [
      'source must be an emitter of signals, such as process, got undefined',
      () => shutdownOn(untyped(undefined), workers),
    ],
    [
      'workers must be workers, as startWorkers returns them, got undefined',
      () => shutdownOn(source, untyped(undefined)),
    ],
    [
      'options.timeoutMs must be a number of milliseconds from 0, got -1',
      () => shutdownOn(source, workers, { timeoutMs: -1 }),
    ],
    [
      "options.signals must be a list of names of signals, got 'SIGHUP'",
      () => shutdownOn(source, workers, untyped({ signals: 'SIGHUP' })),
    ],
  ])('shut down on no signal: %s', (message, call) => {
    expect(call).toThrow(new TypeError(message))
  })
})

const source = { on: () => {}, off: () => {} }

describe('no engine and no instance is created', () => {
  const cases: readonly (readonly [string, () => unknown])[] = [
    [
      'unknown option "lambda" in options; expected one of system, region, accountId, lambdas',
      () => createLocal(untyped({ lambda: {} })),
    ],
    ['options must be an object, got null', () => createLocal(untyped(null))],
    ['options.lambdas must be an object of functions by', () => createLocal({ lambdas: untyped(5) })],
    ['options.taskHandlers must be an object of functions by', () => createLocal({ taskHandlers: untyped('x') })],
    [
      "options.lambdaEndpoint must be a URL such as http://localhost:3001, got 'x'",
      () => createLocal({ lambdaEndpoint: 'x' }),
    ],
    ["options.accountId must be 12 digits, got '1'", () => createLocal({ accountId: '1' })],
    ['options.system must be a System, got {}', () => createLocal({ system: untyped({}) })],
    [
      'unknown option "snf" in options; expected one of sfn, s3, roleArn, logger; did you mean "sfn"?',
      () => createStepwise(untyped({ snf: {} })),
    ],
    ['options.sfn must be an SFNClient, got {}', () => createStepwise({ sfn: untyped({}) })],
  ]
  it.each(cases)('%s', (message, call) => {
    expect(call).toThrow(message)
  })
})

describe('an engine', () => {
  it.each([undefined, {}, { port: '8083' }, { port: 70_000 }])('does not listen with %j', async (options) => {
    await expect(local.listen(untyped(options))).rejects.toThrow(/^options(\.port)? must be/)
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
    [
      'unknown option "tag" in options; expected one of type, roleArn, role, tags, logging',
      ensure({ tag: { a: '1' } }),
    ],
    ['options must be an object, got null', ensure(null)],
    ['options.type must be "STANDARD" or "EXPRESS", got \'express\'', ensure({ type: 'express' })],
    ['options.tags must be an object of', ensure({ tags: { a: 1 } })],
    ['options.logging.level must be "ALL" or "ERROR" or "FATAL" or "OFF"', ensure({ logging: {} })],
    ['unknown option "logGroup" in options.logging', ensure({ logging: { level: 'OFF', logGroup: 'g' } })],
    ['options.encryption.kmsKeyId must be', ensure({ encryption: {} })],
    ['unknown option "x" in options; expected one of input, name', () => local.runExecution('m', untyped({ x: 1 }))],
    ['unknown option "x" in options; expected one of input, name', () => local.startExecution('m', untyped({ x: 1 }))],
    ['options.signal must be an AbortSignal', () => local.runExecution('m', { signal: untyped({}) })],
    ['unknown option "reason" in options', () => local.stopExecution('arn', untyped({ reason: 'r' }))],
    ['unknown option "token" in options', () => local.redriveExecution('arn', untyped({ token: 't' }))],
    ['options.throwOnFailure must be', () => local.waitForExecution('arn', { throwOnFailure: untyped('no') })],
    ['options.wait must be true or false', () => local.deleteStateMachine('m', { wait: untyped('yes') })],
    [
      'unknown option "statusFilter" in options',
      () => first(local.listExecutions('m', untyped({ statusFilter: 'RUNNING' }))),
    ],
    ['unknown option "tail" in options', () => first(local.executionHistory('arn', untyped({ tail: true })))],
    ['options must be an object, got undefined', () => local.reloaded.sweep(untyped(undefined))],
    [
      "options.olderThanMs must be a number of milliseconds from 0, got '5'",
      () => local.reloaded.sweep({ olderThanMs: untyped('5') }),
    ],
    ['options must be an object, got undefined', () => offloadToS3({}, untyped(undefined))],
  ]
  it.each(cases)('%s', async (message, call) => {
    await expect(call()).rejects.toThrow(message)
  })
})

const first = async (iterable: AsyncIterable<unknown>) => {
  for await (const item of iterable) return item
  return undefined
}
