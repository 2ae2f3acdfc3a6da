import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../src/json.ts'
import { createTestState } from '../../../support/test-state.ts'

const { test } = createTestState()
const task = (resource: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Parameters: {},
  End: true,
  ...more,
})
const activity: JsonObject = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', End: true }
const pass = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const map = (more: JsonObject = {}): JsonObject => ({ Type: 'Map', ItemProcessor: pass, End: true, ...more })
const distributed = (more: JsonObject = {}) =>
  map({ ItemProcessor: { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }, ...more })
const parallel: JsonObject = {
  Type: 'Parallel',
  Branches: [pass, pass].map((branch, i) => ({ ...branch, StartAt: `I${i}`, States: { [`I${i}`]: branch.States.I } })),
  End: true,
}
const send = { QueueUrl: 'q', MessageBody: 'b' }
const token = { Parameters: { ...send, MessageBody: { 'T.$': '$$.Task.Token' } } }

const result = (value: Json, mode?: string): JsonObject => ({
  mock: { result: JSON.stringify(value), ...(mode !== undefined && { fieldValidationMode: mode }) },
})
const error = (name: string, cause?: string): JsonObject => ({
  mock: { errorOutput: { error: name, ...(cause !== undefined && { cause }) } },
})

describe('a mocked result is the result of', () => {
  it.each<[string, JsonObject, Json]>([
    ['an activity', activity, 'any JSON'],
    [
      'a job that is waited for',
      task('batch:submitJob.sync', { Parameters: { JobName: 'j', JobDefinition: 'd', JobQueue: 'q' } }),
      { Jobs: [] },
    ],
    ['a Task that waits for its token', task('sqs:sendMessage.waitForTaskToken', token), [1]],
    ['a Map', map({ ItemsPath: '$.items' }), ['mocked']],
    ['a distributed Map', distributed({ ItemsPath: '$.items' }), [1, 2]],
    [
      'a Map that writes its results',
      distributed({
        ItemsPath: '$.items',
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
      }),
      { MapRunArn: 'arn' },
    ],
    ['a Parallel state', parallel, [1, { a: 2 }]],
  ])('%s', async (_, state, value) => {
    expect(await test(state, { input: { items: [1, 2] }, ...result(value) })).toEqual({
      output: value,
      status: 'SUCCEEDED',
    })
  })

  it('a state that needs no role then', async () => {
    const { status } = await test(activity, { roleArn: null, ...result(1) })
    expect(status).toBe('SUCCEEDED')
  })
})

describe('a mocked error', () => {
  const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }]
  const inspected = (state: JsonObject, retrierRetryCount: number) =>
    test(state, { ...error('E', 'c'), stateConfiguration: { retrierRetryCount }, inspectionLevel: 'DEBUG' })

  it('is retriable, with the delay after the retries before', async () => {
    expect(await inspected({ ...activity, Retry }, 1)).toMatchObject({
      error: 'E',
      cause: 'c',
      status: 'RETRIABLE',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
    })
  })

  it('is not retriable once the retrier is exhausted', async () => {
    const { status, inspectionData } = await inspected({ ...activity, Retry }, 2)
    expect({ status, inspectionData }).toMatchObject({
      status: 'FAILED',
      inspectionData: { errorDetails: { retryIndex: 0 } },
    })
  })

  it('is caught once the retrier is exhausted', async () => {
    const Catch = [{ ErrorEquals: ['E'], Next: 'B' }]
    expect(await inspected({ ...activity, Retry, Catch }, 2)).toMatchObject({
      output: { Error: 'E', Cause: 'c' },
      status: 'CAUGHT_ERROR',
      nextState: 'B',
      inspectionData: { errorDetails: { retryIndex: 0, catchIndex: 0 } },
    })
  })

  it('sets RetryCount of the context object', async () => {
    const Catch = [{ ErrorEquals: ['E'], Next: 'B', Assign: { 'n.$': '$$.State.RetryCount' } }]
    expect(await inspected({ ...activity, Catch }, 3)).toMatchObject({ inspectionData: { variables: { n: 3 } } })
  })

  it.each([map(), parallel, distributed()])('fails a state with states inside it', async (state) => {
    expect(await test(state, { input: [1], ...error('E') })).toEqual({ error: 'E', status: 'FAILED' })
  })
})

describe('the failed iterations of a Map', () => {
  const failing = (state: JsonObject, mapIterationFailureCount: number) =>
    test(state, { input: [1, 2, 3, 4], ...result([]), stateConfiguration: { mapIterationFailureCount } })
  const exceeded = {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
    status: 'FAILED',
  }
  const succeeded = { output: [], status: 'SUCCEEDED' }

  it.each<[JsonObject, number, JsonObject]>([
    [{ ToleratedFailureCount: 2 }, 2, succeeded],
    [{ ToleratedFailureCount: 2 }, 3, exceeded],
    [{ ToleratedFailurePercentage: 50 }, 2, succeeded],
    [{ ToleratedFailurePercentage: 50 }, 3, exceeded],
    [{}, 4, succeeded],
  ])('with %j: %i', async (fields, count, expected) => {
    expect(await failing(distributed(fields), count)).toEqual(expected)
  })

  it.each([map(), distributed()])('cannot be more than there are', async (state) => {
    expect((await failing(state, 5)).error).toMatch(/must be less than or equal to the number of Map iterations$/)
  })
})

describe('the data flow of a mocked', () => {
  const inspect = async (state: JsonObject, request: JsonObject) =>
    (await test(state, { inspectionLevel: 'TRACE', ...request })).inspectionData

  it('Map has its items and limits, and not the result', async () => {
    const fields = { ItemsPath: '$.a', ItemSelector: { 'v.$': '$$.Map.Item.Value' }, MaxConcurrency: 2 }
    expect(await inspect(map(fields), { input: { a: ['x', 'y'] }, ...result([1]) })).toEqual({
      input: { a: ['x', 'y'] },
      afterInputPath: { a: ['x', 'y'] },
      afterItemsPath: ['x', 'y'],
      afterItemSelector: [{ v: 'x' }, { v: 'y' }],
      maxConcurrency: 2,
      afterResultSelector: [1],
      afterResultPath: [1],
    })
  })

  it('distributed Map has its batches and tolerances', async () => {
    const fields = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 1, ToleratedFailurePercentage: 10 }
    expect(await inspect(distributed(fields), { input: [1, 2, 3], ...result([]) })).toMatchObject({
      afterItemBatcher: [{ Items: [1, 2] }, { Items: [3] }],
      maxConcurrency: 0,
      toleratedFailureCount: 1,
      toleratedFailurePercentage: 10,
    })
  })

  it('Parallel state begins with its result', async () => {
    expect(await inspect({ ...parallel, ResultPath: '$.r' }, { input: { a: 1 }, ...result([1, 2]) })).toEqual({
      input: { a: 1 },
      afterResultSelector: [1, 2],
      afterResultPath: { a: 1, r: [1, 2] },
    })
  })

  it('Task has no result', async () => {
    expect(await inspect({ ...activity, ResultPath: '$.r' }, { ...result(1) })).toEqual({
      input: {},
      afterInputPath: {},
      afterParameters: {},
      afterResultSelector: 1,
      afterResultPath: { r: 1 },
    })
  })
})

describe('the data of an ItemReader', () => {
  const read = (config: JsonObject, mapItemReaderData: string) =>
    test(
      distributed({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: config,
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ItemSelector: { 'v.$': '$$.Map.Item.Value' },
      }),
      { inspectionLevel: 'DEBUG', stateConfiguration: { mapItemReaderData }, ...result([]) },
    )

  it.each<[JsonObject, string, Json[]]>([
    [{ InputType: 'JSON' }, '[1,2]', [1, 2]],
    [{ InputType: 'JSON', ItemsPointer: '/a~1b/0' }, '{"a/b":[[3]]}', [3]],
    [{ InputType: 'JSON', MaxItems: 1 }, '[1,2]', [1]],
    [{ InputType: 'JSONL' }, '{"a":1}\n\n2\n', [{ a: 1 }, 2]],
    [
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      'a,b\r\n1,"x, ""y"""\n2,\n',
      [
        { a: '1', b: 'x, "y"' },
        { a: '2', b: '' },
      ],
    ],
    [
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'PIPE' },
      '1|2',
      [{ a: '1', b: '2' }],
    ],
  ])('is read by its configuration: %j', async (config, data, items) => {
    expect(await read(config, data)).toMatchObject({
      inspectionData: { afterItemSelector: items.map((v) => ({ v })) },
    })
  })

  it('is rejected if it has another form', async () => {
    expect((await read({ InputType: 'JSON' }, '[1')).error).toMatch(/^ValidationException: mapItemReaderData/)
    expect((await read({ InputType: 'JSON', ItemsPointer: '/a' }, '{}')).error).toMatch(/ItemsPointer|iterable/)
    expect((await read({ InputType: 'MANIFEST' }, '{}')).error).toMatch(/not supported for the InputType MANIFEST/)
  })
})

describe('a mocked context object', () => {
  const seen = async (context: Json, state = activity) =>
    test({ ...state, ResultSelector: { 'c.$': '$$' } }, { context, ...result({}) })

  it('replaces that of the execution', async () => {
    const context = {
      Execution: { Id: 'i', Input: { a: 1 }, Name: 'n', RoleArn: 'r', StartTime: 't' },
      State: { Name: 's', EnteredTime: 't', RetryCount: 2 },
      StateMachine: { Id: 'i', Name: 'm' },
    }
    expect(await seen(context)).toMatchObject({ output: { c: context } })
  })

  it('may have a token if the state waits', async () => {
    const state = { ...task('sqs:sendMessage.waitForTaskToken', token) }
    expect(await seen({ Task: { Token: 'mine' } }, state)).toMatchObject({ output: { c: { Task: { Token: 'mine' } } } })
  })

  it.each<[Json, string]>([
    [{ Map: {} }, "'Map' field is not supported when mocking a Context object"],
    [{ X: 1 }, "Field 'X' is not allowed"],
    [{ Execution: { X: 1 } }, "Field 'Execution.X' is not allowed"],
    [{ Execution: { Id: 1 } }, 'Execution.Id must be a string'],
    [{ State: { RetryCount: '1' } }, 'State.RetryCount must be a number'],
    [{ StateMachine: [] }, 'StateMachine must be an object'],
    [
      { Task: { Token: 't' } },
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    ],
    [[], 'Context object must be a JSON object'],
  ])('is rejected: %j', async (context, problem) => {
    expect((await seen(context)).error).toBe(`ValidationException: Invalid Context object provided: ${problem}`)
  })
})
