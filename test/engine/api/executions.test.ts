import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { machineOf, pass, roleArn, type TestEngine, virtualEngine, wait } from '../../support/virtual-engine.ts'

let w: TestEngine
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:orders:first'

beforeEach(() => {
  w = virtualEngine()
})

const create = (definition: string, more: Partial<CreateStateMachineCommandInput> = {}) =>
  w.sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn, ...more }))
const start = (more: Partial<StartExecutionCommandInput> = {}) =>
  w.sfn.send(new StartExecutionCommand({ stateMachineArn, ...more }))
const describeIt = (arn = executionArn, includedData?: 'METADATA_ONLY') =>
  w.sfn.send(new DescribeExecutionCommand({ executionArn: arn, includedData }))
const run = async (more: Partial<StartExecutionCommandInput> = {}) => {
  const { executionArn = '' } = await start(more)
  await w.engine.ended(executionArn)
  return executionArn
}

describe('StartExecution', () => {
  it('starts an execution and does not wait for it', async () => {
    await create(wait)
    expect(await start({ name: 'first', input: '{"x": 1}', traceHeader: 'Root=1' })).toMatchObject({
      executionArn,
      startDate: new Date('2026-01-01T00:00:00Z'),
    })
    const { $metadata, ...running } = await describeIt()
    expect(running).toEqual({
      executionArn,
      stateMachineArn,
      name: 'first',
      status: 'RUNNING',
      startDate: new Date('2026-01-01T00:00:00Z'),
      input: '{"x": 1}',
      inputDetails: { included: true },
      traceHeader: 'Root=1',
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    })
    await w.engine.ended(executionArn)
    expect(await describeIt()).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: new Date('2026-01-01T01:00:00Z'),
      output: '{"x": 1}',
      outputDetails: { included: true },
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    })
  })

  it('generates a name if there is none', async () => {
    await create(pass)
    const { executionArn } = await start()
    expect(executionArn).toMatch(/:execution:orders:[\da-f]{8}-[\da-f-]{27}$/)
  })

  it('returns the running execution that has the same name and input', async () => {
    await create(wait)
    const first = await start({ name: 'first', input: '{}' })
    await w.system.sleep(1000)
    const second = await start({ name: 'first', input: '{}' })
    expect(second.startDate).toEqual(first.startDate)
  })

  it('accepts the names of executions of a deleted state machine', async () => {
    await create(pass)
    await run({ name: 'first' })
    await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
    await create(wait)
    await start({ name: 'first' })
    expect(await describeIt()).toMatchObject({ status: 'RUNNING' })
    await w.engine.close()
  })

  it.each(['other input', 'after its end'])('rejects a name that another execution has: %s', async (why) => {
    await create(wait)
    await start({ name: 'first', input: '{}' })
    if (why === 'after its end') await w.engine.ended(executionArn)
    const input = why === 'other input' ? '{"other":1}' : '{}'
    await expect(start({ name: 'first', input })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArn}'`,
    })
  })

  it.each([
    [
      'not some json',
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ["{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"],
    ['', 'Invalid execution input.'],
    [`"${'é'.repeat(140_000)}"`, 'Input is longer than 262144 bytes of UTF-8.'],
  ])('rejects the input %.20s', async (input, why) => {
    await create(pass)
    await expect(start({ input })).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message: `Invalid State Machine Execution Input: '${why}'`,
    })
  })

  it('accepts 262,144 bytes of input and no more', async () => {
    await create(pass)
    await start({ input: `"${'x'.repeat(262_142)}"` })
    await expect(start({ input: `"${'x'.repeat(262_143)}"` })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    })
  })

  it('rejects invalid names, trace headers and state machines', async () => {
    await create(pass)
    await expect(start({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' })
    await expect(start({ traceHeader: 'ä' })).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(start({ stateMachineArn: `${stateMachineArn}s` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    })
    await expect(start({ stateMachineArn: `${stateMachineArn}/label` })).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    })
  })
})

describe('DescribeExecution', () => {
  it.each(['0.0', '9007199254740993', '-0', '1e2'])('returns the number %s as it was given', async (input) => {
    await create(machineOf({ Type: 'Pass', End: true }))
    const executionArn = await run({ input })
    expect(await describeIt(executionArn)).toMatchObject({ input, output: input })
    const { events = [] } = await w.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    expect(events.at(1)?.stateEnteredEventDetails).toMatchObject({ input })
    expect(events.at(-1)?.executionSucceededEventDetails).toMatchObject({ output: input })
  })

  it('returns the error and cause of a failed execution', async () => {
    await create(machineOf({ Type: 'Fail', Error: 'Broken', Cause: 'beyond repair' }))
    await run({ name: 'first' })
    const failed = await describeIt()
    expect(failed).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      cause: 'beyond repair',
      redriveStatus: 'REDRIVABLE',
    })
    expect(failed.redriveStatusReason).toBeUndefined()
    await w.system.sleep(15 * 24 * 3600 * 1000)
    expect(await describeIt()).toMatchObject({ redriveStatusReason: 'Execution redrivable period exceeded' })
  })

  it('leaves payloads out with METADATA_ONLY', async () => {
    await create(pass)
    await run({ name: 'first' })
    const described = await describeIt(executionArn, 'METADATA_ONLY')
    expect(described).toMatchObject({ status: 'SUCCEEDED', inputDetails: { included: false } })
    expect(described).not.toHaveProperty('input')
    expect(described).not.toHaveProperty('output')
  })

  it.each([
    ['first', 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: first'"],
    [executionArn, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`],
  ])('rejects an ARN without an execution: %s', async (arn, name, message) => {
    await expect(describeIt(arn)).rejects.toMatchObject({ name, message })
  })
})

describe('StopExecution', () => {
  it('ends an execution and its timers', async () => {
    await create(wait)
    await start({ name: 'first' })
    const stop = new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'is enough' })
    const { stopDate } = await w.sfn.send(stop)
    expect(w.system.sleeping).toBe(0)
    const stopped = { status: 'ABORTED', error: 'Enough', cause: 'is enough', stopDate }
    expect(await describeIt()).toMatchObject(stopped)
    await w.system.sleep(1000)
    expect((await w.sfn.send(stop)).stopDate).toEqual(stopDate)
    expect(await describeIt()).toMatchObject(stopped)
  })
})

describe('ListExecutions', () => {
  const names = async (more: object = {}) => {
    const { executions = [] } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn, ...more }))
    return executions.map(({ name }) => name)
  }

  it('lists the newest first, page by page', async () => {
    await create(pass)
    for (const name of ['a', 'b', 'c']) await run({ name })
    const first = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }))
    await run({ name: 'd' })
    expect(first.executions?.map(({ name }) => name)).toEqual(['c', 'b'])
    expect(await names({ nextToken: first.nextToken })).toEqual(['a'])
    expect(await names({ maxResults: 0 })).toEqual(['d', 'c', 'b', 'a'])
  })

  it('filters by status', async () => {
    await create(wait)
    await run({ name: 'done' })
    await start({ name: 'running' })
    expect(await names({ statusFilter: 'RUNNING' })).toEqual(['running'])
    expect(await names({ statusFilter: 'SUCCEEDED' })).toEqual(['done'])
    expect(await names({ redriveFilter: 'REDRIVEN' })).toEqual([])
    await w.engine.close()
  })

  it('rejects the token of a list with another filter', async () => {
    await create(pass)
    for (const name of ['a', 'b']) await run({ name })
    const { nextToken } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))
    await expect(names({ nextToken, statusFilter: 'SUCCEEDED' })).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    })
    await expect(names({ nextToken, redriveFilter: 'NOT_REDRIVEN' })).rejects.toMatchObject({ name: 'InvalidToken' })
  })

  it('rejects an input with neither or both of a state machine and a Map Run', async () => {
    await create(pass)
    const mapRunArn = 'arn:aws:states:us-east-1:123456789012:mapRun:orders/label:1'
    await expect(names({ stateMachineArn: undefined })).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(names({ mapRunArn })).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(names({ stateMachineArn: undefined, mapRunArn })).rejects.toMatchObject({ name: 'ResourceNotFound' })
  })
})

describe('GetExecutionHistory', () => {
  const chain = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', End: true } },
  })
  const pages = async (more: object) => {
    const found: (number | undefined)[][] = []
    const input = { executionArn, ...more }
    for await (const { events = [] } of paginateGetExecutionHistory({ client: w.sfn, pageSize: 3 }, input))
      found.push(events.map(({ id }) => id))
    return found
  }

  it('returns pages, from either end', async () => {
    await create(chain)
    await run({ name: 'first' })
    expect(await pages({})).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8],
    ])
    expect(await pages({ reverseOrder: true })).toEqual([
      [8, 7, 6],
      [5, 4, 3],
      [2, 1],
    ])
  })

  it('continues behind the last page while the execution runs', async () => {
    await create(wait)
    await start({ name: 'first' })
    await w.system.sleep(1)
    const newestFirst = { executionArn, reverseOrder: true, maxResults: 1 }
    const { events, nextToken } = await w.sfn.send(new GetExecutionHistoryCommand(newestFirst))
    expect(events?.map(({ id }) => id)).toEqual([2])
    await w.engine.ended(executionArn)
    const next = await w.sfn.send(new GetExecutionHistoryCommand({ ...newestFirst, nextToken }))
    expect(next.events?.map(({ id }) => id)).toEqual([1])
  })

  it('leaves payloads out with includeExecutionData false', async () => {
    await create(pass)
    await run({ name: 'first' })
    const { events } = await w.sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }))
    expect(events?.[1]).toMatchObject({ type: 'PassStateEntered', stateEnteredEventDetails: { name: 'Only' } })
    expect(JSON.stringify(events)).not.toContain('"input"')
  })
})

describe('an EXPRESS state machine', () => {
  beforeEach(() => create(machineOf({ Type: 'Wait', Seconds: 1, End: true }), { type: 'EXPRESS' }))
  const runSync = (input: string) =>
    w.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, name: 'first', input }))

  it('returns the output of a synchronous execution', async () => {
    const { $metadata, executionArn, ...outcome } = await runSync('{"x":1}')
    expect(executionArn).toMatch(/:express:orders:first:[\da-f-]{36}$/)
    expect(outcome).toEqual({
      stateMachineArn,
      name: 'first',
      status: 'SUCCEEDED',
      startDate: new Date('2026-01-01T00:00:00Z'),
      stopDate: new Date('2026-01-01T00:00:01Z'),
      input: '{"x":1}',
      inputDetails: { included: true },
      output: '{"x":1}',
      outputDetails: { included: true },
      billingDetails: { billedDurationInMilliseconds: 1000, billedMemoryUsedInMB: 64 },
    })
  })

  it('returns the error of a failed synchronous execution', async () => {
    await create(machineOf({ Type: 'Fail', Error: 'Broken' }), { type: 'EXPRESS', name: 'failing' })
    const arn = stateMachineArn.replace('orders', 'failing')
    const outcome = await w.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn }))
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'Broken',
      input: '{}',
      outputDetails: { included: true },
    })
  })

  it('bills the waits before retries, in steps of 100 ms', async () => {
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 1 }]
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:missing'
    const definition = machineOf({ Type: 'Task', Resource: resource, Retry: retry, End: true })
    await create(definition, { type: 'EXPRESS', name: 'failing' })
    const arn = stateMachineArn.replace('orders', 'failing')
    const outcome = await w.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn }))
    expect(outcome).toMatchObject({ status: 'FAILED', billingDetails: { billedDurationInMilliseconds: 2000 } })
  })

  it('has RedriveCount in its context object only if it is not synchronous', async () => {
    const definition = machineOf({ Type: 'Pass', Parameters: { 'of.$': '$$.Execution' }, End: true })
    await create(definition, { type: 'EXPRESS', name: 'context' })
    const arn = stateMachineArn.replace('orders', 'context')
    const { output = '' } = await w.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn }))
    expect(Object.keys(JSON.parse(output).of)).toEqual(['Id', 'Input', 'StartTime', 'Name', 'RoleArn'])
  })

  it('starts several executions under one name, and keeps none of them', async () => {
    const first = await start({ name: 'same' })
    const second = await start({ name: 'same' })
    expect(second.executionArn).not.toBe(first.executionArn)
    const refused = { name: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" }
    await expect(describeIt(first.executionArn)).rejects.toMatchObject(refused)
    await w.engine.ended(second.executionArn ?? '')
    await expect(describeIt(second.executionArn)).rejects.toMatchObject(refused)
    await expect(w.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
      message: 'This operation is not supported by this type of state machine',
    })
  })

  it('is required for a synchronous execution', async () => {
    await create(pass, { name: 'standard' })
    const arn = stateMachineArn.replace('orders', 'standard')
    await expect(w.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    })
  })
})
