import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { createEngineDeps, runMachine, start } from '../../support/run-machine.ts'

const one = (state: JsonObject, input: Json = {}) =>
  runMachine({ StartAt: 'S', States: { S: { End: true, ...state } } }, { input })

describe('Pass', () => {
  it.each<[string, JsonObject, Json, Json]>([
    ['returns its input', {}, { a: 1 }, { a: 1 }],
    ['returns its Result', { Result: [1] }, { a: 1 }, [1]],
    ['does not evaluate Result as a template', { Result: { 'a.$': '$.a' } }, { a: 1 }, { 'a.$': '$.a' }],
    [
      'returns its Parameters',
      { Parameters: { 'b.$': '$.a', c: [{ 'd.$': '$.a' }] } },
      { a: 1 },
      { b: 1, c: [{ d: 1 }] },
    ],
    ['prefers Result to Parameters', { Result: 1, Parameters: { a: 2 } }, {}, 1],
    ['puts its result at ResultPath', { Result: 1, ResultPath: '$.x.y' }, { a: 1 }, { a: 1, x: { y: 1 } }],
    ['discards its result with ResultPath null', { Result: 1, ResultPath: null }, { a: 1 }, { a: 1 }],
    ['reads from InputPath', { InputPath: '$.a' }, { a: { b: 1 } }, { b: 1 }],
    ['reads nothing with InputPath null', { InputPath: null }, { a: 1 }, {}],
    ['returns what OutputPath finds', { OutputPath: '$.a[0]' }, { a: [1, 2] }, 1],
    [
      'puts its result into the raw input, not into what InputPath found',
      { InputPath: '$.a', ResultPath: '$.b' },
      { a: 1 },
      { a: 1, b: 1 },
    ],
    ['reads the context object', { Parameters: { 'name.$': '$$.State.Name' } }, {}, { name: 'S' }],
  ])('%s', async (_says, state, input, output) => {
    expect((await one({ Type: 'Pass', ...state }, input)).output).toEqual(output)
  })

  it('fails with the path that finds nothing', async () => {
    expect(await one({ Type: 'Pass', InputPath: '$.a' })).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). Invalid path '$.a' : No results for path: $['a']",
    })
  })

  it('fails if its output is too large', async () => {
    const run = await one({ Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } }, 'x'.repeat(200_000))
    expect(run).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
    expect(run.history.at(-1)).toBe('3<2 ExecutionFailed')
  })

  it('assigns variables that the next states read, but not the state itself', async () => {
    const { output } = await runMachine({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: 2, 'y.$': '$x' }, Next: 'C' },
        C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$y' }, End: true },
      },
    })
    expect(output).toEqual({ x: 2, y: 1 })
  })
})

describe('$states', () => {
  const Output = '{% $keys($states) %}'
  it.each<[string, JsonObject, Json]>([
    ['a Pass state', { Type: 'Pass' }, ['input', 'context']],
    ['a Wait state', { Type: 'Wait', Seconds: 0 }, ['input', 'context']],
    [
      'a Parallel state',
      { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }] },
      ['input', 'context', 'result'],
    ],
  ])('in %s has a result only if the state has one', async (_in, state, keys) => {
    expect((await one({ QueryLanguage: 'JSONata', Output, ...state })).output).toEqual(keys)
  })
})

describe('Task', () => {
  it.each<[string, JsonObject, string]>([
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.n' }, 'States.Runtime'],
    ['HeartbeatSecondsPath', { HeartbeatSecondsPath: '$.n' }, 'States.Runtime'],
    [
      'TimeoutSeconds',
      { QueryLanguage: 'JSONata', TimeoutSeconds: '{% $states.input.n %}' },
      'States.QueryEvaluationError',
    ],
  ])('rejects a %s that is not positive', async (_field, fields, error) => {
    const run = await one({ Type: 'Task', Resource: 'arn:aws:states:::x:y', ...fields }, { n: 0 })
    expect(run.error).toBe(error)
    expect(run.cause).toContain('1')
  })
})

describe('Wait', () => {
  it.each<[string, JsonObject, Json, number]>([
    ['Seconds', { Seconds: 90 }, {}, 90_000],
    ['SecondsPath', { SecondsPath: '$.s' }, { s: 3600 }, 3_600_000],
    ['a Timestamp', { Timestamp: '2026-01-01T00:01:00Z' }, {}, 60_000],
    ['a Timestamp with a fraction of a second, cut off', { Timestamp: '2026-01-01T00:01:00.9Z' }, {}, 60_000],
    ['TimestampPath', { TimestampPath: '$.t' }, { t: '2026-01-01T02:00:00+01:00' }, 3_600_000],
    ['a Timestamp in the past', { Timestamp: '2020-01-01T00:00:00Z' }, {}, 0],
  ])('waits for %s', async (_what, state, input, elapsedMs) => {
    expect(await one({ Type: 'Wait', ...state }, input)).toMatchObject({
      status: 'SUCCEEDED',
      output: input,
      elapsedMs,
    })
  })

  it.each<[JsonObject, Json, string]>([
    [{ SecondsPath: '$.s' }, {}, 'The SecondsPath parameter does not reference an input value: $.s'],
    [{ SecondsPath: '$.s' }, { s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
    [
      { TimestampPath: '$.t' },
      { t: '2026-01-01 00:00:00Z' },
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2026-01-01 00:00:00Z',
    ],
    [{ TimestampPath: '$.t' }, { t: '2200-01-01T00:00:00Z' }, 'Wait state delay is too long.'],
  ])('%j of %j fails: %s', async (state, input, problem) => {
    const { error, cause } = await one({ Type: 'Wait', ...state }, input)
    expect(error).toBe('States.Runtime')
    expect(cause).toContain(problem)
  })
})

describe('Wait in JSONata', () => {
  it.each(['{% -1 %}', '{% 1.5 %}', "{% 'x' %}"])('rejects Seconds of %s', async (Seconds) => {
    const run = await one({ Type: 'Wait', QueryLanguage: 'JSONata', Seconds })
    expect(run).toMatchObject({ error: 'States.QueryEvaluationError', elapsedMs: 0 })
  })
})

describe('Fail', () => {
  it('fails with its Error and Cause, or with the values of their paths', async () => {
    const fail = (state: JsonObject, input: Json = {}) =>
      runMachine({ StartAt: 'F', States: { F: { Type: 'Fail', ...state } } }, { input })
    expect(await fail({ Error: 'E', Cause: 'C' })).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' })
    expect(await fail({ ErrorPath: '$.e', CausePath: "States.Format('{}!', $.e)" }, { e: 'X' })).toMatchObject({
      error: 'X',
      cause: 'X!',
    })
    expect(await fail({ ErrorPath: '$.e' })).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining(
        "The JSONPath '$.e' specified for the field 'ErrorPath' could not be found in the input '{}'",
      ),
    })
    expect(await fail({ ErrorPath: 'States.ArrayGetItem($, 0)' }, [{}])).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('returned a value that is not a string: {}'),
    })
    const { events } = await fail({})
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionFailed', executionFailedEventDetails: {} })
  })
})

describe('a state machine', () => {
  it('ends as TIMED_OUT after its TimeoutSeconds', async () => {
    const run = await runMachine({
      StartAt: 'W',
      TimeoutSeconds: 60,
      States: { W: { Type: 'Wait', Seconds: 100, End: true } },
    })
    expect(run).toMatchObject({ status: 'TIMED_OUT', error: undefined, cause: undefined, elapsedMs: 60_000 })
    expect(run.history.at(-1)).toBe('3<0 ExecutionTimedOut')
  })

  it('can run several times at once, and the runs share nothing', async () => {
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'W' },
        W: { Type: 'Wait', Seconds: '{% $n %}', Assign: { n: '{% $n * 10 %}' }, Next: 'M' },
        M: {
          Type: 'Map',
          Items: '{% [1..$n] %}',
          ItemProcessor: {
            StartAt: 'I',
            States: { I: { Type: 'Pass', Output: '{% $n + $sum([1..$states.input]) %}', End: true } },
          },
          End: true,
        },
      },
    }
    const { deps } = createEngineDeps()
    const together = [1, 2, 3].map((n) => start(machine, deps, { input: { n } }))
    await Promise.all(together.map(({ done }) => done))
    for (const [i, { output }] of together.entries())
      expect(JSON.parse(output ?? '')).toEqual((await runMachine(machine, { input: { n: i + 1 } })).output)
  })

  it('has the same history, byte for byte, for the same run in virtual time', async () => {
    const machine = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'W',
            States: {
              W: { Type: 'Wait', SecondsPath: '$', Next: 'U' },
              U: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true },
            },
          },
          End: true,
        },
      },
    }
    const [a, b] = await Promise.all([3, 3].map(() => runMachine(machine, { input: [3, 1, 2] })))
    expect(a).toEqual(b)
  })
})
