import { describe, expect, it } from 'vitest'
import { createHistory } from '../../../src/engine/execution/history.ts'
import type { AslState } from '../../../src/engine/interpreter/program/asl.ts'
import { stateEvents } from '../../../src/engine/interpreter/program/events.ts'
import { Frame } from '../../../src/engine/interpreter/program/frame.ts'
import { compileRecovery } from '../../../src/engine/interpreter/recovery/compile-recovery.ts'
import { recover } from '../../../src/engine/interpreter/recovery/recover.ts'
import { StateFailure } from '../../../src/engine/interpreter/recovery/state-failure.ts'
import { Stop } from '../../../src/stop.ts'
import { createTurns } from '../../../src/turns.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'

const unused = () => {
  throw new Error('a decision performs nothing')
}

/** Decides about a failure of a Task that was entered with `{ a: 1 }`; what the decision records is in `history`. */
const decide = async (
  fields: Pick<AslState, 'Retry' | 'Catch' | 'QueryLanguage'>,
  failure: StateFailure,
  { retryCounts = [] as number[], random = 0.5 } = {},
) => {
  const { QueryLanguage = 'JSONPath' } = fields
  const system = virtualSystem()
  const history = createHistory(system.now)
  const deps = {
    system,
    turns: createTurns(system),
    history,
    maxEvents: 100,
    context: () => ({}),
    newTaskToken: unused,
    perform: unused,
    readItems: unused,
    runMap: unused,
  }
  const recovery = compileRecovery({ Type: 'Task', ...fields }, QueryLanguage, stateEvents('Task'))
  const visit = { raw: { a: 1 }, frame: new Frame(deps, new Stop()), retryCounts, random: () => random }
  const decision = await recover(failure, recovery ?? { retriers: [], catchers: [] }, visit)
  expect({ events: history.length, elapsed: system.elapsed }).toEqual({ events: 0, elapsed: 0 })
  return decision
}

const busy = new StateFailure('Busy', 'try later')

describe('a recovery decision', () => {
  it('is to retry with the first retrier that matches, after its delay', async () => {
    const Retry = [
      { ErrorEquals: ['Other'] },
      { ErrorEquals: ['Busy'], IntervalSeconds: 3 },
      { ErrorEquals: ['States.ALL'] },
    ]
    expect(await decide({ Retry }, busy)).toEqual({ kind: 'retry', retrierIndex: 1, delayMs: 3000 })
  })

  it('depends on how often the retrier has retried, not on the others', async () => {
    const Retry = [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['Busy'], MaxAttempts: 3 }]
    expect(await decide({ Retry }, busy, { retryCounts: [9, 2] })).toEqual({
      kind: 'retry',
      retrierIndex: 1,
      delayMs: 4000,
    })
    expect(await decide({ Retry }, busy, { retryCounts: [0, 3] })).toEqual({
      kind: 'failed',
      retrierIndex: 1,
      failure: busy,
    })
  })

  it('takes its jitter from the random number that it is passed', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, JitterStrategy: 'FULL' as const }]
    expect(await decide({ Retry }, busy, { random: 0.25 })).toMatchObject({ delayMs: 2500 })
  })

  it('is to continue with the first catcher that matches, with its output and variables', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'A' },
      { ErrorEquals: ['Busy'], Next: 'B', ResultPath: '$.e', Assign: { 'cause.$': '$.Cause' } },
    ]
    expect(await decide({ Catch }, busy)).toEqual({
      kind: 'caught',
      retrierIndex: undefined,
      catcherIndex: 1,
      next: 'B',
      output: { a: 1, e: { Error: 'Busy', Cause: 'try later' } },
      assigned: { cause: 'try later' },
    })
  })

  it('of a JSONata state has the Output of the catcher', async () => {
    const Catch = [{ ErrorEquals: ['Busy'], Next: 'B', Output: '{% $states.errorOutput.Error & $states.input.a %}' }]
    expect(await decide({ Catch, QueryLanguage: 'JSONata' }, busy)).toMatchObject({ kind: 'caught', output: 'Busy1' })
  })

  it('names the exhausted retrier beside the catcher', async () => {
    const fields = { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }], Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }] }
    expect(await decide(fields, busy)).toMatchObject({ kind: 'caught', retrierIndex: 0, catcherIndex: 0 })
  })

  it('is to fail if nothing matches', async () => {
    expect(await decide({ Catch: [{ ErrorEquals: ['Other'], Next: 'A' }] }, busy)).toEqual({
      kind: 'failed',
      retrierIndex: undefined,
      failure: busy,
    })
  })

  it('is to fail for a failure that ends the execution, even if a retrier or catcher matches', async () => {
    const all = { ErrorEquals: ['States.ALL'], Next: 'A' }
    const failure = new StateFailure('States.Runtime', 'no')
    expect(await decide({ Retry: [all], Catch: [all] }, failure)).toMatchObject({ kind: 'failed', failure })
  })

  it('is to fail with the failure of the catcher if its fields fail', async () => {
    const Catch = [{ ErrorEquals: ['Busy'], Next: 'B', Output: '{% $error("broken") %}' }]
    expect(await decide({ Catch, QueryLanguage: 'JSONata' }, busy)).toMatchObject({
      kind: 'failed',
      failure: { error: 'States.QueryEvaluationError', location: 'Catch[0]/Output' },
    })
  })
})
