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
  it('returns the outputs in the order of the items', async () => {
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

  it('runs 40 iterations at once by default', async () => {
    const run = await map(
      processor({ W: { Type: 'Wait', Seconds: 10, End: true } }),
      Array.from({ length: 41 }, () => 0),
    )
    expect(run.elapsedMs).toBe(20_000)
  })

  it('passes each iteration its ItemSelector', async () => {
    const fields = {
      ItemsPath: '$.items',
      ItemSelector: { 'all.$': '$.of', 'item.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' },
    }
    expect((await map(fields, { items: ['a', 'b'], of: 2 })).output).toEqual([
      { all: 2, item: 'a', at: 0 },
      { all: 2, item: 'b', at: 1 },
    ])
  })

  it('records every timeout of one instant before the first one ends it', async () => {
    const task = { Type: 'Task', Resource: 'arn:aws:states:::sqs:send', Parameters: {}, TimeoutSeconds: 5, End: true }
    const tasks = { sqs: () => new Promise(() => {}) }
    const { history } = await map(processor({ T: task }), [1, 2], { tasks })
    expect(history.slice(history.findIndex((event) => event.endsWith('TaskTimedOut')))).toEqual([
      '12<7 TaskTimedOut',
      '13<11 TaskTimedOut',
      '14<12 MapIterationFailed',
      '15<12 TaskStateAborted',
      '16<12 MapIterationAborted',
      '17<12 TaskStateAborted',
      '18<12 MapStateFailed',
      '19<18 ExecutionFailed',
    ])
  })

  it('runs no iteration without items', async () => {
    const { output, history } = await map({}, [])
    expect(output).toEqual([])
    expect(history.slice(2, -1)).toEqual(['3<2 MapStateStarted', '4<3 MapStateSucceeded', '5<3 MapStateExited'])
  })

  it('has its item in $$.Map.Item, also after an inner Map', async () => {
    const inner = {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'In',
        States: { In: { Type: 'Pass', Parameters: { 'in.$': '$$.Map.Item.Value' }, End: true } },
      },
      ResultPath: null,
      Next: 'Out',
    }
    const out = { Type: 'Pass', Parameters: { 'item.$': '$$.Map.Item' }, End: true }
    expect((await map(processor({ Inner: inner, Out: out }), [['a']])).output).toEqual([
      { item: { Index: 0, Value: ['a'], Source: 'STATE_DATA' } },
    ])
  })

  it.each<[string, JsonObject, string]>([
    ['$.a', { b: 1 }, 'Unable to apply step "a" to input {"b":1}'],
    ['$.a.b', { a: {} }, 'Unable to apply step "b" to input {"a":{}}'],
    ['$$.Execution.Input.c.d', { b: 1 }, 'Unable to apply step "c" to input'],
  ])('fails if ItemsPath %s finds nothing in %j', async (ItemsPath, input, problem) => {
    const run = await map({ ItemsPath }, input)
    expect(run.error).toBe('States.ReferencePathConflict')
    if (!ItemsPath.startsWith('$$')) expect(run.cause).toBe(problem)
    expect(run.history.slice(-2)).toEqual(['3<2 MapStateFailed', '4<3 ExecutionFailed'])
  })

  it.each<Json>([{ a: 1 }, 5])('rejects Items that are %j', async (Items) => {
    expect(await map({ QueryLanguage: 'JSONata', Items }, {})).toMatchObject({ error: 'States.QueryEvaluationError' })
  })

  it('rejects a negative MaxConcurrency', async () => {
    const fields = { ItemsPath: '$.items', MaxConcurrencyPath: '$.n' }
    expect(await map(fields, { items: [1], n: -1 })).toMatchObject({ error: 'States.Runtime' })
  })

  it('stops the other iterations if an item cannot be selected', async () => {
    const fields = {
      ...processor({ W: { Type: 'Wait', SecondsPath: '$.v', End: true } }),
      ItemSelector: { 'v.$': '$$.Map.Item.Value.v' },
      MaxConcurrency: 2,
    }
    const run = await map(fields, [{ v: 100 }, { v: 1 }, {}])
    expect(run).toMatchObject({ error: 'States.Runtime', elapsedMs: 1000 })
    expect(run.history.slice(-3)).toEqual(['10<3 WaitStateAborted', '11<3 MapIterationAborted', '12<3 ExecutionFailed'])
  })

  it('rejects a value that is not an array', async () => {
    expect((await map({ ItemsPath: '$.a' }, { a: 1 })).cause).toContain('Reference path "$.a" must point to array.')
  })

  it('keeps the variables of an iteration from the other iterations and the states after the Map', async () => {
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

  it('stops the other iterations if one fails', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'F' }], Default: 'W' },
      F: { Type: 'Fail', Error: 'One' },
      W: { Type: 'Wait', Seconds: 100, End: true },
    }
    const run = await map(processor(states), [0, 1])
    expect(run).toMatchObject({ status: 'FAILED', error: 'One', elapsedMs: 0 })
    expect(run.history.slice(-6)).toEqual([
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

  it('runs a child execution for each item', async () => {
    const run = await map(processor({ P: { Type: 'Pass', Result: 1, End: true } }, distributed), ['a', 'b'])
    expect(run.output).toEqual([1, 1])
    expect(run.history.slice(2)).toEqual([
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

  it('passes its children batches of items', async () => {
    const fields = {
      ...processor({ P: { Type: 'Pass', End: true } }, distributed),
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'of.$': 'States.ArrayLength($)' } },
    }
    expect((await map(fields, [1, 2, 3])).output).toEqual([
      { BatchInput: { of: 3 }, Items: [1, 2] },
      { BatchInput: { of: 3 }, Items: [3] },
    ])
  })

  it.each<[string, JsonObject, string]>([
    ['MaxConcurrency', { MaxConcurrencyPath: '$.n' }, 'MaxConcurrency cannot be negative.'],
    [
      'MaxItemsPerBatch',
      { ItemBatcher: { MaxItemsPerBatchPath: '$.n' } },
      'The MaxItemsPerBatchPath field refers to value "-1" which is less than 1: $.n',
    ],
  ])('rejects a negative %s', async (_field, fields, problem) => {
    const machine = { ...processor({ P: { Type: 'Pass', End: true } }, distributed), ItemsPath: '$.items', ...fields }
    const { error, cause } = await map(machine, { items: [1], n: -1 })
    expect(error).toBe('States.Runtime')
    expect(cause).toContain(problem)
  })

  it('fails its map run if an item cannot be selected', async () => {
    const fields = {
      ...processor({ W: { Type: 'Wait', Seconds: 100, End: true } }, distributed),
      ItemSelector: { 'v.$': '$$.Map.Item.Value.v' },
    }
    const run = await map(fields, [{ v: 1 }, {}])
    expect(run).toMatchObject({ error: 'States.Runtime', elapsedMs: 0 })
    expect(run.history.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapRunStarted',
      '5<4 MapRunFailed',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed',
    ])
  })

  it('is stopped with its children if a sibling fails', async () => {
    const waiting = processor({ W: { Type: 'Wait', Seconds: 100, End: true } }, distributed)
    const branches = [
      { StartAt: 'M', States: { M: { Type: 'Map', ...waiting, End: true } } },
      { StartAt: 'W1', States: { W1: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'E' } } },
    ]
    const machine = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } }
    const run = await runMachine(machine, { input: [1] })
    expect(run).toMatchObject({ status: 'FAILED', error: 'E', elapsedMs: 5000 })
    expect(run.history.slice(-4)).toEqual([
      '10<7 MapRunAborted',
      '11<9 MapStateAborted',
      '12<9 ParallelStateFailed',
      '13<12 ExecutionFailed',
    ])
  })

  it('tolerates as many failures as ToleratedFailureCount, but not more', async () => {
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
    expect(run.history.slice(-3)).toEqual(['5<4 MapRunFailed', '6<5 MapStateFailed', '7<6 ExecutionFailed'])
  })
})

describe('a Parallel state', () => {
  it('passes each branch its Parameters, and returns the outputs in order', async () => {
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
