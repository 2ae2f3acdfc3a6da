import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { createEngineDeps, eventsOf, runMachine, start } from '../../support/run-machine.ts'

const states = (first: JsonObject, more: JsonObject = {}) => ({ StartAt: 'S', States: { S: first, ...more } })
const echo = { 'x:y': (parameters: unknown) => parameters }
const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
const big = (bytes: number) => 'x'.repeat(bytes - 2)
const half = big(140_000)
const twice = { 'a.$': '$', 'b.$': '$' }

describe('a payload of more than 256 KiB', () => {
  it.each<[string, JsonObject, string]>([
    [
      "a Task's Parameters",
      { Type: 'Task', Resource: 'arn:aws:states:::x:y', Parameters: twice },
      "The input of the state/task 'S' has a size exceeding",
    ],
    [
      "a Parallel state's Parameters",
      { Type: 'Parallel', Parameters: twice, Branches: [pass] },
      "The input of the state/task 'S' has a size exceeding",
    ],
    [
      'what ItemSelector makes',
      { Type: 'Map', ItemSelector: { 'a.$': '$[0]', 'b.$': '$[0]' }, ItemProcessor: pass },
      "The input of the state/task 'S' has a size exceeding",
    ],
  ])('ends the execution, whatever catches: %s', async (_what, state, problem) => {
    const caught = { ...state, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true }
    const input = state.Type === 'Map' ? [half] : half
    const run = await runMachine(states(caught, { Caught: { Type: 'Succeed' } }), { input, tasks: echo })
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' })
    expect(run.cause).toContain(problem)
  })

  it.each<[string, JsonObject]>([
    ['of a Parallel state', { Type: 'Parallel', Branches: [pass, { StartAt: 'Q', States: { Q: pass.States.P } }] }],
    ['of a Map', { Type: 'Map', ItemsPath: '$$.Execution.Input.two', ItemProcessor: pass, ItemSelector: { half } }],
  ])('as the result %s fails it, even where the result is discarded; Catch sees it', async (_of, state) => {
    const machine = states(
      { ...state, ResultPath: null, Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught' }], End: true },
      { Caught: { Type: 'Succeed' } },
    )
    const run = await runMachine(machine, { input: state.Type === 'Map' ? { two: [1, 2] } : half })
    expect(run.output).toMatchObject({ Error: 'States.DataLimitExceeded' })
    expect(run.history.some((event) => event.endsWith(`${state.Type}StateSucceeded`))).toBe(false)
  })

  it('is rejected as the input of a child of a distributed Map', async () => {
    const processor = { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
    const machine = states({ Type: 'Map', ItemSelector: twice, ItemProcessor: processor, End: true })
    expect(await runMachine(machine, { input: [half] })).toMatchObject({ error: 'States.DataLimitExceeded' })
  })
})

describe('variables', () => {
  const assign = (Assign: JsonObject) => states({ Type: 'Pass', Assign, End: true })

  it('may have 256 KiB in one Assign, but not more', async () => {
    expect(await runMachine(assign({ 'v.$': '$' }), { input: big(262_144) })).toMatchObject({ status: 'SUCCEEDED' })
    expect(await runMachine(assign({ 'v.$': '$', w: 1 }), { input: big(262_144) })).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The Assign field of the state 'S' has a size exceeding the maximum number of bytes service limit.",
    })
  })

  it('may have 10 MiB in all', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 41 }, (_, i) => [
        `S${i}`,
        { Type: 'Pass', Assign: { [`v${i}.$`]: '$' }, ...(i < 40 ? { Next: `S${i + 1}` } : { End: true }) },
      ]),
    )
    const run = (input: Json) => runMachine({ StartAt: 'S0', States: chain }, { input })
    expect(await run(big(250_000))).toMatchObject({ status: 'SUCCEEDED' })
    expect(await run(big(262_144))).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: 'The set of variables of the execution has a size exceeding the maximum number of bytes service limit.',
    })
  })

  it('of an execution are not those of the children of its distributed Map', async () => {
    const read = { Type: 'Pass', Parameters: { 'v.$': '$v' }, End: true }
    const processor = {
      StartAt: 'R',
      States: { R: read },
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    }
    const machine = states(
      { Type: 'Pass', Assign: { v: 1 }, Next: 'M' },
      { M: { Type: 'Map', ItemProcessor: processor, End: true } },
    )
    expect(await runMachine(machine, { input: [1] })).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
  })
})

describe('a value that is nested 10,000 levels deep', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const tooDeep = 'A value is nested more than 1000 levels deep.'

  it('passes unchanged as long as no state looks into it', async () => {
    const { deps } = createEngineDeps()
    const execution = start(states({ Type: 'Pass', End: true }), deps, { inputText: deep })
    await execution.done
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: deep })
  })

  it.each<[string, JsonObject]>([
    ['Pass', { Type: 'Pass', InputPath: '$.a' }],
    ['Task', { Type: 'Task', Resource: 'arn:aws:states:::x:y', InputPath: '$.a' }],
    ['Parallel', { Type: 'Parallel', InputPath: '$.a', Branches: [pass] }],
    ['Map', { Type: 'Map', ItemsPath: '$$.Execution.Input.list', ItemProcessor: pass }],
    ['Wait', { Type: 'Wait', Seconds: 0, OutputPath: '$.a' }],
    ['Succeed', { Type: 'Succeed', InputPath: '$.a' }],
    ['Choice', { Type: 'Choice', InputPath: '$.a', Choices: [], Default: 'E' }],
    ['JSONata', { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.a %}' }],
    ['Assign', { Type: 'Pass', Assign: { 'v.$': '$.a' }, ResultPath: null }],
  ])('fails a %s that takes it apart, and its history can be read', async (_type, state) => {
    const { deps } = createEngineDeps({ tasks: echo })
    const machine = states({ ...(state.Type !== 'Choice' && { End: true }), ...state }, { E: { Type: 'Succeed' } })
    const execution = start(machine, deps, { inputText: `{"list":[${deep}],${deep.slice(1)}` })
    await execution.done
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(execution.cause).toContain(tooDeep)
    expect(eventsOf(execution).at(-1)?.type).toBe('ExecutionFailed')
  })
})

describe('hostile keys', () => {
  const input = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"n":2},"toString":3}') as Json
  it.each<[string, JsonObject, Json]>([
    ['a path', { Type: 'Pass', InputPath: "$['__proto__']" }, { polluted: 1 }],
    ['a template', { Type: 'Pass', Parameters: { 'v.$': '$.constructor.n', 'w.$': '$.toString' } }, { v: 2, w: 3 }],
    [
      'an expression',
      { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.constructor.n + $states.input.toString %}' },
      5,
    ],
    ['a task', { Type: 'Task', Resource: 'arn:aws:states:::x:y' }, input],
    ['a Parallel state', { Type: 'Parallel', Branches: [pass] }, [input]],
    ['a result path', { Type: 'Pass', Result: 1, ResultPath: '$.__proto__.x' }, null],
  ])('are keys like any other in %s', async (_where, state, output) => {
    const run = await runMachine(states({ ...state, End: true }), { input, tasks: echo })
    expect(run.status).toBe('SUCCEEDED')
    if (output !== null) expect(JSON.stringify(run.output)).toBe(JSON.stringify(output))
    expect('polluted' in {}).toBe(false)
  })

  it('can be names of variables', async () => {
    const machine = states(
      { Type: 'Pass', Assign: JSON.parse('{"__proto__":1,"constructor":2}') as JsonObject, Next: 'R' },
      { R: { Type: 'Pass', Parameters: { 'p.$': '$__proto__', 'c.$': '$constructor' }, End: true } },
    )
    expect((await runMachine(machine)).output).toEqual({ p: 1, c: 2 })
  })
})

describe('an endless loop', () => {
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }

  it('ends a STANDARD execution with its 25,000th event', async () => {
    const run = await runMachine(loop)
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(run.history).toHaveLength(25_000)
  })

  it.each<[string, JsonObject]>([
    [
      'a Parallel state',
      { Type: 'Parallel', Branches: [loop, { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'B' } } }] },
    ],
    ['a Map', { Type: 'Map', ItemsPath: '$.items', ItemProcessor: loop }],
  ])('in %s ends too, and cannot be caught', async (_in, state) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }]
    const machine = states({ ...state, Catch, End: true }, { Caught: { Type: 'Succeed' } })
    const run = await runMachine(machine, { input: { items: [1, 2, 3] } })
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(run.history).toHaveLength(25_000)
  })

  it('ends an EXPRESS execution too, which keeps only its last events', async () => {
    const { deps } = createEngineDeps()
    const execution = start(loop, deps, { type: 'EXPRESS' })
    await execution.done
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(execution.history.length).toBe(1_000_000)
    const kept = eventsOf(execution)
    expect(kept.length).toBeLessThanOrEqual(2000)
    expect(kept.at(-1)).toMatchObject({ id: 1_000_000, type: 'ExecutionFailed' })
  })
})
