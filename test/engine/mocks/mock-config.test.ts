import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { describe, expect, test } from 'vitest'
import type { MockConfig } from '../../../src/engine/mocks/mock-config.ts'
import { createLocal } from '../../../src/local.ts'
import { type VirtualLocalOptions, virtualLocal } from '../../support/virtual-local.ts'

const config = {
  StateMachines: {
    orders: {
      TestCases: {
        HappyPath: { charge: 'Charged', tell: 'Told' },
        RetryPath: { charge: 'ChargedLater', tell: 'Told' },
        Partly: { tell: 'Told' },
        Missing: { charge: 'Charged', tell: 'Tolled' },
        Empty: { charge: 'Nothing' },
        Malformed: { charge: 'Malformed' },
      },
    },
  },
  MockedResponses: {
    Charged: { '0': { Return: { StatusCode: 200, Payload: { amount: 25 } } } },
    ChargedLater: {
      '0': { Throw: { Error: 'Busy', Cause: 'try again' } },
      '1-2': { Throw: { Error: 'Busy' } },
      '3': { Return: { StatusCode: 200, Payload: { amount: 30 } } },
    },
    Told: { '0': { Return: 'told' } },
    Nothing: {},
    Malformed: { '0': { Retrun: 5 } },
  },
}

/** An engine with a mock configuration and a state machine that charges and tells. */
const deploy = async (options: VirtualLocalOptions = {}) => {
  const local = virtualLocal({ mockConfig: config as never, ...options })
  await local.ensureStateMachine('orders', {
    startAt: 'charge',
    states: {
      charge: {
        type: 'task',
        resource: 'lambda/charge',
        retry: { errorEquals: 'Busy', intervalSeconds: 1, maxAttempts: 5 },
        resultPath: '$.charged',
        next: 'tell',
      },
      tell: {
        type: 'task',
        resource: 'sqs:sendMessage.waitForTaskToken',
        parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
        resultPath: '$.told',
        end: true,
      },
    },
  })
  return local
}

const run = async (testCase: string, options: VirtualLocalOptions = {}) => {
  const local = await deploy(options)
  return local.runExecution(`orders#${testCase}`, { throwOnFailure: false })
}

describe('a test case', () => {
  test('has a response for each mocked state, and a Lambda task gets its Payload', async () => {
    expect((await run('HappyPath')).output).toEqual({ charged: { amount: 25 }, told: 'told' })
  })

  test('has errors and ranges of attempts', async () => {
    expect((await run('RetryPath')).output).toEqual({ charged: { amount: 30 }, told: 'told' })
  })

  test('leaves other states to the functions and mocks of the engine', async () => {
    const lambdas = { charge: () => 'really' }
    expect((await run('Partly', { lambdas })).output).toEqual({ charged: 'really', told: 'told' })
    const mocks = { charge: { output: 'mocked' }, tell: { output: 'wrong' } }
    expect((await run('Partly', { mocks })).output).toEqual({ charged: 'mocked', told: 'told' })
  })

  test('is chosen by the ARN too, and is not in the ARN that an execution shows', async () => {
    const local = await deploy()
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
    const command = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#HappyPath` })
    const { executionArn = '' } = await local.sfn.send(command)
    expect(await local.waitForExecution(executionArn)).toMatchObject({ stateMachineArn, status: 'SUCCEEDED' })
  })

  test('is chosen for an EXPRESS execution that the caller waits for', async () => {
    const local = virtualLocal({ mockConfig: config as never })
    const charge = { type: 'task', resource: 'lambda:invoke', parameters: { FunctionName: 'f' }, end: true } as const
    await local.ensureStateMachine('orders', { startAt: 'charge', states: { charge } }, { type: 'EXPRESS' })
    expect((await local.runExecution('orders#HappyPath')).output).toEqual({ StatusCode: 200, Payload: { amount: 25 } })
  })

  test('is optional', async () => {
    const local = await deploy({ lambdas: { charge: () => 1 }, taskHandlers: { sqs: () => 2 } })
    const { executionArn } = await local.startExecution('orders')
    await local.stopExecution(executionArn)
    expect(await local.describeExecution(executionArn)).toMatchObject({ status: 'ABORTED' })
  })
})

describe('what is missing in a mock configuration', () => {
  const incomplete = 'The mock configuration is incomplete: '
  test.for([
    [
      'Missing',
      `${incomplete}MockedResponses has no "Tolled", which state 'tell' needs: expected one of Charged, ChargedLater, Told, Nothing, Malformed; did you mean "Told"?.`,
    ],
    [
      'Empty',
      `${incomplete}MockedResponses.Nothing has no response for attempt 0 of state 'charge': add "0" with Return or Throw.`,
    ],
    ['Malformed', `${incomplete}MockedResponses.Malformed["0"] must have Return, or Throw with Error.`],
  ])('fails the state that needs it: %s', async ([testCase = '', cause]) => {
    expect(await run(testCase)).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause })
  })

  test.for([
    [
      'orders#HapyPath',
      'The mock configuration has no "HapyPath" in StateMachines.orders.TestCases: expected one of HappyPath, RetryPath, Partly, Missing, Empty, Malformed; did you mean "HappyPath"?',
    ],
    [
      'others#HappyPath',
      'The mock configuration has no "others" in StateMachines: expected one of orders; did you mean "orders"?',
    ],
    [
      'orders#__proto__',
      'The mock configuration has no "__proto__" in StateMachines.orders.TestCases: expected one of HappyPath, RetryPath, Partly, Missing, Empty, Malformed',
    ],
  ])('rejects the start of %s', async ([name = '', message]) => {
    const local = await deploy()
    await local.ensureStateMachine('others', { startAt: 'a', states: { a: { type: 'pass', end: true } } })
    await expect(local.startExecution(name)).rejects.toMatchObject({ name: 'ValidationException', message })
  })
})

test('without a mock configuration, a test case is part of a name that does not exist, as on AWS', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine('orders', { startAt: 'a', states: { a: { type: 'pass', end: true } } })
  await expect(local.startExecution('orders#HappyPath')).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: "State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:orders#HappyPath'",
  })
})

test('a function returns the mock configuration of each execution', async () => {
  let current: unknown = config
  const local = await deploy({ mockConfig: () => current as MockConfig })
  current = { ...config, MockedResponses: { ...config.MockedResponses, Told: { '0': { Return: 'again' } } } }
  expect((await local.runExecution('orders#HappyPath')).output).toMatchObject({ told: 'again' })
  current = { StateMachines: {} }
  await expect(local.startExecution('orders#HappyPath')).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The mock configuration.MockedResponses must be an object, got undefined',
  })
})

test.for<[string, unknown]>([
  ['options.mockConfig must be an object, got an array', []],
  ['options.mockConfig.MockedResponses must be an object, got undefined', { StateMachines: {} }],
])('an engine is not created with %s', ([message, mockConfig]) => {
  expect(() => createLocal({ mockConfig: mockConfig as MockConfig })).toThrow(new TypeError(message))
})
