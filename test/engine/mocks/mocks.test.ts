import { describe, expect, test } from 'vitest'
import type { Mock, MockContext, Mocks } from '../../../src/engine/mocks/mock.ts'
import { TaskError } from '../../../src/errors.ts'
import { createLocal } from '../../../src/local.ts'
import { type VirtualLocalOptions, virtualLocal } from '../../support/virtual-local.ts'

type Task = Readonly<Record<string, unknown>>

/** Runs one task on an engine with mocks in virtual time, and returns its execution and the types of its events. */
const run = async (mocks: Mocks, task: Task, options: VirtualLocalOptions = {}) => {
  const local = virtualLocal({ mocks, ...options })
  await local.ensureStateMachine('orders', {
    startAt: 'ship',
    states: { ship: { type: 'task', end: true, ...task } },
  } as never)
  const execution = await local.runExecution('orders', { input: { item: 'book' }, throwOnFailure: false })
  const events: string[] = []
  for await (const { type } of local.executionHistory(execution.executionArn)) events.push(type)
  return { ...execution, events: events.slice(2, -1), elapsed: local.system.elapsed }
}

const lambda = { resource: 'lambda/ship' }
const send = { resource: 'sqs:sendMessage', parameters: { QueueUrl: 'q', MessageBody: 'hello' } }
const callback = {
  resource: 'sqs:sendMessage.waitForTaskToken',
  parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
}
const nested = {
  resource: 'states:startExecution.sync:2',
  parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child' },
}
const mocked: Mock = { output: 'mocked' }
const wrong: Mock = { output: 'wrong' }

describe('a mock is found by', () => {
  test.for<[string, string, Task]>([
    ['the name of the state', 'ship', lambda],
    ['the names of the state machine and the state', 'orders.ship', lambda],
    ['a Lambda function', 'lambda/ship', lambda],
    ['the ARN of a Lambda function', 'arn:aws:lambda:us-east-1:123456789012:function:ship', lambda],
    ['a Lambda function, for a version of it', 'lambda/ship', { resource: 'lambda/ship:3' }],
    ['a version of a Lambda function', 'lambda/ship:3', { resource: 'lambda/ship:3' }],
    ['an activity', 'activity/ship', { resource: 'activity/ship' }],
    [
      'the ARN of an activity',
      'arn:aws:states:us-east-1:123456789012:activity:activity__ship',
      { resource: 'activity/ship' },
    ],
    ['an action of a service', 'sqs:sendMessage', send],
    ['the ARN of a service integration', 'arn:aws:states:::sqs:sendMessage', send],
    ['an action of a service, for a callback', 'sqs:sendMessage', callback],
    ['a service', 'sqs', send],
    [
      'a call of the AWS SDK',
      'aws-sdk:ec2:describeInstances',
      { resource: 'aws-sdk:ec2:describeInstances', parameters: {} },
    ],
    ['a nested execution', 'states:startExecution.sync:2', nested],
    ['the state machine that it runs', 'machine/child', nested],
  ])('%s', async ([, key, task]) => {
    expect(await run({ [key]: mocked }, task)).toMatchObject({ output: 'mocked' })
  })

  test.for<[string, Mocks, Task]>([
    ['the state before the resource', { ship: mocked, 'lambda/ship': wrong }, lambda],
    ['the state of its state machine before others', { 'orders.ship': mocked, ship: wrong }, lambda],
    [
      'the resource as it is written before its action',
      { [callback.resource]: mocked, 'sqs:sendMessage': wrong },
      callback,
    ],
    ['the action before the service', { 'sqs:sendMessage': mocked, sqs: wrong }, send],
  ])('%s', async ([, mocks, task]) => {
    expect(await run(mocks, task)).toMatchObject({ output: 'mocked' })
  })

  test('no key of another state machine or resource', async () => {
    const mocks = { 'other.ship': wrong, 'lambda/shipment': wrong, 'sqs:sendMessage': wrong }
    expect(await run(mocks, lambda, { lambdas: { ship: () => 'real' } })).toMatchObject({ output: 'real' })
  })
})

test('a mock comes before handlers, Lambda functions and services of the engine', async () => {
  const options = { lambdas: { ship: () => 'real' }, taskHandlers: { 'sqs:sendMessage': () => 'real' } }
  for (const task of [lambda, send, { resource: 'aws-sdk:s3:listBuckets', parameters: {} }])
    expect(await run({ ship: mocked }, task, options)).toMatchObject({ output: 'mocked' })
})

describe('a mocked task has the events of a real one:', () => {
  const submitted = ['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']
  test.for<[string, Task, string[]]>([
    ['a Lambda function', lambda, ['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded']],
    ['an activity', { resource: 'activity/ship' }, ['ActivityScheduled', 'ActivityStarted', 'ActivitySucceeded']],
    ['a request', send, ['TaskScheduled', 'TaskStarted', 'TaskSucceeded']],
    ['a callback', callback, submitted],
    ['a job', nested, submitted],
  ])('%s', async ([, task, events]) => {
    expect((await run({ ship: mocked }, task)).events).toEqual([...events, 'TaskStateExited'])
    const failed = events.map((type) => type.replace('Succeeded', 'Failed'))
    expect((await run({ ship: { error: 'Broken' } }, task)).events).toEqual(failed)
  })
})

test('an activity that does not exist can be mocked', async () => {
  const resource = 'arn:aws:states:us-east-1:123456789012:activity:nothing'
  expect(await run({ ship: mocked }, { resource })).toMatchObject({ output: 'mocked' })
})

describe('the result of a mock', () => {
  test.for<[string, Mock, object]>([
    ['an output', { output: { n: 1 } }, { output: { n: 1 } }],
    ['an error', { error: 'Broken', cause: 'no stock' }, { status: 'FAILED', error: 'Broken', cause: 'no stock' }],
    ['an error without a cause', { error: 'Broken' }, { status: 'FAILED', error: 'Broken' }],
    ["TestState's result", { result: '{"n": 1}' }, { output: { n: 1 } }],
    ["TestState's result as a value", { result: { n: 1 } }, { output: { n: 1 } }],
    ["TestState's error", { errorOutput: { error: 'Broken', cause: 'x' } }, { error: 'Broken', cause: 'x' }],
    ['what a function returns', ({ item }) => `${item}s`, { output: 'books' }],
    ['what an asynchronous function returns', async () => 1, { output: 1 }],
    ['null for a function that returns nothing', () => {}, { output: null }],
    ['what a function throws', () => Promise.reject(new TaskError('Broken', 'x')), { error: 'Broken', cause: 'x' }],
    [
      'the class and the message of an error',
      () => Promise.reject(new RangeError('x')),
      { error: 'RangeError', cause: 'x' },
    ],
    [
      'not JSON',
      () => 1n,
      {
        error: 'States.TaskFailed',
        cause: 'mocks.ship must return JSON: Do not know how to serialize a BigInt',
      },
    ],
  ])('is %s', async ([, mock, expected]) => {
    expect(await run({ ship: mock }, lambda)).toMatchObject(expected)
  })

  test("in TestState's form is checked as TestState checks it", async () => {
    const cause = "Mock result schema validation error: Field 'MessageId' must be a string"
    const result = '{"MessageId": 5}'
    expect(await run({ ship: { result } }, send)).toMatchObject({ error: 'States.Runtime', cause })
    expect(await run({ ship: { result, fieldValidationMode: 'NONE' } }, send)).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('is what ResultSelector and ResultPath get', async () => {
    const fields = { resultSelector: { 'id.$': '$.MessageId' }, resultPath: '$.sent' }
    expect((await run({ ship: { output: { MessageId: 'm' } } }, { ...send, ...fields })).output).toEqual({
      item: 'book',
      sent: { id: 'm' },
    })
  })

  test('cannot be changed by the caller later', async () => {
    const output = { n: 1 }
    const mocks = { ship: { output } }
    const local = createLocal({ mocks })
    output.n = 2
    await local.ensureStateMachine('orders', {
      startAt: 'ship',
      states: { ship: { type: 'task', resource: 'lambda/ship', end: true } },
    })
    expect((await local.runExecution('orders')).output).toEqual({ n: 1 })
    await local.close()
  })

  test('is caught by a catcher', async () => {
    const local = virtualLocal({ mocks: { ship: { error: 'Broken', cause: 'x' } } })
    await local.ensureStateMachine('orders', {
      startAt: 'ship',
      states: {
        ship: { type: 'task', resource: 'lambda/ship', catch: { errorEquals: 'Broken', next: 'failed' }, end: true },
        failed: { type: 'pass', end: true },
      },
    })
    expect((await local.runExecution('orders')).output).toEqual({ Error: 'Broken', Cause: 'x' })
  })
})

describe('a mock function', () => {
  test('gets the facts of the attempt', async () => {
    const contexts: MockContext[] = []
    await run({ ship: (_, context) => contexts.push(context) }, { resource: 'activity/ship' })
    expect(contexts).toEqual([
      {
        state: 'ship',
        stateMachine: 'orders',
        resource: 'arn:aws:states:us-east-1:123456789012:activity:activity__ship',
        attempt: 0,
        taskToken: expect.stringMatching(/^\w{20,}$/),
        signal: expect.any(AbortSignal),
        system: expect.objectContaining({ now: expect.any(Function) }),
      },
    ])
  })

  test('gets the token that the parameters of a callback have', async () => {
    const { output } = await run({ ship: ({ MessageBody }, { taskToken }) => MessageBody === taskToken }, callback)
    expect(output).toBe(true)
  })

  test('gets a copy of the parameters', async () => {
    const spoil: Mock = (parameters) => Object.assign(parameters, { item: 'spoiled' })
    expect(await run({ ship: spoil }, { ...lambda, resultPath: null })).toMatchObject({ output: { item: 'book' } })
  })

  test('is aborted when its task times out', async () => {
    let aborted = false
    const hang: Mock = (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true)))
    const { error } = await run({ ship: hang }, { ...lambda, timeoutSeconds: 5 }, { time: { holdMs: 0 } })
    expect({ error, aborted }).toEqual({ error: 'States.Timeout', aborted: true })
  })
})

const retried = { ...lambda, retry: { errorEquals: 'Busy', intervalSeconds: 1, backoffRate: 1, maxAttempts: 9 } }

describe('an array of results', () => {
  const busy = { error: 'Busy' }
  test('has one for each attempt, and functions among them', async () => {
    const mock: Mock = [busy, busy, (_, { attempt }) => attempt]
    expect(await run({ ship: mock }, retried)).toMatchObject({ output: 2, elapsed: 2000 })
  })

  test('fails the task when it runs out, and no retrier or catcher matches that', async () => {
    const task = { ...retried, retry: { errorEquals: 'States.ALL', intervalSeconds: 1 } }
    expect(await run({ ship: [busy] }, task)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "mocks.ship has 1 result, and the state 'ship' makes attempt 2: add a result to the array, or write a single result without an array for every attempt.",
    })
  })

  test('counts the iterations of a Map, and starts anew in the next execution', async () => {
    const local = virtualLocal({ mocks: { ship: [{ output: 'a' }, { output: 'b' }, { output: 'c' }] } })
    const iterator = { startAt: 'ship', states: { ship: { type: 'task', resource: 'lambda/ship', end: true } } }
    const each = { type: 'map', itemProcessor: iterator, maxConcurrency: 1, end: true }
    await local.ensureStateMachine('orders', { startAt: 'each', states: { each } } as never)
    for (const _ of [1, 2])
      expect((await local.runExecution('orders', { input: [1, 2, 3] })).output).toEqual(['a', 'b', 'c'])
  })

  test('counts the children of a distributed Map', async () => {
    const local = virtualLocal({ mocks: { ship: [{ output: 'a' }, { output: 'b' }] } })
    const states = { ship: { type: 'task', resource: 'lambda/ship', end: true } }
    const itemProcessor = {
      processorConfig: { mode: 'DISTRIBUTED', executionType: 'EXPRESS' },
      startAt: 'ship',
      states,
    }
    const each = { type: 'map', itemProcessor, maxConcurrency: 1, end: true }
    await local.ensureStateMachine('orders', { startAt: 'each', states: { each } } as never)
    expect((await local.runExecution('orders', { input: [1, 2] })).output).toEqual(['a', 'b'])
  })

  test('goes on when an execution is redriven', async () => {
    const local = virtualLocal({ mocks: { ship: [{ error: 'Broken' }, { output: 'b' }] } })
    await local.ensureStateMachine('orders', {
      startAt: 'ship',
      states: { ship: { type: 'task', resource: 'lambda/ship', end: true } },
    })
    const { executionArn } = await local.runExecution('orders', { throwOnFailure: false })
    await local.redriveExecution(executionArn)
    expect((await local.waitForExecution(executionArn)).output).toBe('b')
  })
})

describe('a delay', () => {
  const late = { output: 'late', delaySeconds: 60 }
  test.for<[string, Task]>([
    ['a Lambda function', lambda],
    ['an activity', { resource: 'activity/ship' }],
    ['a callback', callback],
  ])('passes in the time of the engine: %s', async ([, task]) => {
    expect(await run({ ship: late }, task)).toMatchObject({ output: 'late', elapsed: 60_000 })
  })

  test.for<[string, Task, number]>([
    ['the timeout of a Lambda function', { ...lambda, timeoutSeconds: 5 }, 5000],
    ['the timeout of an activity', { resource: 'activity/ship', timeoutSeconds: 5 }, 5000],
    ['the heartbeat of an activity', { resource: 'activity/ship', timeoutSeconds: 50, heartbeatSeconds: 7 }, 7000],
    ['the timeout of a callback', { ...callback, timeoutSeconds: 5 }, 5000],
    ['the heartbeat of a callback', { ...callback, heartbeatSeconds: 7 }, 7000],
  ])('ends at %s', async ([, task, elapsed]) => {
    expect(await run({ ship: late }, task)).toMatchObject({ error: 'States.Timeout', elapsed })
  })

  test('ends when the execution is stopped', async () => {
    const local = virtualLocal({ mocks: { ship: late }, time: { auto: false } })
    await local.ensureStateMachine('orders', {
      startAt: 'ship',
      states: { ship: { type: 'task', resource: 'activity/ship', end: true } },
    })
    const { executionArn } = await local.startExecution('orders')
    await local.system.advance(1000)
    await local.stopExecution(executionArn)
    expect(await local.describeExecution(executionArn)).toMatchObject({ status: 'ABORTED' })
    expect(local.system.sleeping).toBe(0)
  })
})

describe('the token of a mocked task', () => {
  test.for<[string, Task]>([
    ['an activity', { resource: 'activity/ship' }],
    ['a callback', callback],
  ])('keeps it alive and ends it: %s', async ([, task]) => {
    const local = virtualLocal({
      mocks: {
        ship: async (_, { taskToken = '' }) => {
          for (const _second of [1, 2, 3]) {
            await local.system.sleep(3000)
            await local.sendTaskHeartbeat(taskToken)
          }
          await local.sendTaskSuccess(taskToken, 'sent')
          return 'returned'
        },
      },
    })
    await local.ensureStateMachine('orders', {
      startAt: 'ship',
      states: { ship: { type: 'task', heartbeatSeconds: 4, end: true, ...task } },
    } as never)
    expect(await local.runExecution('orders')).toMatchObject({ output: 'sent' })
  })
})

describe('an engine is not created with', () => {
  const forms = 'output, error, result, errorOutput'
  test.for<[string, unknown]>([
    ['options.mocks must be an object of mocks by state or resource, got an array', []],
    [
      "options.mocks.ship must be a result such as { output: 25 } or { error: 'Throttled' }, a function, or an array of these, got 25",
      { ship: 25 },
    ],
    [
      'unknown option "outptu" in options.mocks.ship; expected one of errorOutput, delaySeconds, result, fieldValidationMode, error, cause, output; did you mean "output"?',
      { ship: { outptu: 25 } },
    ],
    [`options.mocks.ship must have one of ${forms}, got none of them`, { ship: { delaySeconds: 1 } }],
    [`options.mocks.ship must have one of ${forms}, got output and error`, { ship: { output: 1, error: 'E' } }],
    [
      'unknown option "cause" in options.mocks.ship; expected one of output, delaySeconds',
      { ship: { output: 1, cause: 'x' } },
    ],
    ['options.mocks.ship[1].error must be the name of an error, got 5', { ship: [{ output: 1 }, { error: 5 }] }],
    [
      'options.mocks.ship.delaySeconds must be a number of seconds from 0, got -1',
      { ship: { output: 1, delaySeconds: -1 } },
    ],
    [
      'options.mocks["sqs:sendMessage"].output must be a JSON value, got undefined',
      { 'sqs:sendMessage': { output: undefined } },
    ],
    [
      "options.mocks.ship.result must be JSON, as in TestState, got 'shipped'; for a string as the result, write output",
      { ship: { result: 'shipped' } },
    ],
    ['options.mocks.ship.errorOutput must be an object, got 5', { ship: { errorOutput: 5 } }],
    [
      'options.mocks.ship.fieldValidationMode must be "STRICT" or "PRESENT" or "NONE", got \'LAX\'',
      { ship: { result: '1', fieldValidationMode: 'LAX' } },
    ],
    [
      'options.mocks["sqs:sendMesage"] names an action that Step Functions does not offer; did you mean "sqs:sendMessage"? (sqs:sendMesage)',
      { 'sqs:sendMesage': mocked },
    ],
    [
      'options.mocks has "lambda/ship" and "function:ship", which are the same resource',
      { 'lambda/ship': mocked, 'function:ship': mocked },
    ],
  ])('%s', ([message, mocks]) => {
    expect(() => createLocal({ mocks: mocks as Mocks })).toThrow(new TypeError(message))
  })

  test('a state can have any name', () => {
    expect(() =>
      createLocal({ mocks: { 'Step 1: sqs/ship it': mocked, __proto__: mocked, 'a:b:c': mocked } }),
    ).not.toThrow()
  })
})
