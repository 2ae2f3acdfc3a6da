import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/json.ts'
import { Stop } from '../../../../src/stop.ts'
import { createTestState } from '../../../support/test-state.ts'

const taskHandlers = {
  'x:y': ({ n }: { n: number }) => ({ doubled: 2 * n }),
  'x:fail': () => {
    throw Object.assign(new Error('no'), { name: 'Refused' })
  },
  'x:never': () => new Promise<never>(() => {}),
  'http:invoke': () => ({ StatusCode: 200, StatusText: 'OK', Headers: { a: ['1', '2'] }, ResponseBody: { ok: true } }),
}
const { test, system, send } = createTestState({ taskHandlers, lambdas: { double: (n) => Number(n) * 2 } })
const x = (action: string) => ({ Type: 'Task', Resource: `arn:aws:states:::${action}` })

describe('a state is tested', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['Pass', { Type: 'Pass', Result: 1, Next: 'B' }, {}, { output: 1, nextState: 'B', status: 'SUCCEEDED' }],
    ['Succeed', { Type: 'Succeed', InputPath: '$.a' }, { input: { a: 1 } }, { output: 1, status: 'SUCCEEDED' }],
    ['Wait', { Type: 'Wait', Seconds: 60, End: true }, {}, { output: {}, status: 'SUCCEEDED' }],
    [
      'Fail',
      { Type: 'Fail', Error: 'E', CausePath: '$.why' },
      { input: { why: 'so' } },
      { error: 'E', cause: 'so', status: 'FAILED' },
    ],
    [
      'Choice',
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }], Default: 'C' },
      {},
      { output: {}, nextState: 'C', status: 'SUCCEEDED' },
    ],
    [
      'Task',
      { ...x('x:y'), ResultPath: '$.r', Next: 'B' },
      { input: { n: 2 } },
      { output: { n: 2, r: { doubled: 4 } }, nextState: 'B', status: 'SUCCEEDED' },
    ],
    [
      'Task that calls a function',
      { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:double', End: true },
      { input: 4 },
      { output: 8, status: 'SUCCEEDED' },
    ],
    [
      'Task of Step Functions itself',
      { ...x('aws-sdk:sfn:listActivities'), Parameters: {}, End: true },
      {},
      { output: { Activities: [] }, status: 'SUCCEEDED' },
    ],
  ])('%s', async (_, state, request, expected) => {
    expect(await test(state, request)).toEqual(expected)
  })

  it('with variables', async () => {
    const state = { Type: 'Pass', Parameters: { 'a.$': '$v.w' }, Assign: { 'u.$': '$.a' }, End: true }
    expect(await test(state, { variables: { v: { w: 1 } }, inspectionLevel: 'DEBUG' })).toMatchObject({
      output: { a: 1 },
      inspectionData: { variables: { v: { w: 1 }, u: 1 } },
    })
  })

  it('in a context object of an EXPRESS execution', async () => {
    const { output } = await test({ Type: 'Pass', Parameters: { 'c.$': '$$' }, End: true }, { input: [1] })
    const express = /^arn:aws:states:us-east-1:123456789012:express:[^:]+:[^:]+$/
    expect(output).toEqual({
      c: {
        Execution: {
          Id: expect.stringMatching(express),
          Input: [1],
          Name: expect.any(String),
          RoleArn: 'arn:aws:iam::123456789012:role/any',
          StartTime: expect.stringMatching(/Z$/),
        },
        StateMachine: { Id: expect.stringMatching(/:stateMachine:/), Name: expect.any(String) },
        State: { Name: 'StateName', EnteredTime: expect.stringMatching(/Z$/) },
      },
    })
  })

  it('for five minutes at most', async () => {
    const began = system.elapsed
    expect(await test({ ...x('x:never'), End: true })).toEqual({ error: 'States.Timeout', status: 'FAILED' })
    expect(system.elapsed - began).toBe(300_000)
  })

  it('until its caller stops waiting', async () => {
    const stop = new Stop()
    const tested = test({ ...x('x:never'), End: true }, {}, stop)
    stop.abort()
    expect(await tested).toMatchObject({ status: 400, error: expect.stringMatching(/^ServiceUnavailable/) })
  })
})

describe('the failure of a state', () => {
  const failing = (more: JsonObject): JsonObject => ({ ...x('x:fail'), End: true, ...more })

  it('is reported', async () => {
    expect(await test(failing({}))).toEqual({ error: 'Refused', cause: 'no', status: 'FAILED' })
  })

  it('of an expression has a cause without the name of the state', async () => {
    expect(await test({ Type: 'Pass', InputPath: '$.a', End: true })).toEqual({
      error: 'States.Runtime',
      cause: `Invalid path '$.a' : No results for path: $['a']`,
      status: 'FAILED',
    })
  })

  it('is caught, and the output is that of the catcher', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'A' },
      { ErrorEquals: ['States.ALL'], Next: 'B', ResultPath: '$.e', Assign: { 'v.$': '$.Error' } },
    ]
    expect(await test(failing({ Catch }), { input: { n: 1 }, inspectionLevel: 'DEBUG' })).toMatchObject({
      output: { n: 1, e: { Error: 'Refused', Cause: 'no' } },
      error: 'Refused',
      cause: 'no',
      nextState: 'B',
      status: 'CAUGHT_ERROR',
      inspectionData: { errorDetails: { catchIndex: 1 }, variables: { v: 'Refused' } },
    })
  })

  it('is retriable', async () => {
    const began = system.elapsed
    const Retry = [{ ErrorEquals: ['Refused'], IntervalSeconds: 7 }]
    expect(await test(failing({ Retry }), { inspectionLevel: 'DEBUG' })).toMatchObject({
      error: 'Refused',
      status: 'RETRIABLE',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 7 } },
    })
    expect(system.elapsed).toBe(began)
  })

  it('of a catcher replaces it', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B', Assign: { 'v.$': '$.missing' } }]
    expect(await test(failing({ Catch }))).toMatchObject({ error: 'States.Runtime', status: 'FAILED' })
  })
})

describe('one state of a state machine is tested', () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'I',
          States: { I: { Type: 'Pass', Output: '{% $states.context.Map.Item.Value.a %}', End: true } },
        },
        Next: 'P',
      },
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Output: 2, End: true } } }],
        End: true,
      },
    },
  }

  it('also one inside a Parallel state', async () => {
    expect(await test(machine, { stateName: 'B' })).toEqual({ output: 2, status: 'SUCCEEDED' })
  })

  it('also one inside a Map, as its first iteration', async () => {
    expect(await test(machine, { stateName: 'I', input: { a: 1 } })).toEqual({ output: 1, status: 'SUCCEEDED' })
  })

  it.each(['X', '__proto__', 'constructor'])('but not a missing one: %s', async (stateName) => {
    expect((await test(machine, { stateName })).error).toBe('ValidationException: State not found in definition')
  })
})

describe('the data flow', () => {
  const inspect = async (state: JsonObject, request: JsonObject = {}) =>
    (await test({ End: true, ...state }, { inspectionLevel: 'DEBUG', input: { n: 1 }, ...request })).inspectionData

  it('is shown with DEBUG', async () => {
    const fields = { InputPath: '$', Parameters: { n: 3 }, ResultSelector: { 'd.$': '$.doubled' }, ResultPath: '$.r' }
    expect(await inspect({ ...x('x:y'), ...fields })).toEqual({
      input: { n: 1 },
      afterInputPath: { n: 1 },
      afterParameters: { n: 3 },
      result: { doubled: 6 },
      afterResultSelector: { d: 6 },
      afterResultPath: { n: 1, r: { d: 6 } },
    })
  })

  it('is not shown with INFO', async () => {
    expect(await inspect({ Type: 'Pass' }, { inspectionLevel: 'INFO' })).toBe(undefined)
  })

  it.each<[string, JsonObject, JsonObject]>([
    [
      'a JSONata state',
      { ...x('x:y'), QueryLanguage: 'JSONata', Arguments: { n: 2 } },
      { afterArguments: { n: 2 }, result: { doubled: 4 } },
    ],
    [
      'a Pass state with a Result',
      { Type: 'Pass', Result: 1 },
      { result: 1, afterResultSelector: 1, afterResultPath: 1 },
    ],
    ['a Fail state', { Type: 'Fail', End: undefined as never }, { afterInputPath: { n: 1 } }],
  ])('of %s', async (_, state, expected) => {
    expect(await inspect(state)).toEqual({ input: { n: 1 }, ...expected })
  })

  it('of an HTTP Task has its request and response with TRACE', async () => {
    const Parameters = {
      ApiEndpoint: 'https://example.com/orders',
      Method: 'POST',
      Headers: { h: 'v' },
      QueryParameters: { q: ['a', 'b'] },
      RequestBody: { n: 1 },
      Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' },
    }
    expect(await inspect({ ...x('http:invoke'), Parameters }, { inspectionLevel: 'TRACE' })).toMatchObject({
      request: {
        protocol: 'https',
        method: 'POST',
        url: 'https://example.com/orders?q=a&q=b',
        headers: '[h: v]',
        body: '{"n":1}',
      },
      response: {
        protocol: 'https',
        statusCode: '200',
        statusMessage: 'OK',
        headers: '[a: 1, 2]',
        body: '{"ok":true}',
      },
    })
  })

  it('keeps the white space of an input', async () => {
    const request = { definition: '{"Type":"Succeed"}', input: '[1,  2]', inspectionLevel: 'DEBUG' }
    expect((await send(request)).reply).toMatchObject({ output: '[1,  2]', inspectionData: { input: '[1,  2]' } })
  })
})
