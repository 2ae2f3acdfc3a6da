import { describe, expect, it } from 'vitest'
import type { EngineExecution } from '../../../src/engine/execution/engine-execution.ts'
import type { MapRunRecord } from '../../../src/engine/store/map-run-record.ts'
import type { Json, JsonObject } from '../../../src/json.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Starts a machine whose Task states `test:work` return their parameters after a second. A task fails if its parameters are among
 * `broken`, which a test changes before it redrives the execution.
 */
const begin = (asl: JsonObject, input: Json = {}) => {
  const broken = new Set<Json>()
  const calls: Json[] = []
  const work = async (parameters: Json, { signal }: { signal: AbortSignal }) => {
    calls.push(parameters)
    await system.sleep(1000, signal)
    if (broken.has(parameters)) throw Object.assign(new Error('not yet'), { name: 'Broken' })
    return parameters
  }
  const { deps, system } = createEngineDeps({ tasks: { 'test:work': work } })
  return { deps, system, broken, calls, start: () => start(asl, deps, { input }) }
}

const task = (parameters: Json = '$', more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::test:work',
  ...(parameters === '$' ? {} : { QueryLanguage: 'JSONata', Arguments: parameters }),
  End: true,
  ...more,
})

const machine = (states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject => ({
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...more,
})

const redriven = async (execution: EngineExecution): Promise<EngineExecution> => {
  execution.redrive()
  await execution.done
  return execution
}

const outputOf = ({ output }: EngineExecution): Json | undefined =>
  output === undefined ? undefined : JSON.parse(output)

/** The children of a Map Run, in the order of their inputs. */
const childrenOf = (mapRun: MapRunRecord | undefined): EngineExecution[] =>
  Array.from(mapRun?.children.values() ?? [], ({ execution }) => execution)

/** The events after the first `ExecutionRedriven`, that included. */
const redrivenEvents = (execution: EngineExecution): string[] => {
  const history = eventsOf(execution).map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`)
  return history.slice(history.findIndex((event) => event.endsWith('ExecutionRedriven')))
}

describe('a redriven execution', () => {
  it('schedules the task that failed again, and does not enter its state again (recorded)', async () => {
    const { broken, calls, start } = begin(machine({ A: task('a', { End: false, Next: 'B' }), B: task('b') }))
    broken.add('b')
    const execution = start()
    await execution.done
    broken.clear()
    await redriven(execution)
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"b"', error: undefined, redriveCount: 1 })
    expect(calls).toEqual(['a', 'b', 'b'])
    expect(redrivenEvents(execution)).toEqual([
      '12<11 ExecutionRedriven',
      '13<7 TaskScheduled',
      '14<13 TaskStarted',
      '15<14 TaskSucceeded',
      '16<15 TaskStateExited',
      '17<16 ExecutionSucceeded',
    ])
  })

  it('retries as often as if it had not retried before', async () => {
    const retry = { Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }] }
    const { broken, calls, start } = begin(machine({ A: task('{% $states.context.State.RetryCount %}', retry) }))
    broken.add(0).add(1)
    const execution = start()
    await execution.done
    await redriven(execution)
    expect(calls).toEqual([0, 1, 0, 1])
  })

  it('has a redrive count and time in its context object, and keeps its start and entered times', async () => {
    const context = '{% { "execution": $states.context.Execution, "entered": $states.context.State.EnteredTime } %}'
    const { system, start } = begin(machine({ A: task(1, { Output: context }) }))
    const execution = start()
    await system.sleep(500)
    execution.stop()
    await execution.done
    await system.sleep(1000)
    await redriven(execution)
    expect(outputOf(execution)).toMatchObject({
      execution: { StartTime: '2026-01-01T00:00:00.000Z', RedriveCount: 1, RedriveTime: '2026-01-01T00:00:01.500Z' },
      entered: '2026-01-01T00:00:00.000Z',
    })
  })

  it('has the variables from before the state that failed', async () => {
    const { broken, start } = begin(
      machine({
        A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
        B: task('{% $n %}', { Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', End: false, Next: 'C' }),
        C: task('{% $n %}', { Output: '{% $n %}' }),
      }),
    )
    broken.add(1)
    const execution = start()
    await execution.done
    broken.clear()
    expect(outputOf(await redriven(execution))).toBe(2)
  })

  it('fails in a Fail state again; the failure follows the redrive (recorded)', async () => {
    const execution = begin(machine({ F: { Type: 'Fail', Error: 'Explicit' } })).start()
    await execution.done
    await redriven(execution)
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Explicit' })
    expect(redrivenEvents(execution)).toEqual(['4<3 ExecutionRedriven', '5<4 ExecutionFailed'])
  })

  it('can run for as long as its TimeoutSeconds again', async () => {
    const { system, start } = begin(machine({ W: { Type: 'Wait', Seconds: 8, End: true } }, { TimeoutSeconds: 5 }))
    const execution = start()
    await execution.done
    expect(execution).toMatchObject({ status: 'TIMED_OUT', stopDate: system.now() })
    await redriven(execution)
    expect(execution).toMatchObject({ status: 'TIMED_OUT', redriveCount: 1 })
    expect(system.elapsed).toBe(10_000)
  })

  it('is open for a year at most, however often it is redriven', async () => {
    const { system, start } = begin(machine({ W: { Type: 'Wait', Seconds: 31_000_000, End: true } }))
    const execution = start()
    await system.sleep(300 * DAY_MS)
    execution.stop()
    await execution.done
    await redriven(execution)
    expect(execution.status).toBe('TIMED_OUT')
    expect(system.elapsed).toBe(365 * DAY_MS)
  })

  it('leaves a Wait state whose timestamp has passed', async () => {
    const { system, start } = begin(machine({ W: { Type: 'Wait', Timestamp: '2026-01-01T00:00:10Z', End: true } }))
    const execution = start()
    await system.sleep(5000)
    execution.stop()
    await execution.done
    await system.sleep(60_000)
    await redriven(execution)
    expect(execution.status).toBe('SUCCEEDED')
    expect(system.elapsed).toBe(65_000)
  })

  it('repeats no state, between whichever steps it was stopped', async () => {
    const states = {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + 1 %}', End: true },
    }
    for (let steps = 0; steps < 30; steps++) {
      const execution = begin(machine(states)).start()
      for (let step = 0; step < steps; step++) await undefined
      execution.stop()
      await execution.done
      if (execution.status === 'ABORTED') await redriven(execution)
      const entered = eventsOf(execution).filter(({ type }) => type === 'PassStateEntered')
      expect([steps, execution.output, entered.length]).toEqual([steps, '2', 2])
    }
  })

  it('enters the state before which it was stopped', async () => {
    const { start } = begin(machine({ P: { Type: 'Pass', End: true } }))
    const execution = start()
    execution.stop()
    await execution.done
    await redriven(execution)
    expect(redrivenEvents(execution)).toEqual([
      '3<2 ExecutionRedriven',
      '4<0 PassStateEntered',
      '5<4 PassStateExited',
      '6<5 ExecutionSucceeded',
    ])
  })
})

describe('a redriven Parallel state', () => {
  const branch = (name: string, more?: JsonObject) => machine({ [name]: task(name, more) })

  it('continues the branches that failed or were stopped, and keeps the outputs of the others (recorded)', async () => {
    const slow = machine({ W: { Type: 'Wait', Seconds: 1, Next: 'c' }, c: task('c') })
    const { broken, calls, start } = begin(
      machine({ P: { Type: 'Parallel', Branches: [branch('a'), branch('b'), slow], End: true } }),
    )
    broken.add('b')
    const execution = start()
    await execution.done
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual(['a', 'b', 'c'])
    expect(calls).toEqual(['a', 'b', 'b', 'c'])
    const [redrive, ...events] = redrivenEvents(execution)
    expect(redrive).toMatch('ExecutionRedriven')
    expect(events.join()).not.toMatch(/ParallelStateEntered|ParallelStateStarted/)
  })

  it('keeps the progress of branches that a second failure has not let continue', async () => {
    const { broken, calls, start } = begin(
      machine({ P: { Type: 'Parallel', Branches: [branch('a'), branch('b')], End: true } }),
    )
    broken.add('b')
    const execution = start()
    await execution.done
    execution.redrive()
    execution.stop()
    await execution.done
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual(['a', 'b'])
    expect(calls).toEqual(['a', 'b', 'b'])
  })

  it('runs all branches again if their results are too large together', async () => {
    const large = 'x'.repeat(140_000)
    const { calls, start } = begin(
      machine({
        P: { Type: 'Parallel', Branches: [branch('a', { Output: large }), branch('b', { Output: large })], End: true },
      }),
    )
    const execution = start()
    await execution.done
    expect(execution.error).toBe('States.DataLimitExceeded')
    await redriven(execution)
    expect(calls).toEqual(['a', 'b', 'a', 'b'])
  })

  it('keeps the outputs of all branches if its own output could not be made', async () => {
    const output = '{% $states.context.Execution.RedriveCount = 0 ? $error("no") : $states.result %}'
    const { calls, start } = begin(
      machine({
        P: { Type: 'Parallel', QueryLanguage: 'JSONata', Branches: [branch('a')], Output: output, End: true },
      }),
    )
    const execution = start()
    await execution.done
    expect(execution.error).toBe('States.QueryEvaluationError')
    expect(outputOf(await redriven(execution))).toEqual(['a'])
    expect(calls).toEqual(['a'])
  })

  it('starts all branches when its own Retry starts it again', async () => {
    const { broken, calls, start } = begin(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [branch('a'), branch('b')],
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          End: true,
        },
      }),
    )
    broken.add('b')
    const execution = start()
    await execution.done
    expect(calls).toEqual(['a', 'b', 'a', 'b'])
    await redriven(execution)
    expect(calls.slice(4)).toEqual(['b', 'a', 'b'])
  })
})

describe('a redriven inline Map', () => {
  it('continues the iterations that failed, and starts those that had not started (recorded)', async () => {
    const { broken, calls, start } = begin(
      machine({ M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: machine({ T: task() }), End: true } }),
      [0, 1, 2],
    )
    broken.add(1)
    const execution = start()
    await execution.done
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual([0, 1, 2])
    expect(calls).toEqual([0, 1, 1, 2])
    expect(redrivenEvents(execution)).toEqual([
      '20<19 ExecutionRedriven',
      '21<12 TaskScheduled',
      '22<21 TaskStarted',
      '23<22 TaskSucceeded',
      '24<23 TaskStateExited',
      '25<24 MapIterationSucceeded',
      '26<24 MapIterationStarted',
      '27<26 TaskStateEntered',
      '28<27 TaskScheduled',
      '29<28 TaskStarted',
      '30<29 TaskSucceeded',
      '31<30 TaskStateExited',
      '32<31 MapIterationSucceeded',
      '33<32 MapStateSucceeded',
      '34<32 MapStateExited',
      '35<34 ExecutionSucceeded',
    ])
  })

  it('iterates the items that it has read already', async () => {
    const { broken, start } = begin(
      machine({
        M: {
          Type: 'Map',
          QueryLanguage: 'JSONata',
          Items: '{% $states.context.Execution.RedriveCount = 0 ? [1, 2] : [3] %}',
          ItemProcessor: machine({ T: task('{% $states.input %}') }),
          End: true,
        },
      }),
    )
    broken.add(2)
    const execution = start()
    await execution.done
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual([1, 2])
  })
})

describe('a redriven distributed Map', () => {
  const distributed = (ExecutionType: 'STANDARD' | 'EXPRESS', more: JsonObject = {}) =>
    machine({
      M: {
        Type: 'Map',
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
          ...machine({ A: { Type: 'Pass', Next: 'T' }, T: task() }),
        },
        End: true,
        ...more,
      },
    })

  const failed = async (asl: JsonObject) => {
    const begun = begin(asl, [0, 1, 2, 3, 4])
    begun.broken.add(1)
    const execution = begun.start()
    await execution.done
    const [mapRun] = begun.deps.registry.mapRuns.values()
    if (!mapRun) throw new Error('no Map Run has started')
    return { ...begun, execution, mapRun }
  }

  it('redrives the children that failed, and starts those that had not started', async () => {
    const { broken, calls, execution, mapRun, deps } = await failed(distributed('STANDARD'))
    expect(mapRun).toMatchObject({ status: 'FAILED', itemCounts: { succeeded: 1, failed: 1, aborted: 1, pending: 2 } })
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual([0, 1, 2, 3, 4])
    expect(calls).toEqual([0, 1, 2, 1, 2, 3, 4])
    expect(deps.registry.mapRuns.size).toBe(1)
    expect(mapRun).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { succeeded: 5, pendingRedrive: 0 },
    })
    expect(childrenOf(mapRun).map(({ redriveCount }) => redriveCount)).toEqual([0, 1, 1, 0, 0])
    expect(redrivenEvents(execution)).toEqual([
      '8<7 ExecutionRedriven',
      '9<3 MapRunRedriven',
      '10<9 MapRunSucceeded',
      '11<10 MapStateSucceeded',
      '12<9 MapStateExited',
      '13<12 ExecutionSucceeded',
    ])
  })

  it('continues a STANDARD child from the state that failed', async () => {
    const { broken, execution, mapRun } = await failed(distributed('STANDARD'))
    broken.clear()
    await redriven(execution)
    const [, child] = childrenOf(mapRun)
    expect(child && redrivenEvents(child)).toEqual([
      '9<8 ExecutionRedriven',
      '10<4 TaskScheduled',
      '11<10 TaskStarted',
      '12<11 TaskSucceeded',
      '13<12 TaskStateExited',
      '14<13 ExecutionSucceeded',
    ])
  })

  it('starts an EXPRESS child again, under the same ARN', async () => {
    const { broken, execution, mapRun } = await failed(distributed('EXPRESS'))
    const first = childrenOf(mapRun)[1]
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual([0, 1, 2, 3, 4])
    const second = childrenOf(mapRun)[1]
    expect(second).not.toBe(first)
    expect(second).toMatchObject({ arn: first?.arn, status: 'SUCCEEDED', redriveCount: 0 })
  })

  it('lets children wait for their turn', async () => {
    const tolerant = distributed('STANDARD', { ToleratedFailureCount: 2 })
    const begun = begin(tolerant, [0, 1, 2])
    for (const item of [0, 1, 2]) begun.broken.add(item)
    const execution = begun.start()
    await execution.done
    const [mapRun] = begun.deps.registry.mapRuns.values()
    expect(mapRun).toMatchObject({ status: 'FAILED', itemCounts: { failed: 3 } })
    execution.redrive()
    await begun.system.sleep(500)
    expect(mapRun).toMatchObject({ status: 'RUNNING', itemCounts: { running: 2, pendingRedrive: 1, failed: 0 } })
    expect(childrenOf(mapRun).map(({ isPendingRedrive }) => isPendingRedrive)).toEqual([false, false, true])
    execution.stop()
    await execution.done
    expect(mapRun).toMatchObject({ status: 'ABORTED', itemCounts: { aborted: 2, pendingRedrive: 0, failed: 1 } })
  })

  it('counts children that can no longer be redriven as failures', async () => {
    const { broken, execution, mapRun, system } = await failed(distributed('STANDARD', { ToleratedFailureCount: 0 }))
    broken.clear()
    await system.sleep(15 * DAY_MS)
    await redriven(execution)
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold')
    expect(mapRun.executionCounts).toMatchObject({ failed: 1, failuresNotRedrivable: 2 })
  })

  it('returns the outputs of children that have been forgotten', async () => {
    const { broken, execution, mapRun } = await failed(distributed('STANDARD'))
    const [succeeded] = childrenOf(mapRun)
    mapRun.children.delete(succeeded?.arn ?? '')
    broken.clear()
    expect(outputOf(await redriven(execution))).toEqual([0, 1, 2, 3, 4])
    expect(mapRun.executionCounts).toMatchObject({ succeeded: 5, pendingRedrive: 0, total: 5 })
  })

  it('counts children that failed and have been forgotten as failures', async () => {
    const { broken, calls, execution, mapRun } = await failed(distributed('STANDARD', { ToleratedFailureCount: 0 }))
    const [, lost] = childrenOf(mapRun)
    mapRun.children.delete(lost?.arn ?? '')
    broken.clear()
    calls.length = 0
    await redriven(execution)
    expect(calls).not.toContain(1)
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold')
    expect(mapRun.executionCounts).toMatchObject({ failed: 1, pendingRedrive: 0, failuresNotRedrivable: 1 })
  })

  it('starts a new Map Run if its own fields failed', async () => {
    const { broken, execution, calls, deps } = await failed(
      distributed('STANDARD', { ToleratedFailureCount: 1, OutputPath: '$.none' }),
    )
    expect(execution.error).toBe('States.Runtime')
    broken.clear()
    calls.length = 0
    await redriven(execution)
    expect(calls).toEqual([0, 1, 2, 3, 4])
    expect(deps.registry.mapRuns.size).toBe(2)
  })

  it('fails if its Map Run has been redriven a thousand times', async () => {
    const { execution, mapRun } = await failed(distributed('STANDARD'))
    mapRun.redriveCount = 1000
    await redriven(execution)
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  })
})
