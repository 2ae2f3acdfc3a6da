import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Definition } from '../../src/specs/definition.ts'
import { Timeline } from '../../src/timeline/timeline.ts'
import type { TimelineEvent } from '../../src/timeline/timeline-event.ts'
import type { TimelineState } from '../../src/timeline/timeline-state.ts'
import { collect } from '../support/collect.ts'
import { type VirtualLocalOptions, virtualLocal } from '../support/virtual-local.ts'
import { timelineOf } from './timeline-of.ts'

interface RunOptions {
  readonly input?: unknown
  readonly lambdas?: VirtualLocalOptions['lambdas']
  readonly redrives?: number
}

/** Runs a definition, and returns the events of its history. */
const eventsOf = async (definition: Definition, { input = {}, lambdas = {}, redrives = 0 }: RunOptions = {}) => {
  const local = virtualLocal({ lambdas })
  await local.ensureStateMachine('orders', definition)
  const { executionArn } = await local.startExecution('orders', { input })
  await local.waitForExecution(executionArn, { throwOnFailure: false })
  for (let count = 0; count < redrives; count++) {
    await local.redriveExecution(executionArn)
    await local.waitForExecution(executionArn, { throwOnFailure: false })
  }
  return collect(local.executionHistory(executionArn))
}

const run = async (definition: Definition, options?: RunOptions): Promise<Timeline> =>
  timelineOf(await eventsOf(definition, options))

/** Throws its name for a number of calls. */
const failing = (times: number) => {
  let calls = 0
  return () => {
    calls += 1
    if (calls <= times) throw new RangeError(`call ${calls}`)
    return calls
  }
}

const outline = ({ path, status, attempts }: TimelineState) => [path, status, attempts.length] as const

const task = { type: 'task', resource: 'lambda/work', end: true } as const
const retry = { errorEquals: 'RangeError', maxAttempts: 2, intervalSeconds: 5, backoffRate: 2 } as const
const work = { startAt: 'work', states: { work: task } } as const
const bad = { type: 'fail', error: 'Refused', cause: 'out of stock' } as const

describe('a state', () => {
  test('has its input, output, start and end', async () => {
    const states = {
      wait: { type: 'wait', seconds: 90, next: 'done' },
      done: { type: 'pass', result: 7, end: true },
    } as const
    const timeline = await run({ startAt: 'wait', states }, { input: { x: 1 } })
    const [wait, done] = timeline.states
    expect(timeline).toMatchObject({ status: 'SUCCEEDED', input: { x: 1 }, output: 7, redriveCount: 0 })
    expect(wait).toMatchObject({ name: 'wait', type: 'Wait', status: 'succeeded', input: { x: 1 }, output: { x: 1 } })
    expect((wait?.end ?? 0) - (wait?.start ?? 0)).toBe(90_000)
    expect(wait?.next).toBe(done)
    expect(timeline.root.states).toEqual([wait, done])
  })

  test('has an attempt for each retry, with its error and its times', async () => {
    const timeline = await run(
      { startAt: 'work', states: { work: { ...task, retry } } },
      { lambdas: { work: failing(2) } },
    )
    const [{ attempts, status, start } = expect.unreachable()] = timeline.states
    expect(status).toBe('succeeded')
    expect(attempts.map((one) => [one.status, one.error, one.start - start])).toEqual([
      ['failed', 'RangeError', 0],
      ['failed', 'RangeError', 5000],
      ['succeeded', undefined, 15_000],
    ])
    expect(attempts[0].resource).toMatch(/:function:work$/)
    expect(attempts[2]?.result).toBe(3)
  })

  test('is caught if a catcher caught its error', async () => {
    const caught = {
      ...task,
      catch: { errorEquals: 'States.ALL', next: 'work' },
      end: undefined,
      next: 'never',
    } as const
    const states = { first: caught, work: task, never: { type: 'fail' } } as const
    const timeline = await run({ startAt: 'first', states }, { lambdas: { work: failing(1) } })
    expect(timeline.states.map(outline)).toEqual([
      [['first'], 'caught', 1],
      [['work'], 'succeeded', 1],
    ])
    expect(timeline.states[0]).toMatchObject({ error: 'RangeError' })
  })

  test('has the error of the execution if no event of its own has it', async () => {
    const route = { type: 'choice', choices: [{ condition: ['=', '$.x', 1], next: 'done' }] } as const
    const timeline = await run({ startAt: 'route', states: { route, done: { type: 'succeed' } } }, { input: { x: 2 } })
    expect(timeline.states[0]).toMatchObject({ status: 'failed', error: expect.stringMatching(/^States\./) })
  })

  test('has the variables that it assigned', async () => {
    const a = { type: 'pass', assign: { n: 1, list: '{% [1, 2] %}' }, end: true } as const
    const timeline = await run({ queryLanguage: 'JSONata', startAt: 'a', states: { a } })
    expect(timeline.states[0]?.assigned).toEqual({ n: 1, list: [1, 2] })
  })

  test('has one attempt for each evaluation that failed', async () => {
    const states = {
      work: { ...task, arguments: '{% $no %}', retry: { ...retry, errorEquals: 'States.ALL' } },
    } as const
    const timeline = await run({ queryLanguage: 'JSONata', startAt: 'work', states }, { lambdas: { work: () => 1 } })
    expect(timeline.states.map(outline)).toEqual([[['work'], 'failed', 3]])
  })

  test('has the ARN of the execution that it started', async () => {
    const local = virtualLocal()
    await local.ensureStateMachine('child', { startAt: 'a', states: { a: { type: 'pass', end: true } } })
    const child = { type: 'task', resource: 'machine/child', end: true } as const
    await local.ensureStateMachine('parent', { startAt: 'child', states: { child } })
    const { executionArn } = await local.runExecution('parent')
    const timeline = timelineOf(await collect(local.executionHistory(executionArn)))
    expect(timeline.states[0]?.attempt.childExecutionArn).toMatch(/:execution:child:/)
  })
})

describe('a Parallel state', () => {
  const branches = [
    { startAt: 'a', states: { a: { ...task, next: 'b', end: undefined }, b: { type: 'pass', end: true } } },
    { startAt: 'slow', states: { slow: { type: 'wait', seconds: 60, end: true } } },
  ] as const

  test('has a sequence of states for each branch', async () => {
    const both = { type: 'parallel', branches, end: true } as const
    const timeline = await run({ startAt: 'both', states: { both } }, { lambdas: { work: () => 1 } })
    const sequences = timeline.states[0]?.attempt.sequences ?? []
    expect(
      sequences.map(({ kind, index, status, states }) => [kind, index, status, states.map(({ name }) => name)]),
    ).toEqual([
      ['branch', 0, 'succeeded', ['a', 'b']],
      ['branch', 1, 'succeeded', ['slow']],
    ])
  })

  test('aborts the other branches if one fails', async () => {
    const both = { type: 'parallel', branches, end: true } as const
    const timeline = await run({ startAt: 'both', states: { both } }, { lambdas: { work: failing(1) } })
    expect(timeline.states.map(outline)).toEqual([
      [['both'], 'failed', 1],
      [['both', 'a'], 'failed', 1],
      [['both', 'slow'], 'aborted', 1],
    ])
    expect(timeline.states[0]?.attempt.sequences.map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'RangeError'],
      ['aborted', undefined],
    ])
  })

  test('has the branches of each attempt', async () => {
    const both = { type: 'parallel', branches, retry, end: true } as const
    const timeline = await run({ startAt: 'both', states: { both } }, { lambdas: { work: failing(1) } })
    expect(timeline.states.map(outline)).toEqual([
      [['both'], 'succeeded', 2],
      [['both', 'a'], 'failed', 1],
      [['both', 'slow'], 'aborted', 1],
      [['both', 'a'], 'succeeded', 1],
      [['both', 'slow'], 'succeeded', 1],
      [['both', 'b'], 'succeeded', 1],
    ])
    expect(timeline.states[0]?.attempts.map(({ error, sequences }) => [error, sequences.length])).toEqual([
      ['RangeError', 2],
      [undefined, 2],
    ])
  })

  test('has the error of a Fail state in a branch', async () => {
    const nested = { type: 'parallel', branches: [{ startAt: 'bad', states: { bad } }], end: true } as const
    const both = { type: 'parallel', branches: [{ startAt: 'nested', states: { nested } }], end: true } as const
    const timeline = await run({ startAt: 'both', states: { both } })
    expect(timeline.states.map(({ name, status, error }) => [name, status, error])).toEqual([
      ['both', 'failed', 'Refused'],
      ['nested', 'failed', 'Refused'],
      ['bad', 'failed', 'Refused'],
    ])
  })
})

test('a redrive continues a branch, also with a state that it enters again', async () => {
  const branches = [work, { startAt: 'bad', states: { bad } }] as const
  const both = { type: 'parallel', branches, end: true } as const
  const events = await eventsOf({ startAt: 'both', states: { both } }, { lambdas: { work: () => 1 } })
  const [started] = events.filter(({ type }) => type === 'ParallelStateStarted')
  const id = events.length + 1
  const timeline = timelineOf([
    ...events,
    { id, previousEventId: id - 1, type: 'ExecutionRedriven' },
    { id: id + 1, previousEventId: started?.id, type: 'FailStateEntered', details: { name: 'bad' } },
  ])
  const { attempts, attempt, status } = timeline.states[0] ?? expect.unreachable()
  expect([status, attempt.status, attempt.sequences[1]?.status]).toEqual(['running', 'running', 'running'])
  expect(attempts.map(({ sequences }) => sequences.map(({ states }) => states.map(({ name }) => name)))).toEqual([
    [['work'], ['bad', 'bad']],
  ])
})

describe('a Map state', () => {
  const each = { type: 'map', itemProcessor: work, maxConcurrency: 1, end: true } as const

  test('has a sequence of states for each iteration', async () => {
    const timeline = await run({ startAt: 'each', states: { each } }, { input: [5, 6], lambdas: { work: (n) => n } })
    const { attempt } = timeline.states[0] ?? expect.unreachable()
    expect(attempt.itemCount).toBe(2)
    expect(attempt.sequences.map(({ kind, index, status }) => [kind, index, status])).toEqual([
      ['iteration', 0, 'succeeded'],
      ['iteration', 1, 'succeeded'],
    ])
    expect(timeline.states.map(({ path }) => path)).toEqual([['each'], ['each', 0, 'work'], ['each', 1, 'work']])
  })

  test('continues after a redrive', async () => {
    const lambdas = { work: failing(1) }
    const timeline = await run({ startAt: 'each', states: { each } }, { input: [5, 6], lambdas, redrives: 1 })
    expect(timeline).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 })
    expect(timeline.states.map(outline)).toEqual([
      [['each'], 'succeeded', 1],
      [['each', 0, 'work'], 'succeeded', 2],
      [['each', 1, 'work'], 'succeeded', 1],
    ])
    expect(timeline.states[1]?.attempts.map(({ isRedriven }) => isRedriven)).toEqual([false, true])
    expect(timeline.states.map(({ redriveCount }) => redriveCount)).toEqual([1, 1, 0])
  })

  test('in distributed mode has its Map Run', async () => {
    const itemProcessor = { processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' }, ...work } as const
    const states = { each: { ...each, itemProcessor } } as const
    const timeline = await run({ startAt: 'each', states }, { input: [1], lambdas: { work: failing(9) }, redrives: 1 })
    const { attempt, status, error } = timeline.states[0] ?? expect.unreachable()
    expect({ status, error }).toEqual({ status: 'failed', error: 'States.ExceedToleratedFailureThreshold' })
    expect(attempt.mapRuns).toMatchObject([
      { arn: expect.stringContaining(':mapRun:'), status: 'failed', redriveCount: 1 },
    ])
  })
})

test('events can be added one by one, and more than once', async () => {
  const both = { type: 'parallel', branches: [work], retry, end: true } as const
  const events = await eventsOf({ startAt: 'both', states: { both } }, { lambdas: { work: failing(1) } })
  const timeline = new Timeline()
  for (const [index, event] of events.entries()) timeline.append([event, ...events.slice(0, index)])
  const whole = timelineOf(events)
  expect(timeline.states.map(outline)).toEqual(whole.states.map(outline))
  expect(timeline.lastEventId).toBe(events.length)
})

describe('an odd history', () => {
  const both = { type: 'parallel', branches: [work, { startAt: 'bad', states: { bad } }], retry, next: 'each' } as const
  const each = {
    type: 'map',
    itemProcessor: { startAt: 'item', states: { item: task } },
    catch: { errorEquals: 'States.ALL', next: 'each' },
    end: true,
  } as const
  const failed = {
    startAt: 'both',
    states: { both: { ...both, catch: { errorEquals: 'States.ALL', next: 'each' } }, each },
  } as const

  test('of which events are missing, or out of order, or of unknown types, is read without an error', async () => {
    const events = await eventsOf(failed, { lambdas: { work: failing(4) }, redrives: 1 })
    const given: TimelineEvent[] = [...events]
    const anyEvents = fc.oneof(fc.subarray(given), fc.shuffledSubarray(given))
    fc.assert(
      fc.property(
        anyEvents,
        fc.constantFrom('', 'Started', 'Failed', 'MapIterationFailed', '__proto__'),
        (some, type) => {
          const last = { id: 1e6, type, previousEventId: some.at(-1)?.id }
          const timeline = timelineOf([...some, last, {}, { id: 1e7, timestamp: 'no time', type: 'PassStateExited' }])
          const ids = new Set(timeline.states.map(({ id }) => id))
          expect(timeline.states.every((state) => state.isRunning === (state.end === undefined))).toBe(true)
          expect(ids.size).toBe(timeline.states.length)
        },
      ),
    )
  })

  test('of which the start is missing shows the states that are entered later', async () => {
    const states = { first: { type: 'pass', next: 'work' }, work: task } as const
    const events = await eventsOf({ startAt: 'first', states }, { lambdas: { work: () => 1 } })
    expect(timelineOf(events.slice(2)).states.map(outline)).toEqual([[['work'], 'succeeded', 1]])
  })
})

test('a state that has not ended is running', async () => {
  const events = await eventsOf(work, { lambdas: { work: () => 1 } })
  const timeline = timelineOf(events.slice(0, 3))
  expect(timeline.status).toBe('RUNNING')
  expect(timeline.states.map(outline)).toEqual([[['work'], 'running', 1]])
  expect(timeline.states[0]?.end).toBeUndefined()
})

test('an event leads to its state, and a state to its events', async () => {
  const timeline = timelineOf(await eventsOf(work, { lambdas: { work: () => 1 } }))
  const [state] = timeline.states
  expect(state?.eventIds).toEqual([2, 3, 4, 5, 6])
  expect(state?.eventIds.map((id) => timeline.stateOf(id))).toEqual(Array(5).fill(state))
  expect(timeline.stateOf(1)).toBeUndefined()
})
