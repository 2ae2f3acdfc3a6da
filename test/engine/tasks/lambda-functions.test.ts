import { describe, expect, test } from 'vitest'
import type { LambdaContext, LambdaHandler, Lambdas } from '../../../src/engine/tasks/lambda/lambda-handler.ts'
import { createLocal } from '../../../src/local.ts'
import { type VirtualLocalOptions, virtualLocal } from '../../support/virtual-local.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f'

/** Runs a task that invokes functions, and returns its execution. */
const run = async (lambdas: Lambdas, task: object, options: VirtualLocalOptions = {}) => {
  const local = virtualLocal({ lambdas, ...options })
  await local.ensureStateMachine('one', { startAt: 'a', states: { a: { type: 'task', end: true, ...task } } } as never)
  return local.runExecution('one', { input: { n: 21 }, throwOnFailure: false })
}

const direct = { resource: 'lambda/f' }
const invoke = (parameters: object) => ({ resource: 'lambda:invoke', parameters: { FunctionName: 'f', ...parameters } })

describe("the context of a function has Lambda's members", () => {
  const contextOf = async (task: object, lambda: object = {}): Promise<LambdaContext> => {
    let context: LambdaContext | undefined
    const handler: LambdaHandler = (_, given) => {
      context = given
    }
    await run({ f: { handler, ...lambda } }, task)
    if (!context) throw new Error('not invoked')
    return context
  }

  test('and values of this invocation', async () => {
    const { done, fail, succeed, getRemainingTimeInMillis, ...facts } = await contextOf(direct)
    expect(facts).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'f',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/f',
      logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST][0-9a-f]{32}$/),
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect([done, fail, succeed]).toEqual([expect.any(Function), expect.any(Function), expect.any(Function)])
    expect(getRemainingTimeInMillis()).toBe(900_000)
  })

  test('and the configuration of the function', async () => {
    const context = await contextOf(direct, { timeoutSeconds: 3, memoryLimitInMB: 512 })
    expect([context.memoryLimitInMB, context.getRemainingTimeInMillis()]).toEqual(['512', 3000])
  })

  test.for<[object, string, string]>([
    [{ resource: 'lambda/f:3' }, `${arn}:3`, '3'],
    [{ resource: 'lambda/f:live' }, `${arn}:live`, '$LATEST'],
    [invoke({}), arn, '$LATEST'],
    [invoke({ Qualifier: '3' }), `${arn}:3`, '3'],
    [invoke({ FunctionName: arn, Qualifier: 'live' }), `${arn}:live`, '$LATEST'],
    [invoke({ FunctionName: `${arn}:3` }), `${arn}:3`, '3'],
  ])('and the version of %j', async ([task, invokedFunctionArn, functionVersion]) => {
    expect(await contextOf(task)).toMatchObject({ invokedFunctionArn, functionVersion })
  })

  test('and the same log stream in every invocation', async () => {
    const streams = new Set<string>()
    const lambdas: Lambdas = { f: (_, { logStreamName }) => streams.add(logStreamName) && null }
    const parameters = { startAt: 'b', states: { b: { type: 'task', end: true, ...direct } } }
    await run(lambdas, { type: 'map', items: [1, 2], itemProcessor: parameters, queryLanguage: 'JSONata' })
    expect(streams.size).toBe(1)
  })

  test('and the ClientContext of the call', async () => {
    const ClientContext = Buffer.from('{"client":{"app_title":"shop"}}').toString('base64')
    expect((await contextOf(invoke({ ClientContext }))).clientContext).toEqual({ client: { app_title: 'shop' } })
  })
})

test('a ClientContext that is not JSON fails the call', async () => {
  expect(await run({ f: () => 1 }, invoke({ ClientContext: 'bm8=' }))).toMatchObject({
    error: 'Lambda.InvalidRequestContentException',
    cause: 'Client context must be a valid Base64-encoded JSON object.',
  })
})

describe('a function', () => {
  test.for<[string, LambdaHandler, unknown]>([
    ['returns its result', ({ n }) => n * 2, 42],
    ['returns a promise', async ({ n }) => n * 2, 42],
    ['calls back', ({ n }, _context, callback) => callback(null, n * 2), 42],
    ['calls back later', ({ n }, _context, callback) => void setImmediate(callback, null, n * 2), 42],
    ['has a callback and returns a promise', async ({ n }, _context, _callback) => n * 2, 42],
    ['calls succeed', ({ n }, context) => context.succeed(n * 2), 42],
    ['calls done', ({ n }, context) => context.done(null, n * 2), 42],
    ['returns nothing', () => {}, null],
  ])('%s', async ([, f, output]) => {
    expect(await run({ f }, direct)).toMatchObject({ output })
  })

  test.for<[string, LambdaHandler, string, string]>([
    [
      'throws',
      () => {
        throw new RangeError('too far')
      },
      'RangeError',
      'too far',
    ],
    [
      'rejects',
      async () => {
        throw new TypeError('no')
      },
      'TypeError',
      'no',
    ],
    ['calls back an error', (_e, _c, callback) => callback(new RangeError('too far')), 'RangeError', 'too far'],
    ['calls back a string', (_e, _c, callback) => callback('too far'), 'string', 'too far'],
    ['calls fail', (_e, context) => context.fail('too far'), 'string', 'too far'],
  ])('%s, which fails its task', async ([, f, error, errorMessage]) => {
    const execution = await run({ f }, direct)
    expect(execution.error).toBe(error)
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ errorType: error, errorMessage })
  })

  test('has the lines of its stack in its trace', async () => {
    const f = () => {
      throw new RangeError('too far')
    }
    const { trace } = JSON.parse((await run({ f }, direct)).cause ?? '')
    expect(trace.slice(0, 2)).toEqual([
      'RangeError: too far',
      expect.stringMatching(/^ {4}at .*lambda-functions\.test/),
    ])
  })

  test('times out', async () => {
    const f = { handler: () => new Promise(() => {}), timeoutSeconds: 3 }
    const execution = await run({ f }, direct, { time: { holdMs: 0 } })
    expect(execution.error).toBe('Sandbox.Timedout')
    expect(JSON.parse(execution.cause ?? '')).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/),
    })
  })
})

describe('lambda:invoke', () => {
  test('runs a version', async () => {
    const f: LambdaHandler = (_, { functionVersion }) => functionVersion
    expect((await run({ f }, invoke({ Qualifier: '3' }))).output).toMatchObject({ ExecutedVersion: '3', Payload: '3' })
  })

  test.for([
    ['Event', 202, 1],
    ['DryRun', 204, 0],
    ['RequestResponse', 200, 1],
  ] as const)('with the invocation type %s replies with status %i', async ([InvocationType, StatusCode, count]) => {
    let invocations = 0
    const { output } = await run({ f: () => ++invocations }, invoke({ InvocationType }))
    expect(output).toMatchObject({ StatusCode })
    expect(invocations).toBe(count)
  })

  test('with the invocation type Event succeeds even if the function fails', async () => {
    const f = () => Promise.reject(new Error('no'))
    expect(await run({ f }, invoke({ InvocationType: 'Event' }))).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('with LogType Tail returns the end of the log', async () => {
    const { output } = await run({ f: () => 1 }, invoke({ LogType: 'Tail' }))
    const { LogResult } = output as { LogResult: string }
    expect(Buffer.from(LogResult, 'base64').toString()).toMatch(
      /^START RequestId: (\S{36}) Version: \$LATEST\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: 0\.00 ms\tBilled Duration: 0 ms\tMemory Size: 128 MB\n$/,
    )
  })
})

test.for<[string, object]>([
  ['options.lambdas.f must be a function or its file and name, such as "charge.ts#handler", got 5', { f: 5 }],
  [
    'options.lambdas.f.handler must be a function or its file and name, such as "charge.ts#handler", got undefined',
    { f: {} },
  ],
  [
    'unknown option "timeout" in options.lambdas.f; expected one of handler, timeoutSeconds, memoryLimitInMB',
    { f: { handler: () => 1, timeout: 3 } },
  ],
  [
    'options.lambdas["f:live"].timeoutSeconds must be a number of seconds from 0',
    { 'f:live': { handler: () => 1, timeoutSeconds: '3' } },
  ],
  ['options.lambdas.f: no such file: nothing.ts', { f: 'nothing.ts#handler' }],
  [
    'options.lambdas.f: charge.py is not a TypeScript or JavaScript file; a function in another language needs a Lambda API',
    { f: 'charge.py#handler' },
  ],
])('an engine is not created with %s', ([message, lambdas]) => {
  expect(() => createLocal({ lambdas: lambdas as Lambdas })).toThrow(message)
})
