import { describe, expect, test } from 'vitest'
import type { ExecutionEvent } from '../../src/client/execution-event.ts'
import { learnRetries } from '../../src/passes/learn/learn-retries.ts'
import { simulate } from '../../src/testing/simulate.ts'
import { seededRandom } from '../../src/virtual-system.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const machine = (retry?: object) =>
  ({
    name: 'orders',
    startAt: 'price',
    states: { price: { type: 'task', resource: 'lambda/price', ...(retry && { retry }), end: true } },
  }) as const

const idempotent = ['lambda/price']

type Outcome = { readonly error: string } | { readonly output: number }

interface SyntheticExecution {
  readonly outcomes: readonly Outcome[]
  /** The delays before its retries, in seconds. */
  readonly delays?: readonly number[]
  readonly startSeconds?: number
}

/** The history of an execution whose attempts have given outcomes. */
const historyOf = ({ outcomes, delays = [], startSeconds = 0 }: SyntheticExecution): ExecutionEvent[] => {
  const attempted = outcomes.findIndex((one) => 'output' in one) + 1 || outcomes.length
  let at = startSeconds
  const attempts = outcomes.slice(0, attempted).flatMap((one, index) => {
    at += index === 0 ? 0 : (delays[index - 1] ?? 1)
    const failed = 'error' in one
    return [
      { type: 'LambdaFunctionScheduled', at, details: {} },
      { type: failed ? 'LambdaFunctionFailed' : 'LambdaFunctionSucceeded', at, details: one },
    ]
  })
  return [{ type: 'TaskStateEntered', at: startSeconds, details: { name: 'price' } }, ...attempts].map(
    ({ type, at: seconds, details }, index) =>
      ({
        id: index + 1,
        previousEventId: index,
        type,
        timestamp: new Date(seconds * 1000),
        state: 'price',
        path: ['price'],
        details,
      }) as unknown as ExecutionEvent,
  )
}

const outcome = (fails: boolean): Outcome => (fails ? { error: 'Throttled' } : { output: 1 })

/** The share of simulated executions that succeed if each attempt fails by the process. */
const reached = async (retry: object, fails: () => boolean, retries: number) => {
  let succeeded = 0
  for (let index = 0; index < 200; index++) {
    const outcomes = Array.from({ length: retries + 1 }, () => outcome(fails()))
    const { status } = await simulate(machine(retry) as never, { mocks: { price: outcomes } })
    if (status === 'SUCCEEDED') succeeded++
  }
  return succeeded / 200
}

test('for independent failures, the proposal reaches the target', async () => {
  const random = seededRandom(3)
  const fails = () => random() < 0.3
  const definition = machine({ errorEquals: 'Throttled', intervalSeconds: 1, maxAttempts: 1 })
  const executions = Array.from({ length: 500 }, () => historyOf({ outcomes: [outcome(fails()), outcome(fails())] }))
  const { failures } = await learnRetries(definition, { executions, idempotent, target: 0.97, simulations: 150 })
  expect(failures).toMatchObject([{ state: 'price', error: 'Throttled', evidence: 'retries' }])
  const { failureRate = 0, proposal } = failures[0] ?? {}
  expect(failureRate).toBeCloseTo(0.3, 1)
  expect(proposal?.simulated).toBeGreaterThanOrEqual(0.97)
  const retry = proposal?.retry ?? { intervalSeconds: 0, backoffRate: 1, maxAttempts: 0 }
  expect(await reached(retry, fails, retry.maxAttempts)).toBeGreaterThanOrEqual(0.97)
})

/** Outages begin at random, and last 20 seconds on average: a function of the time in seconds. */
const outages = (random: () => number) => {
  const ends: [from: number, to: number][] = []
  let at = 0
  while (at < 20_000) {
    at += -Math.log(1 - random()) * 100
    const to = at - Math.log(1 - random()) * 20
    ends.push([at, to])
    at = to
  }
  return (seconds: number) => ends.some(([from, to]) => seconds >= from && seconds < to)
}

test('for outages, the delays of the proposal last longer than they do', async () => {
  const random = seededRandom(5)
  const isOut = outages(random)
  const executions = Array.from({ length: 2000 }, (_, index) =>
    historyOf({ outcomes: [outcome(isOut(index * 5))], startSeconds: index * 5 }),
  )
  const { failures } = await learnRetries(machine(), { executions, idempotent, target: 0.95, simulations: 150 })
  expect(failures).toMatchObject([{ evidence: 'other executions' }])
  const retry = failures[0]?.proposal?.retry ?? { intervalSeconds: 0, backoffRate: 1, maxAttempts: 0 }
  const delays = Array.from(
    { length: retry.maxAttempts },
    (_, index) => retry.intervalSeconds * retry.backoffRate ** index,
  )
  expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(20)
  const succeeds = () => {
    let seconds = random() * 9000
    return [0, ...delays].some((delay) => {
      seconds += delay
      return !isOut(seconds)
    })
  }
  const share = Array.from({ length: 2000 }, succeeds).filter(Boolean).length / 2000
  expect(share).toBeGreaterThanOrEqual(0.95)
})

test('errors that depend on the input get no proposal', async () => {
  const definition = machine({ errorEquals: 'Throttled', intervalSeconds: 1, maxAttempts: 2 })
  const bad = { outcomes: [outcome(true), outcome(true), outcome(true)] }
  const good = { outcomes: [outcome(false)] }
  const executions = Array.from({ length: 60 }, (_, index) => historyOf(index % 3 === 0 ? bad : good))
  const { failures } = await learnRetries(definition, { executions, idempotent })
  expect(failures).toMatchObject([{ failures: 60, attempts: 100 }])
  expect(failures[0]?.proposal).toBeUndefined()
  expect(failures[0]?.reason).toBe('no retrier within 300 s reaches 0.99: the failures last, or depend on the input')
})

describe('failures without a proposal', () => {
  const executions = [historyOf({ outcomes: [outcome(true)] })]

  test('those of tasks that are not marked', async () => {
    const { failures } = await learnRetries(machine(), { executions, idempotent: [] })
    expect(failures).toMatchObject([{ failures: 1, reason: 'the task is not marked as idempotent' }])
  })

  test('those that too few attempts followed', async () => {
    const { failures } = await learnRetries(machine(), { executions, idempotent: ['price'] })
    expect(failures).toMatchObject([{ evidence: 'none', reason: 'too few attempts followed a failure' }])
  })

  test('States.Runtime, which is never retried, is left out', async () => {
    const { history } = await simulate(machine() as never)
    expect((await learnRetries(machine(), { executions: [history], idempotent })).failures).toEqual([])
  })
})

test('equal seeds give equal proposals', async () => {
  const random = seededRandom(9)
  const definition = machine({ errorEquals: 'Throttled', maxAttempts: 1 })
  const executions = Array.from({ length: 100 }, () =>
    historyOf({ outcomes: [outcome(random() < 0.3), outcome(random() < 0.3)] }),
  )
  const options = { executions, idempotent, simulations: 50, seed: 4, target: 0.9 }
  expect(await learnRetries(definition, options)).toEqual(await learnRetries(definition, options))
})

test('simulated runs have histories too', async () => {
  const definition = machine({ maxAttempts: 2 })
  const { history } = await simulate(definition as never, { mocks: { price: [{ error: 'Throttled' }, { output: 1 }] } })
  const { failures } = await learnRetries(definition, { executions: [history], idempotent: [] })
  expect(failures).toMatchObject([{ state: 'price', error: 'Throttled', attempts: 2, failures: 1, failureRate: 0.5 }])
})

test('the newest histories of a state machine are read', async () => {
  const local = virtualLocal({ mocks: { price: { error: 'Throttled' } } })
  await local.ensureStateMachine(machine() as never)
  for (let index = 0; index < 3; index++) await local.runExecution('orders', { throwOnFailure: false })
  const learned = await learnRetries('orders', { executions: 2, idempotent: [], stepwise: local })
  expect(learned).toMatchObject({ executions: 2, failures: [{ state: 'price', error: 'Throttled', failures: 2 }] })
})

test.each([
  [{}, 'options.idempotent must be an array of resources or names of states'],
  [{ idempotent: ['lambda/prise'], executions: [] }, 'options.idempotent: no task "lambda/prise"; expected one of'],
  [{ idempotent, target: 1 }, 'options.target must be a number between 0 and 1'],
  [{ idempotent, executions: 0 }, 'options.executions must be a number of executions from 1, or a list of histories'],
  [
    { idempotent, executions: 'abc' },
    'options.executions must be a number of executions from 1, or a list of histories',
  ],
  [{ idempotent, executions: [[], null] }, 'options.executions[1] must be a history: a list of events, got null'],
  [{ idempotent, tarket: 0.9 }, 'unknown option "tarket"'],
])('options %j are refused', async (options, message) => {
  await expect(learnRetries(machine(), options as never)).rejects.toThrow(message)
})
