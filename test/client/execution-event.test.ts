import { expect, test } from 'vitest'
import { createEventReader } from '../../src/client/execution-event.ts'
import { formatPath } from '../../src/errors.ts'
import { collect } from '../support/collect.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const timestamp = new Date(0)

test('an event has its state, and its payloads are parsed', () => {
  const read = createEventReader()
  read({
    id: 1,
    previousEventId: 0,
    timestamp,
    type: 'ExecutionStarted',
    executionStartedEventDetails: { input: '{}' },
  })
  const entered = { name: 'add', input: '{"x":1}' }
  expect(
    read({ id: 2, previousEventId: 1, timestamp, type: 'TaskStateEntered', stateEnteredEventDetails: entered }),
  ).toEqual({
    id: 2,
    previousEventId: 1,
    timestamp,
    type: 'TaskStateEntered',
    state: 'add',
    path: ['add'],
    details: { name: 'add', input: { x: 1 } },
  })
})

test('an event without a state belongs to the state of the event before it', () => {
  const read = createEventReader()
  read({ id: 2, previousEventId: 1, timestamp, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'add' } })
  read({ id: 3, previousEventId: 2, timestamp, type: 'ActivityScheduled' })
  const failed = read({ id: 4, previousEventId: 3, timestamp, type: 'ActivityFailed' })
  expect(failed.state).toBe('add')
})

test("the execution's own events belong to no state", () => {
  const read = createEventReader()
  read({ id: 2, previousEventId: 1, timestamp, type: 'FailStateEntered', stateEnteredEventDetails: { name: 'no' } })
  const details = { error: 'Refused' }
  const failed = read({
    id: 3,
    previousEventId: 2,
    timestamp,
    type: 'ExecutionFailed',
    executionFailedEventDetails: details,
  })
  expect(failed).not.toHaveProperty('state')
  expect(failed.details).toEqual(details)
})

test('a payload that is not JSON stays a string', () => {
  const read = createEventReader()
  const details = { output: 'cut of' }
  const exited = read({
    id: 3,
    previousEventId: 2,
    timestamp,
    type: 'ActivitySucceeded',
    activitySucceededEventDetails: details,
  })
  expect(exited.details).toEqual(details)
})

test('events in branches and iterations have the states around them', async () => {
  const { ensureStateMachine, startExecution, executionHistory } = virtualLocal()
  const leaf = { type: 'pass', end: true } as const
  await ensureStateMachine('nested', {
    startAt: 'both',
    states: {
      both: {
        type: 'parallel',
        branches: [
          { startAt: 'a', states: { a: leaf } },
          {
            startAt: 'each',
            states: { each: { type: 'map', itemProcessor: { startAt: 'b', states: { b: leaf } }, end: true } },
          },
        ],
        next: 'last',
      },
      last: leaf,
    },
  })
  const { executionArn } = await startExecution('nested', { input: [1] })
  const events = await collect(executionHistory(executionArn, { follow: true }))
  const paths = new Map(events.map(({ type, state, path = [] }) => [`${type} ${state}`, formatPath(path)]))
  expect(Object.fromEntries(paths)).toMatchObject({
    'ParallelStateEntered both': 'both',
    'PassStateExited a': 'both.a',
    'MapStateEntered each': 'both.each',
    'MapIterationStarted each': 'both.each',
    'PassStateEntered b': 'both.each[0].b',
    'MapIterationSucceeded each': 'both.each',
    'MapStateSucceeded each': 'both.each',
    'MapStateExited each': 'both.each',
    'ParallelStateSucceeded both': 'both',
    'ParallelStateExited both': 'both',
    'PassStateEntered last': 'last',
  })
})

test('the branches of a retried Parallel state are inside of it', async () => {
  const local = virtualLocal({ lambdas: { work: () => Promise.reject(new RangeError('no')) } })
  const work = { type: 'task', resource: 'lambda/work', end: true } as const
  const retry = { errorEquals: 'RangeError', maxAttempts: 1 } as const
  const both = { type: 'parallel', branches: [{ startAt: 'work', states: { work } }], retry, end: true } as const
  await local.ensureStateMachine('retried', { startAt: 'both', states: { both } })
  const { executionArn } = await local.startExecution('retried')
  const events = await collect(local.executionHistory(executionArn, { follow: true }))
  const paths = events.flatMap(({ type, path = [] }) =>
    /Parallel|Entered/.test(type) ? [`${type} ${formatPath(path)}`] : [],
  )
  expect(paths).toEqual([
    'ParallelStateEntered both',
    'ParallelStateStarted both',
    'TaskStateEntered both.work',
    'ParallelStateStarted both',
    'TaskStateEntered both.work',
    'ParallelStateFailed both',
  ])
})
