import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { machineOf, pass, roleArn, type TestEngine, virtualEngine, wait } from '../../support/virtual-engine.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:orders:first'

let w: TestEngine

beforeEach(() => {
  w = virtualEngine()
})

const create = (definition: string) =>
  w.sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn }))
const startFirst = (input = '{}') => w.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'first', input }))
const stop = () => w.sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped' }))
const redrive = (clientToken?: string, arn = executionArn) =>
  w.sfn.send(new RedriveExecutionCommand({ executionArn: arn, clientToken }))
const describeIt = async (arn = executionArn) => {
  const { $metadata, ...description } = await w.sfn.send(new DescribeExecutionCommand({ executionArn: arn }))
  return description
}
const notRedrivable = (reason: string) => ({
  name: 'ExecutionNotRedrivable',
  message: `Execution ${executionArn} invalid for redrive as: ${reason}`,
})

const startAnother = () => w.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'other' }))

/** Creates a state machine that waits for an hour, and an execution of it that was stopped. */
const createStopped = async () => {
  await create(wait)
  await startFirst()
  await stop()
}

describe('RedriveExecution', () => {
  it('keeps an execution that runs again, and forgets it after its next end', async () => {
    w = virtualEngine({ limits: { endedMs: MINUTE_MS } })
    await createStopped()
    await redrive()
    await w.system.sleep(2 * MINUTE_MS)
    expect(await describeIt()).toMatchObject({ status: 'RUNNING' })
    await stop()
    await w.system.sleep(MINUTE_MS)
    expect(await describeIt()).toMatchObject({ status: 'ABORTED' })
    await w.system.sleep(1)
    await expect(describeIt()).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
  })

  it('counts an execution that runs again as open', async () => {
    w = virtualEngine({ limits: { openExecutions: 1 } })
    await createStopped()
    await w.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'second' }))
    await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionLimitExceeded' })
    await w.sfn.send(new StopExecutionCommand({ executionArn: executionArn.replace('first', 'second') }))
    await redrive()
    await expect(startAnother()).rejects.toMatchObject({ name: 'ExecutionLimitExceeded' })
    await stop()
    await expect(startAnother()).resolves.toBeDefined()
  })

  it('continues an execution; it has no stop date, error or cause then', async () => {
    await createStopped()
    expect(await describeIt()).toMatchObject({ status: 'ABORTED', redriveCount: 0, redriveStatus: 'REDRIVABLE' })
    await w.system.sleep(1000)
    const redriveDate = new Date('2026-01-01T00:00:01Z')
    expect(await redrive()).toMatchObject({ redriveDate })
    expect(await describeIt()).toEqual({
      executionArn,
      stateMachineArn,
      name: 'first',
      status: 'RUNNING',
      startDate: new Date('2026-01-01T00:00:00Z'),
      input: '{}',
      inputDetails: { included: true },
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    })
    await w.engine.ended(executionArn)
    expect(await describeIt()).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date('2026-01-01T01:00:01Z') })
  })

  it('keeps the definition with which the execution was started', async () => {
    await createStopped()
    await w.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: pass }))
    await redrive()
    await w.engine.ended(executionArn)
    expect(await describeIt()).toMatchObject({ status: 'SUCCEEDED', stopDate: new Date('2026-01-01T01:00:00Z') })
  })

  it('can stop and redrive an execution any number of times', async () => {
    await createStopped()
    await redrive()
    await stop()
    await redrive()
    expect(await describeIt()).toMatchObject({ status: 'RUNNING', redriveCount: 2 })
  })

  it('rejects an execution that runs or has succeeded', async () => {
    await create(wait)
    await startFirst()
    await expect(redrive()).rejects.toMatchObject(notRedrivable('Execution is RUNNING and cannot be redriven'))
    await w.engine.ended(executionArn)
    await expect(redrive()).rejects.toMatchObject(notRedrivable('Execution is SUCCEEDED and cannot be redriven'))
  })

  it('rejects an execution that ended more than 14 days ago', async () => {
    await createStopped()
    await w.system.sleep(14 * DAY_MS)
    expect(await describeIt()).toMatchObject({ redriveStatus: 'REDRIVABLE' })
    await w.system.sleep(1)
    await expect(redrive()).rejects.toMatchObject(notRedrivable('Execution redrivable period exceeded'))
  })

  it('rejects an execution that was open for a year', async () => {
    await create(machineOf({ Type: 'Wait', Seconds: 40_000_000, End: true }))
    await startFirst()
    await w.engine.ended(executionArn)
    await expect(redrive()).rejects.toMatchObject(notRedrivable('Execution has exceeded the max execution time'))
  })

  it('rejects an execution whose history is full', async () => {
    const again = { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'End' }], Default: 'Again' }
    await create(JSON.stringify({ StartAt: 'Again', States: { Again: again, End: { Type: 'Succeed' } } }))
    await startFirst()
    await w.engine.ended(executionArn)
    await expect(redrive()).rejects.toMatchObject(notRedrivable('Execution history event limit exceeded'))
  })

  it('rejects an execution of a deleted state machine', async () => {
    await createStopped()
    await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
    await expect(redrive()).rejects.toMatchObject(notRedrivable('State machine is in DELETING status'))
  })

  it('rejects what is not a STANDARD execution', async () => {
    await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
    await expect(redrive('', executionArn)).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(redrive('a b', executionArn)).rejects.toMatchObject({ name: 'ValidationException' })
    const express = executionArn.replace(':execution:', ':express:')
    await expect(redrive(undefined, express)).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    })
  })

  it('does not redrive again with the same token, whatever has become of the execution (recorded)', async () => {
    await createStopped()
    const { redriveDate } = await redrive('a')
    await w.system.sleep(1000)
    expect(await redrive('a')).toMatchObject({ redriveDate })
    await stop()
    expect(await redrive('a')).toMatchObject({ redriveDate })
    expect(await describeIt()).toMatchObject({ status: 'ABORTED', redriveCount: 1 })
  })

  it('does not use a token up if it is rejected (recorded)', async () => {
    await createStopped()
    await redrive('a')
    await expect(redrive('b')).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' })
    await stop()
    await redrive('b')
    expect(await describeIt()).toMatchObject({ status: 'RUNNING', redriveCount: 2 })
  })

  it('forgets a token after 15 minutes, and after ten others', async () => {
    await createStopped()
    await redrive('a')
    await stop()
    await w.system.sleep(15 * MINUTE_MS + 1)
    await redrive('a')
    expect(await describeIt()).toMatchObject({ redriveCount: 2 })
    for (let i = 0; i < 10; i++) {
      await stop()
      await redrive(`other${i}`)
    }
    await stop()
    await redrive('a')
    expect(await describeIt()).toMatchObject({ redriveCount: 13 })
  })

  it('is shown by lists', async () => {
    await createStopped()
    await redrive()
    const { executions } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn }))
    expect(executions).toMatchObject([{ redriveCount: 1, redriveDate: new Date('2026-01-01T00:00:00Z') }])
  })
})

describe('the redrive of a Map Run', () => {
  const map = machineOf({
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 60, End: true } },
    },
    End: true,
  })
  const childrenOf = async (mapRunArn: string, more: object = {}) => {
    const { executions = [] } = await w.sfn.send(new ListExecutionsCommand({ mapRunArn, ...more }))
    return executions
  }

  const createStoppedMap = async () => {
    await create(map)
    await startFirst('[0, 1, 2]')
    await w.system.sleep(90_000)
    await stop()
    const { mapRuns = [] } = await w.sfn.send(new ListMapRunsCommand({ executionArn }))
    const mapRunArn = mapRuns[0]?.mapRunArn ?? ''
    const aborted = await childrenOf(mapRunArn, { statusFilter: 'ABORTED' })
    return { mapRunArn, childArn: aborted[0]?.executionArn ?? '' }
  }

  it('redrives its children; they cannot be redriven alone (recorded)', async () => {
    const { mapRunArn, childArn } = await createStoppedMap()
    expect(await describeIt(childArn)).toMatchObject({ status: 'ABORTED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' })
    await expect(redrive(undefined, childArn)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Labeled Execution ARNs are not supported for this API',
      reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    })
    await redrive()
    await w.engine.ended(executionArn)
    expect(await describeIt()).toMatchObject({ status: 'SUCCEEDED', output: '[0,1,2]' })
    expect(await describeIt(childArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 })
    expect(await w.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveDate: new Date('2026-01-01T00:01:30Z'),
      executionCounts: { succeeded: 3, total: 3, pendingRedrive: 0 },
    })
  })

  it('lists the children that were redriven', async () => {
    const { mapRunArn, childArn } = await createStoppedMap()
    await redrive()
    await w.engine.ended(executionArn)
    const redriven = await childrenOf(mapRunArn, { redriveFilter: 'REDRIVEN' })
    expect(redriven.map((child) => child.executionArn)).toEqual([childArn])
    expect(await childrenOf(mapRunArn, { redriveFilter: 'NOT_REDRIVEN' })).toHaveLength(2)
  })
})
