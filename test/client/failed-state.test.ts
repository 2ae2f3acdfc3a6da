import { describe, expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import type { ExecutionFailed } from '../../src/errors.ts'
import type { Definition } from '../../src/specs/definition.ts'
import { fakeAws, throwAwsError } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const fail = { type: 'fail', error: 'Refused', cause: 'out of stock' } as const

/** Runs a definition that fails, and returns what is thrown. */
const failureOf = async (definition: Definition, input: unknown = {}, lambdas = {}): Promise<ExecutionFailed> => {
  const { ensureStateMachine, runExecution } = virtualLocal({ lambdas })
  await ensureStateMachine('orders', definition)
  return runExecution('orders', { input }).then(
    () => expect.unreachable('the execution succeeded'),
    (error) => error,
  )
}

describe('ExecutionFailed names the state that failed', () => {
  test('after others, with its input', async () => {
    const states = { price: { type: 'pass', result: 7, resultPath: '$.price', next: 'ship' }, ship: fail } as const
    const failure = await failureOf({ startAt: 'price', states }, { item: 'book' })
    expect(failure.failedState).toEqual({ path: ['ship'], input: { item: 'book', price: 7 }, attempts: 1 })
  })

  test('with the attempts of its retries', async () => {
    const retry = { errorEquals: 'RangeError', maxAttempts: 2 }
    const ship = { type: 'task', resource: 'lambda/ship', retry, end: true } as const
    const refuse = () => {
      throw new RangeError('too heavy')
    }
    const failure = await failureOf({ startAt: 'ship', states: { ship } }, {}, { ship: refuse })
    expect(failure.failedState).toEqual({ path: ['ship'], input: {}, attempts: 3 })
  })

  test('with the attempts since it was redriven', async () => {
    const retry = { errorEquals: 'RangeError', maxAttempts: 2 }
    const ship = { type: 'task', resource: 'lambda/ship', retry, end: true } as const
    const refuse = () => {
      throw new RangeError('too heavy')
    }
    const { ensureStateMachine, startExecution, waitForExecution, redriveExecution, describeExecution } = virtualLocal({
      lambdas: { ship: refuse },
    })
    await ensureStateMachine('orders', { startAt: 'ship', states: { ship } })
    const { executionArn } = await startExecution('orders')
    await waitForExecution(executionArn, { throwOnFailure: false })
    await redriveExecution(executionArn)
    await waitForExecution(executionArn, { throwOnFailure: false })
    const { failedState } = await describeExecution(executionArn, { trace: true })
    expect(failedState).toEqual({ path: ['ship'], input: {}, attempts: 3 })
  })

  test('within an iteration of a Map in a branch', async () => {
    const test = { type: 'choice', choices: [{ condition: ['=', '$', 'c'], next: 'ship' }], default: 'fine' } as const
    const items = { startAt: 'test', states: { test, ship: fail, fine: { type: 'succeed' } } } as const
    const each = { type: 'map', itemProcessor: items, maxConcurrency: 1, end: true } as const
    const branches = [
      { startAt: 'idle', states: { idle: { type: 'succeed' } } },
      { startAt: 'each', states: { each } },
    ] as const
    const both = { type: 'parallel', branches, end: true } as const
    const failure = await failureOf({ startAt: 'both', states: { both } }, ['a', 'b', 'c'])
    expect(failure.failedState).toEqual({ path: ['both', 'each', 2, 'ship'], input: 'c', attempts: 1 })
    expect(failure.message).toMatch(
      /FAILED: Refused: out of stock\nin state both\.each\[2\]\.ship, 1 attempt, input "c"$/,
    )
  })

  test('and not one whose failure was caught before', async () => {
    const both = { type: 'parallel', branches: [{ startAt: 'a', states: { a: fail } }] } as const
    const states = { both: { ...both, catch: { next: 'ship' }, end: true }, ship: fail } as const
    expect((await failureOf({ startAt: 'both', states })).failedState?.path).toEqual(['ship'])
  })

  test('of which an expression cannot be evaluated', async () => {
    const map = { type: 'map', items: '{% $no %}', itemProcessor: { startAt: 'a', states: { a: fail } } } as const
    const states = { first: { type: 'pass', next: 'each' }, each: { ...map, end: true } } as const
    const failure = await failureOf({ queryLanguage: 'JSONata', startAt: 'first', states }, [1])
    expect(failure).toMatchObject({
      error: 'States.QueryEvaluationError',
      failedState: { path: ['each'], attempts: 1 },
    })
  })

  test('or that was running when the execution timed out', async () => {
    const wait = { type: 'wait', seconds: 60, end: true } as const
    const states = { first: { type: 'pass', next: 'slow' }, slow: wait } as const
    const failure = await failureOf({ timeoutSeconds: 5, startAt: 'first', states })
    expect(failure).toMatchObject({ status: 'TIMED_OUT', failedState: { path: ['slow'] } })
  })
})

test('a long input is shortened in the message', async () => {
  const failure = await failureOf({ startAt: 'ship', states: { ship: fail } }, 'x'.repeat(10_000))
  expect(failure.message.length).toBeLessThan(800)
  expect(failure.failedState?.input).toHaveLength(10_000)
})

test('with trace, describeExecution returns the same as ExecutionFailed', async () => {
  const { ensureStateMachine, startExecution, runExecution, describeExecution } = virtualLocal()
  await ensureStateMachine('orders', { startAt: 'ship', states: { ship: fail } })
  const failure = await runExecution('orders', { input: 1 }).catch((error: unknown) => error)
  const { executionArn, failedState } = failure as ExecutionFailed
  expect(await describeExecution(executionArn, { trace: true })).toMatchObject({ status: 'FAILED', failedState })
  expect(await describeExecution(executionArn)).not.toHaveProperty('failedState')
  await ensureStateMachine('slow', { startAt: 'w', states: { w: { type: 'wait', seconds: 1, end: true } } })
  const running = await startExecution('slow')
  expect(await describeExecution(running.executionArn, { trace: true })).not.toHaveProperty('failedState')
})

test('an EXPRESS execution has no history, and fails with its error all the same', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine('orders', { startAt: 'ship', states: { ship: fail } }, { type: 'EXPRESS' })
  await expect(runExecution('orders')).rejects.toMatchObject({ error: 'Refused', failedState: undefined })
})

describe('on AWS', () => {
  const executionArn = 'arn:aws:states:eu-west-1:210987654321:execution:orders:e'
  const stateMachineArn = 'arn:aws:states:eu-west-1:210987654321:stateMachine:orders'
  const described = { executionArn, stateMachineArn, name: 'e', startDate: 0, input: '{}' }
  const aws = (GetExecutionHistory: () => object) =>
    fakeAws({
      DescribeStateMachine: () => ({ ...described, type: 'STANDARD', definition: '{}', roleArn: '', creationDate: 0 }),
      StartExecution: () => ({ executionArn, startDate: 0 }),
      DescribeExecution: () => ({ ...described, status: 'FAILED', stopDate: 1, error: 'Refused' }),
      GetExecutionHistory,
    })
  const console =
    'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn%3Aaws%3Astates%3Aeu-west-1%3A210987654321%3Aexecution%3Aorders%3Ae'

  test("the message ends with the URL of the console's page", async () => {
    const entered = { name: 'ship', input: '1' }
    const events = [
      { id: 1, previousEventId: 0, timestamp: 0, type: 'ExecutionStarted' },
      { id: 2, previousEventId: 0, timestamp: 0, type: 'FailStateEntered', stateEnteredEventDetails: entered },
      { id: 3, previousEventId: 2, timestamp: 0, type: 'ExecutionFailed' },
    ]
    const { sfn } = aws(() => ({ events }))
    await expect(createStepwise({ sfn }).runExecution(stateMachineArn)).rejects.toMatchObject({
      message: `${executionArn} FAILED: Refused\nin state ship, 1 attempt, input 1\n${console}`,
      consoleUrl: console,
    })
  })

  test('without the permission to read the history, the error is thrown without the state', async () => {
    const { sfn } = aws(() => throwAwsError('AccessDeniedException'))
    await expect(createStepwise({ sfn }).runExecution(stateMachineArn)).rejects.toMatchObject({
      name: 'ExecutionFailed',
      error: 'Refused',
      failedState: undefined,
      consoleUrl: console,
    })
  })
})
