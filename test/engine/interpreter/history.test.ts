import { describe, expect, it } from 'vitest'
import { runMachine } from '../../support/run-machine.ts'

const pass = { Type: 'Pass', End: true }
const fail = { Type: 'Fail', Error: 'Broken', Cause: 'it broke' }
const boom = () => {
  throw Object.assign(new Error('it broke'), { name: 'Broken' })
}

describe('the history of', () => {
  it('a sequence of states: each event follows the one before', async () => {
    const { history } = await runMachine({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } },
    })
    expect(history).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 SucceedStateEntered',
      '5<4 SucceedStateExited',
      '6<5 ExecutionSucceeded',
    ])
  })

  it('a Fail state has no StateExited event', async () => {
    const { history } = await runMachine({ StartAt: 'A', States: { A: fail } })
    expect(history).toEqual(['1<0 ExecutionStarted', '2<0 FailStateEntered', '3<2 ExecutionFailed'])
  })

  it('a Parallel state: branches follow ParallelStateStarted, and ParallelStateExited follows the last event of a branch', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: pass } })
    const { history } = await runMachine({
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
    })
    expect(history).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 PassStateEntered',
      '5<4 PassStateExited',
      '6<3 PassStateEntered',
      '7<6 PassStateExited',
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ])
  })

  it('a Map state with MaxConcurrency 1: each iteration follows the last event of the one before', async () => {
    const { history } = await runMachine(
      {
        StartAt: 'M',
        States: {
          M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: { StartAt: 'A', States: { A: pass } }, End: true },
        },
      },
      { input: [1, 2] },
    )
    expect(history.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
      '14<13 ExecutionSucceeded',
    ])
  })

  it('a Map state that is retried has a MapStateStarted for each attempt and one MapStateFailed', async () => {
    const { history } = await runMachine(
      {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            ItemProcessor: { StartAt: 'F', States: { F: fail } },
            Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }],
            End: true,
          },
        },
      },
      { input: [1] },
    )
    expect(history.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 FailStateEntered',
      '6<5 MapIterationFailed',
      '7<5 MapStateStarted',
      '8<7 MapIterationStarted',
      '9<8 FailStateEntered',
      '10<9 MapIterationFailed',
      '11<9 MapStateFailed',
      '12<11 ExecutionFailed',
    ])
  })

  it('a Task that fails in a branch has a TaskStateAborted, as the branches that it stops', async () => {
    const { history } = await runMachine(
      {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
              { StartAt: 'T', States: { T: { Type: 'Task', Resource: 'arn:aws:states:::x:y', End: true } } },
            ],
            Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }],
            End: true,
          },
          Caught: pass,
        },
      },
      { tasks: { 'x:y': boom } },
    )
    expect(history.slice(2)).toEqual([
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 TaskStateEntered',
      '6<5 TaskScheduled',
      '7<6 TaskStarted',
      '8<7 TaskFailed',
      '9<8 WaitStateAborted',
      '10<8 TaskStateAborted',
      '11<8 ParallelStateFailed',
      '12<11 ParallelStateExited',
      '13<12 PassStateEntered',
      '14<13 PassStateExited',
      '15<14 ExecutionSucceeded',
    ])
  })

  it('an endless loop ends at 25,000 events', async () => {
    const { status, cause, events } = await runMachine({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'A' } },
    })
    expect(status).toBe('FAILED')
    expect(cause).toBe('The execution reached the maximum number of history events (25000).')
    expect(events).toHaveLength(25_000)
    expect(events.at(-1)?.type).toBe('ExecutionFailed')
  })

  it('an input keeps its white space if it passes unchanged, and a computed value is written compactly', async () => {
    const { events } = await runMachine(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'B' },
          B: { Type: 'Pass', Parameters: { all: [1.5], 'x.$': '$' }, End: true },
        },
      },
      { inputText: '[1.0,  2]' },
    )
    const payloads = events.flatMap(({ stateEnteredEventDetails: entered, stateExitedEventDetails: exited }) => [
      ...(entered ? [entered.input] : []),
      ...(exited ? [exited.output] : []),
    ])
    expect(payloads).toEqual(['[1.0,  2]', '[1.0,  2]', '[1.0,  2]', '{"all":[1.5],"x":[1,2]}'])
  })
})
