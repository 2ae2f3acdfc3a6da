import { SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, describe, expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { createLocal } from '../../src/local.ts'
import { fakeAws } from '../support/fake-aws.ts'

const local = createLocal({ lambdas: { double: (n) => Number(n) * 2 } })
afterAll(local.close)
const { testState } = local

const orders = {
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Busy', intervalSeconds: 2 },
      catch: { errorEquals: 'OutOfStock', next: 'rejected' },
      next: 'each',
    },
    each: { type: 'map', itemProcessor: { startAt: 'ship', states: { ship: { type: 'pass', end: true } } }, end: true },
    rejected: { type: 'fail' },
  },
} as const

describe('testState returns what a state does with', () => {
  test('a mocked result', async () => {
    const result = await testState(orders, { stateName: 'price', input: { item: 'book' }, mock: { result: 25 } })
    expect(result).toEqual({ status: 'SUCCEEDED', output: { item: 'book', price: 25 }, nextState: 'each' })
  })

  test('an error that is caught', async () => {
    const mock = { errorOutput: { error: 'OutOfStock', cause: 'none left' } }
    expect(await testState(orders, { stateName: 'price', mock })).toEqual({
      status: 'CAUGHT_ERROR',
      error: 'OutOfStock',
      cause: 'none left',
      output: { Error: 'OutOfStock', Cause: 'none left' },
      nextState: 'rejected',
    })
  })

  test('an error that is retried', async () => {
    const result = await testState(orders, {
      stateName: 'price',
      mock: { errorOutput: { error: 'Busy' } },
      stateConfiguration: { retrierRetryCount: 1 },
      inspectionLevel: 'DEBUG',
    })
    expect(result).toMatchObject({
      status: 'RETRIABLE',
      inspection: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 4 } },
    })
  })

  test('real work', async () => {
    expect(await testState({ type: 'task', resource: 'lambda/double', end: true }, { input: 4 })).toEqual({
      status: 'SUCCEEDED',
      output: 8,
    })
  })

  test('variables, as a single state in ASL', async () => {
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $n + 1 %}', End: true }
    expect(await testState(state, { variables: { n: 1 } })).toEqual({ status: 'SUCCEEDED', output: 2 })
  })

  test('a context object', async () => {
    const state = {
      ...orders.states.price,
      resultSelector: { 'name.$': '$$.Execution.Name' },
      resultPath: '$',
    } as const
    const options = { mock: { result: {} }, context: { Execution: { Name: 'mine' } } }
    expect((await testState(state, options)).output).toEqual({ name: 'mine' })
  })

  test('the items of a Map, and parses the data flow', async () => {
    const options = {
      stateName: 'each',
      input: ['a', 'b'],
      mock: { result: [1, 2] },
      inspectionLevel: 'DEBUG',
    } as const
    expect((await testState(orders, options)).inspection).toEqual({
      input: ['a', 'b'],
      afterInputPath: ['a', 'b'],
      afterItemsPath: ['a', 'b'],
      afterResultSelector: [1, 2],
      afterResultPath: [1, 2],
      maxConcurrency: 0,
    })
  })
})

describe('testState rejects', () => {
  test.each<[string, object, object | undefined]>([
    ['options.stateName is missing: the definition is a state machine; name the state to test', orders, undefined],
    ['options.stateName must not be given: the definition is a single state', { type: 'succeed' }, { stateName: 'a' }],
    [
      'unknown option "inputs" in options; expected one of input, variables, mock, inspectionLevel, stateName, context, ' +
        'stateConfiguration, roleArn, revealSecrets, signal; did you mean "input"?',
      { type: 'succeed' },
      { inputs: 1 },
    ],
    ['options.mock must have either a result or an errorOutput', { type: 'succeed' }, { mock: {} }],
    ['options.mock.errorOutput.error must be the name of an error, got undefined', {}, { mock: { errorOutput: {} } }],
    [
      'options.stateConfiguration.retrierRetryCount must be an integer from 0, got -1',
      {},
      { stateConfiguration: { retrierRetryCount: -1 } },
    ],
    ['options.mock.result is not JSON: it is a function', {}, { mock: { result: () => 1 } }],
  ])('%s', async (message, definition, options) => {
    await expect(testState(definition as never, options)).rejects.toThrow(new TypeError(message))
  })

  test('a definition that is not valid, before anything is sent', async () => {
    const { sfn, calls } = fakeAws({})
    const definition = { startAt: 'b', states: { a: { type: 'succeed' } } } as const
    await expect(createStepwise({ sfn }).testState(definition, { stateName: 'a' })).rejects.toThrow(
      'no state named "b"',
    )
    expect(calls).toEqual([])
  })

  test("what the service rejects, with AWS's exception", async () => {
    const rejected = testState({ type: 'succeed' }, { mock: { result: 1 } })
    await expect(rejected).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

test('testState needs no account if the work is mocked', async () => {
  const { sfn, calls } = fakeAws({ TestState: () => ({ status: 'SUCCEEDED', output: '1' }) })
  const result = await createStepwise({ sfn }).testState(orders, { stateName: 'price', mock: { result: 1 } })
  expect(result).toEqual({ status: 'SUCCEEDED', output: 1 })
  expect(calls).toMatchObject([{ operation: 'TestState', input: { stateName: 'price', mock: { result: '1' } } }])
})

test('testState works on a server, whose host gets no prefix', async () => {
  const server = await local.listen({ port: 0 })
  const endpoint = server.url.replace('127.0.0.1', 'localhost')
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sfn = new SFNClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  expect(await createStepwise({ sfn }).testState({ type: 'succeed' }, { input: [1] })).toEqual({
    status: 'SUCCEEDED',
    output: [1],
  })
  await server.close()
})
