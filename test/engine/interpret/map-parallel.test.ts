import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { runMachine } from '../../support/run-machine.ts'

const map = (fields: JsonObject, input: Json, options = {}) =>
  runMachine(
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
          ...fields,
        },
      },
    },
    { input, ...options },
  )

const processor = (states: JsonObject, config: JsonObject = {}) => ({
  ItemProcessor: { StartAt: Object.keys(states)[0] ?? '', States: states, ...config },
})

describe('an inline Map', () => {
  it('gives the outputs in the order of the items, whichever ends first', async () => {
    const run = await map(processor({ W: { Type: 'Wait', SecondsPath: '$', End: true } }), [3, 1, 2])
    expect(run).toMatchObject({ output: [3, 1, 2], elapsedMs: 3000 })
  })

  it('runs no more than MaxConcurrency iterations at once', async () => {
    const run = await map(
      { MaxConcurrency: 2, ...processor({ W: { Type: 'Wait', Seconds: 10, End: true } }) },
      [1, 2, 3],
    )
    expect(run.elapsedMs).toBe(20_000)
  })

  it('runs 40 at once where nothing is said', async () => {
    const run = await map(
      processor({ W: { Type: 'Wait', Seconds: 10, End: true } }),
      Array.from({ length: 41 }, () => 0),
    )
    expect(run.elapsedMs).toBe(20_000)
  })

  it('makes of each item what ItemSelector says', async () => {
    const fields = {
      ItemsPath: '$.items',
      ItemSelector: { 'all.$': '$.of', 'item.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' },
    }
    expect((await map(fields, { items: ['a', 'b'], of: 2 })).output).toEqual([
      { all: 2, item: 'a', at: 0 },
      { all: 2, item: 'b', at: 1 },
    ])
  })

  it('does nothing for no items', async () => {
    const { output, line } = await map({}, [])
    expect(output).toEqual([])
    expect(line.slice(2, -1)).toEqual(['3<2 MapStateStarted', '4<3 MapStateSucceeded', '5<3 MapStateExited'])
  })

  it('refuses what is no array', async () => {
    expect((await map({ ItemsPath: '$.a' }, { a: 1 })).cause).toContain('Reference path "$.a" must point to array.')
  })

  it('does not let an iteration change the variables of the others, or of the states after it', async () => {
    const { output } = await runMachine(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'M' },
          M: {
            Type: 'Map',
            ...processor({
              X: { Type: 'Pass', Assign: { 'inner.$': '$' }, Next: 'Y' },
              Y: { Type: 'Pass', Parameters: { 'inner.$': '$inner', 'outer.$': '$outer' }, End: true },
            }),
            End: true,
          },
        },
      },
      { input: [1, 2] },
    )
    expect(output).toEqual([
      { inner: 1, outer: 1 },
      { inner: 2, outer: 1 },
    ])
  })

  it('stops the other iterations when one fails', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'F' }], Default: 'W' },
      F: { Type: 'Fail', Error: 'One' },
      W: { Type: 'Wait', Seconds: 100, End: true },
    }
    const run = await map(processor(states), [0, 1])
    expect(run).toMatchObject({ status: 'FAILED', error: 'One', elapsedMs: 0 })
    expect(run.line.slice(-6)).toEqual([
      '11<10 FailStateEntered',
      '12<11 MapIterationFailed',
      '13<11 WaitStateAborted',
      '14<11 MapIterationAborted',
      '15<11 MapStateFailed',
      '16<15 ExecutionFailed',
    ])
  })
})

describe('a distributed Map', () => {
  const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }

  it('runs each item as an execution of its own', async () => {
    const run = await map(processor({ P: { Type: 'Pass', Result: 1, End: true } }, distributed), ['a', 'b'])
    expect(run.output).toEqual([1, 1])
    expect(run.line.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapRunStarted',
      '5<4 MapRunSucceeded',
      '6<5 MapStateSucceeded',
      '7<4 MapStateExited',
      '8<7 ExecutionSucceeded',
    ])
  })

  it('iterates the entries of an object', async () => {
    const fields = {
      ...processor({ P: { Type: 'Pass', End: true } }, distributed),
      ItemSelector: { 'key.$': '$$.Map.Item.Key', 'value.$': '$$.Map.Item.Value' },
    }
    expect((await map(fields, { a: 1, b: 2 })).output).toEqual([
      { key: 'a', value: 1 },
      { key: 'b', value: 2 },
    ])
  })

  it('gives its children batches of items', async () => {
    const fields = {
      ...processor({ P: { Type: 'Pass', End: true } }, distributed),
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'of.$': 'States.ArrayLength($)' } },
    }
    expect((await map(fields, [1, 2, 3])).output).toEqual([
      { BatchInput: { of: 3 }, Items: [1, 2] },
      { BatchInput: { of: 3 }, Items: [3] },
    ])
  })

  it('succeeds with as many failures as it tolerates, and fails with one more', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericLessThan: 0, Next: 'F' }], Default: 'E' },
      F: { Type: 'Fail', Error: 'Negative' },
      E: { Type: 'Succeed' },
    }
    const tolerant = { ...processor(states, distributed), ToleratedFailureCount: 1, MaxConcurrency: 1 }
    expect((await map(tolerant, [1, -1, 2])).output).toEqual([1, 2])
    const run = await map(tolerant, [1, -1, -1])
    expect(run).toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    })
    expect(run.line.slice(-3)).toEqual(['5<4 MapRunFailed', '6<5 MapStateFailed', '7<6 ExecutionFailed'])
  })
})

describe('a Parallel state', () => {
  it('gives each branch its Parameters, and puts the outputs together in order', async () => {
    const branch = (name: string, seconds: number) => ({
      StartAt: `W${name}`,
      States: {
        [`W${name}`]: { Type: 'Wait', Seconds: seconds, Next: name },
        [name]: { Type: 'Pass', Parameters: { 'of.$': '$.n', name }, End: true },
      },
    })
    const run = await runMachine(
      {
        StartAt: 'P',
        States: {
          P: { Type: 'Parallel', Parameters: { 'n.$': '$.a' }, Branches: [branch('x', 2), branch('y', 1)], End: true },
        },
      },
      { input: { a: 1 } },
    )
    expect(run).toMatchObject({
      output: [
        { of: 1, name: 'x' },
        { of: 1, name: 'y' },
      ],
      elapsedMs: 2000,
    })
  })
})
