import { describe, expect, it } from 'vitest'
import { TaskError } from '../../../src/errors.ts'
import { runMachine } from '../../support/run-machine.ts'

/** A task that fails with one error after another, then succeeds. */
const failing = (...errors: string[]) => {
  const left = [...errors]
  return () => {
    const error = left.shift()
    if (error) throw new TaskError(error, `because of ${error}`)
    return { done: true }
  }
}

const task = (recovery: object, states: object = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: 'arn:aws:states:::x:y', End: true, ...recovery }, ...states },
})

describe('Retry', () => {
  it('waits IntervalSeconds, then BackoffRate times longer before each further attempt', async () => {
    const run = await runMachine(task({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 2, BackoffRate: 3 }] }), {
      tasks: { 'x:y': failing('A', 'A', 'A') },
    })
    expect(run).toMatchObject({ status: 'SUCCEEDED', elapsedMs: (2 + 6 + 18) * 1000 })
  })

  it('retries three times by default, after 1, 2 and 4 seconds', async () => {
    const run = await runMachine(task({ Retry: [{ ErrorEquals: ['States.ALL'] }] }), {
      tasks: { 'x:y': failing('A', 'A', 'A', 'A') },
    })
    expect(run).toMatchObject({ status: 'FAILED', error: 'A', elapsedMs: 7000 })
  })

  it('never waits longer than MaxDelaySeconds', async () => {
    const retrier = { ErrorEquals: ['A'], IntervalSeconds: 10, MaxDelaySeconds: 15, MaxAttempts: 3 }
    const run = await runMachine(task({ Retry: [retrier] }), { tasks: { 'x:y': failing('A', 'A', 'A') } })
    expect(run.elapsedMs).toBe((10 + 15 + 15) * 1000)
  })

  it('with JitterStrategy FULL waits for a random part of the delay', async () => {
    const retrier = { ErrorEquals: ['A'], IntervalSeconds: 100, JitterStrategy: 'FULL' }
    const run = await runMachine(task({ Retry: [retrier] }), { tasks: { 'x:y': failing('A') } })
    expect(run.elapsedMs).toBeGreaterThan(0)
    expect(run.elapsedMs).toBeLessThan(100_000)
  })

  it('counts the retries of each retrier, and continues with Catch if the one that matches is exhausted', async () => {
    const machine = task(
      {
        Retry: [
          { ErrorEquals: ['A', 'B'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 },
          { ErrorEquals: ['C'], IntervalSeconds: 5, BackoffRate: 1 },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      },
      { Caught: { Type: 'Pass', End: true } },
    )
    const run = await runMachine(machine, { tasks: { 'x:y': failing('A', 'B', 'C', 'B') } })
    expect(run.output).toEqual({ Error: 'B', Cause: 'because of B' })
    expect(run.elapsedMs).toBe(7000)
  })

  it('counts the retries in $$.State.RetryCount', async () => {
    const counts: number[] = []
    const retrying = failing('A', 'A')
    const run = await runMachine(
      task({ Parameters: { 'count.$': '$$.State.RetryCount' }, Retry: [{ ErrorEquals: ['A'] }] }),
      {
        tasks: {
          'x:y': ({ count }) => {
            counts.push(count)
            return retrying()
          },
        },
      },
    )
    expect(run.status).toBe('SUCCEEDED')
    expect(counts).toEqual([0, 1, 2])
  })
})

describe('Catch', () => {
  it('puts the error at its ResultPath in the raw input', async () => {
    const machine = task(
      { InputPath: '$.a', Catch: [{ ErrorEquals: ['A'], ResultPath: '$.failure', Next: 'Caught' }] },
      { Caught: { Type: 'Pass', End: true } },
    )
    const run = await runMachine(machine, { input: { a: 1 }, tasks: { 'x:y': failing('A') } })
    expect(run.output).toEqual({ a: 1, failure: { Error: 'A', Cause: 'because of A' } })
  })

  it('uses the first catcher that matches', async () => {
    const machine = task(
      {
        Catch: [
          { ErrorEquals: ['A'], Next: 'First' },
          { ErrorEquals: ['States.TaskFailed'], Next: 'Second' },
        ],
      },
      { First: { Type: 'Pass', Result: 1, End: true }, Second: { Type: 'Pass', Result: 2, End: true } },
    )
    expect((await runMachine(machine, { tasks: { 'x:y': failing('A') } })).output).toBe(1)
    expect((await runMachine(machine, { tasks: { 'x:y': failing('B') } })).output).toBe(2)
  })

  it('does not match States.Runtime, not even by its name', async () => {
    const machine = task(
      { ResultPath: '$.r', OutputPath: '$.nothing', Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'Caught' }] },
      { Caught: { Type: 'Pass', End: true } },
    )
    expect(await runMachine(machine, { tasks: { 'x:y': () => ({}) } })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    })
  })

  it('with States.TaskFailed does not match a timeout; with States.Timeout it does', async () => {
    const slow = {
      'x:y': (_: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const machine = (name: string) =>
      task(
        { TimeoutSeconds: 5, Catch: [{ ErrorEquals: [name], Next: 'Caught' }] },
        { Caught: { Type: 'Pass', End: true } },
      )
    expect(await runMachine(machine('States.TaskFailed'), { tasks: slow })).toMatchObject({ error: 'States.Timeout' })
    expect(await runMachine(machine('States.Timeout'), { tasks: slow })).toMatchObject({
      output: { Error: 'States.Timeout', Cause: '' },
      elapsedMs: 5000,
    })
  })

  it('matches the failure of a result that is too large', async () => {
    const machine = task(
      { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught' }] },
      { Caught: { Type: 'Pass', End: true } },
    )
    const { output } = await runMachine(machine, { tasks: { 'x:y': () => 'x'.repeat(262_144) } })
    expect(output).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause: "The state/task 'x' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
  })
})
