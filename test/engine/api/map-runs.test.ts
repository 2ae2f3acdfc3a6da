import {
  CreateStateMachineCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  paginateListMapRuns,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { roleArn, type TestEngine, virtualEngine } from '../../support/virtual-engine.ts'

let w: TestEngine
beforeEach(() => {
  w = virtualEngine()
})

const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const each = (fields: object, label = 'each') => ({
  Type: 'Map',
  Label: label,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: `Wait ${label}`,
    States: { [`Wait ${label}`]: { Type: 'Wait', Seconds: 10, End: true } },
  },
  ...fields,
})

/** Starts an execution whose first Map has four items and runs two of them at once. */
const start = async (more: Record<string, object> = {}) => {
  const [next] = Object.keys(more)
  const States = {
    Each: each({ MaxConcurrency: 2, ...(next === undefined ? { End: true } : { Next: next }) }),
    ...more,
  }
  const definition = JSON.stringify({ StartAt: 'Each', States })
  await w.sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn }))
  const { executionArn = '' } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '[1,2,3,4]' }))
  return executionArn
}
const mapRunsOf = async (executionArn: string) => {
  const mapRuns = []
  for await (const page of paginateListMapRuns({ client: w.sfn, pageSize: 1 }, { executionArn }))
    mapRuns.push(...(page.mapRuns ?? []))
  return mapRuns
}
const describeIt = (mapRunArn: string | undefined) => w.sfn.send(new DescribeMapRunCommand({ mapRunArn }))

describe('a Map Run', () => {
  it('is described with its counts when it has ended', async () => {
    const executionArn = await start()
    await w.engine.ended(executionArn)
    const [{ mapRunArn } = {}] = await mapRunsOf(executionArn)
    const { $metadata, ...described } = await describeIt(mapRunArn)
    const counts = { pending: 0, running: 0, succeeded: 4, failed: 0, timedOut: 0, aborted: 0, total: 4 }
    const others = { resultsWritten: 0, failuresNotRedrivable: 0, pendingRedrive: 0 }
    expect(described).toEqual({
      mapRunArn,
      executionArn,
      status: 'SUCCEEDED',
      startDate: new Date('2026-01-01T00:00:00Z'),
      stopDate: new Date('2026-01-01T00:00:20Z'),
      maxConcurrency: 2,
      toleratedFailureCount: 0,
      toleratedFailurePercentage: 0,
      itemCounts: { ...counts, ...others },
      executionCounts: { ...counts, ...others },
      redriveCount: 0,
    })
  })

  it('is listed when it has ended, the newest first', async () => {
    const executionArn = await start({ Again: each({ End: true }, 'again') })
    await w.engine.ended(executionArn)
    const mapRuns = await mapRunsOf(executionArn)
    expect(mapRuns.map((mapRun) => [mapRun.stateMachineArn, mapRun.stopDate])).toEqual([
      [`${stateMachineArn}/again`, new Date('2026-01-01T00:00:30Z')],
      [`${stateMachineArn}/each`, new Date('2026-01-01T00:00:20Z')],
    ])
  })

  it('can be updated while it runs, with effect at once', async () => {
    const executionArn = await start()
    await w.system.sleep(1000)
    const [{ mapRunArn } = {}] = await mapRunsOf(executionArn)
    await w.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 4, toleratedFailureCount: 1 }))
    const { executionCounts, ...described } = await describeIt(mapRunArn)
    expect(executionCounts).toMatchObject({ running: 4, total: 4 })
    expect(described).toMatchObject({ maxConcurrency: 4, toleratedFailureCount: 1, toleratedFailurePercentage: 0 })
    await w.engine.ended(executionArn)
    expect(w.system.elapsed).toBe(11_000)
    await expect(w.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }))).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    })
  })

  it('keeps its children listed when it has ended', async () => {
    const executionArn = await start()
    await w.engine.ended(executionArn)
    const [{ mapRunArn } = {}] = await mapRunsOf(executionArn)
    const { executions = [] } = await w.sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'SUCCEEDED' }))
    expect(executions.map(({ itemCount }) => itemCount)).toEqual([1, 1, 1, 1])
  })
})
