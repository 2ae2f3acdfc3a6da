import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InspectedValue } from '../../../src/engine/interpreter/inspect.ts'
import type { Json, JsonObject } from '../../../src/json.ts'
import { runInput, runnableMachine } from '../../support/arbitrary-machine.ts'
import { type RunOptions, runMachine } from '../../support/run-machine.ts'

/** Runs a state machine and records the data flow of its states. */
const inspectMachine = async (asl: JsonObject, options: RunOptions = {}) => {
  const values: InspectedValue[] = []
  const run = await runMachine(asl, { ...options, inspect: (value) => values.push(value) })
  return { ...run, values }
}

/** The data flow of one state, as `[step, value]` or `[step, value, index]`. */
const inspectState = async (state: JsonObject, input: Json = {}, options: RunOptions = {}) => {
  const asl = { StartAt: 'S', States: { S: { End: true, ...state }, C: { Type: 'Succeed' } } }
  const { values } = await inspectMachine(asl, { ...options, input })
  return values
    .filter((value) => value.state === 'S')
    .map(({ step, value, index }) => (index === undefined ? [step, value] : [step, value, index]))
}

const tasks = { 'x:y': ({ n }: { n: number }) => ({ doubled: 2 * n, rest: 0 }) }
const task = { Type: 'Task', Resource: 'arn:aws:states:::x:y' }
const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }

describe('the data flow of', () => {
  it('a JSONPath Task has the value after each field, in order', async () => {
    const fields = {
      InputPath: '$.in',
      Parameters: { 'n.$': '$.a' },
      ResultSelector: { 'two.$': '$.doubled' },
      ResultPath: '$.out',
      OutputPath: '$.out',
      Assign: { 'v.$': '$.rest' },
    }
    expect(await inspectState({ ...task, ...fields }, { in: { a: 3 } }, { tasks })).toEqual([
      ['afterInputPath', { a: 3 }],
      ['afterParameters', { n: 3 }],
      ['result', { doubled: 6, rest: 0 }],
      ['afterResultSelector', { two: 6 }],
      ['afterResultPath', { in: { a: 3 }, out: { two: 6 } }],
      ['output', { two: 6 }],
      ['assigned', { v: 0 }],
    ])
  })

  it('a JSONata Task has the value after Arguments, Output and Assign', async () => {
    const fields = {
      QueryLanguage: 'JSONata',
      Arguments: { n: '{% $states.input.a %}' },
      Output: '{% $states.result.doubled %}',
      Assign: { v: '{% $states.result.rest %}' },
    }
    expect(await inspectState({ ...task, ...fields }, { a: 3 }, { tasks })).toEqual([
      ['afterArguments', { n: 3 }],
      ['result', { doubled: 6, rest: 0 }],
      ['output', 6],
      ['assigned', { v: 0 }],
    ])
  })

  it.each<[string, JsonObject, Json[]]>([
    [
      'a Pass state with a Result',
      { Type: 'Pass', Result: 1, ResultPath: '$.r' },
      [
        ['afterInputPath', {}],
        ['result', 1],
        ['afterResultSelector', 1],
        ['afterResultPath', { r: 1 }],
        ['output', { r: 1 }],
      ],
    ],
    ['a JSONata Pass state', { Type: 'Pass', QueryLanguage: 'JSONata', Output: 1 }, [['output', 1]]],
    [
      'a Wait state',
      { Type: 'Wait', Seconds: 1 },
      [
        ['afterInputPath', {}],
        ['output', {}],
      ],
    ],
    [
      'a Parallel state',
      { Type: 'Parallel', Branches: [pass], Parameters: { b: 1 }, ResultPath: null },
      [
        ['afterInputPath', {}],
        ['afterParameters', { b: 1 }],
        ['result', [{ b: 1 }]],
        ['afterResultSelector', [{ b: 1 }]],
        ['afterResultPath', {}],
        ['output', {}],
      ],
    ],
  ])('%s has only the steps of its type', async (_what, state, steps) => {
    expect(await inspectState(state)).toEqual(steps)
  })

  it('a Choice state has the Assign of the rule that holds', async () => {
    const rule = { Variable: '$.a', IsPresent: true, Next: 'C', Assign: { by: 'rule' } }
    expect(await inspectState({ Type: 'Choice', Choices: [rule], Default: 'C' }, { a: 1 })).toEqual([
      ['afterInputPath', { a: 1 }],
      ['choiceRule', 0],
      ['output', { a: 1 }],
      ['assigned', { by: 'rule' }],
    ])
  })

  it('a failed Task has the output and Assign of its catcher', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'C', ResultPath: '$.e', Assign: { 'v.$': '$.Error' } }]
    const failing = { 'x:y': () => Promise.reject(Object.assign(new Error('no'), { name: 'Broken' })) }
    expect(await inspectState({ ...task, Catch }, {}, { tasks: failing })).toEqual([
      ['afterInputPath', {}],
      ['afterParameters', {}],
      ['failure', { Error: 'Broken', Cause: 'no' }],
      ['catcher', 0],
      ['output', { e: { Error: 'Broken', Cause: 'no' } }],
      ['assigned', { v: 'Broken' }],
    ])
  })

  it('an inline Map has its items, its limit and the input of each iteration', async () => {
    const fields = {
      ItemsPath: '$.list',
      ItemSelector: { 'v.$': '$$.Map.Item.Value' },
      MaxConcurrency: 1,
      ItemProcessor: pass,
    }
    expect(await inspectState({ Type: 'Map', ...fields }, { list: [5, 6] })).toEqual([
      ['afterInputPath', { list: [5, 6] }],
      ['afterItemsPath', [5, 6]],
      ['maxConcurrency', 1],
      ['afterItemSelector', { v: 5 }, 0],
      ['afterItemSelector', { v: 6 }, 1],
      ['result', [{ v: 5 }, { v: 6 }]],
      ['afterResultSelector', [{ v: 5 }, { v: 6 }]],
      ['afterResultPath', [{ v: 5 }, { v: 6 }]],
      ['output', [{ v: 5 }, { v: 6 }]],
    ])
  })

  it('a distributed Map has its batches and its tolerated failures', async () => {
    const fields = {
      QueryLanguage: 'JSONata',
      Items: [1, 2, 3],
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ToleratedFailureCount: 1,
      ToleratedFailurePercentage: 50,
      ItemProcessor: { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      Output: 'done',
    }
    expect(await inspectState({ Type: 'Map', ...fields })).toEqual([
      ['afterItems', [1, 2, 3]],
      ['maxConcurrency', 0],
      ['toleratedFailureCount', 1],
      ['toleratedFailurePercentage', 50],
      ['afterItemBatcher', { Items: [1, 2] }, 0],
      ['afterItemBatcher', { Items: [3] }, 1],
      ['result', [{ Items: [1, 2] }, { Items: [3] }]],
      ['output', 'done'],
    ])
  })

  it('a state that is visited twice has the id of the event of each visit', async () => {
    const loop = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input + 1 %}', Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$', NumericLessThan: 2, Next: 'A' }], Default: 'E' },
        E: { Type: 'Succeed' },
      },
    }
    const { values, history } = await inspectMachine(loop, { input: 0 })
    const visits = values.filter(({ state, step }) => state === 'A' && step === 'output')
    expect(visits.map(({ enteredId, value }) => [history[enteredId - 1], value])).toEqual([
      ['2<0 PassStateEntered', 1],
      ['6<5 PassStateEntered', 2],
    ])
  })

  it('any execution does not change it', async () => {
    await fc.assert(
      fc.asyncProperty(runnableMachine, runInput, async (machine, input) => {
        const plain = await runMachine(machine, { input: input as Json })
        const { values, ...inspected } = await inspectMachine(machine, { input: input as Json })
        expect(inspected).toEqual(plain)
        const outputs = values.filter(({ step }) => step === 'output').length
        expect(plain.events.filter(({ type }) => type.endsWith('StateExited'))).toHaveLength(outputs)
      }),
      { numRuns: 100 },
    )
  })
})
