import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { clientOf, roleArn, virtualEngine, wait } from '../support/virtual-engine.ts'

describe('an engine', () => {
  it('uses the account and region of its options', async () => {
    const engine = createEngine({ region: 'cn-north-1', accountId: '111122223333' })
    const { activityArn } = await clientOf(engine).send(new CreateActivityCommand({ name: 'add' }))
    expect(activityArn).toBe('arn:aws-cn:states:cn-north-1:111122223333:activity:add')
  })

  it('shares nothing with another engine', async () => {
    const [one, other] = [virtualEngine(), virtualEngine()]
    await one.sfn.send(new CreateActivityCommand({ name: 'add' }))
    expect((await other.sfn.send(new ListActivitiesCommand({}))).activities).toEqual([])
  })

  it('ends executions and polls when it is closed', async () => {
    const { engine, sfn, system } = virtualEngine()
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'add' }))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'm', definition: wait, roleArn }))
    await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    const polls = [
      sfn.send(new GetActivityTaskCommand({ activityArn })),
      sfn.send(new GetActivityTaskCommand({ activityArn }), { abortSignal: new AbortController().signal }),
    ]
    await system.sleep(1000)
    await engine.close()
    for (const { taskToken } of await Promise.all(polls)) expect(taskToken).toBeUndefined()
    expect(system.sleeping).toBe(0)
    await expect(sfn.send(new ListActivitiesCommand({}))).rejects.toThrow('The engine is closed')
    await engine.close()
  })
})

describe('Map Runs', () => {
  const definition = JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'each',
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Wait',
          States: { Wait: { Type: 'Wait', Seconds: 10, End: true } },
        },
        End: true,
      },
    },
  })
  const start = async () => {
    const { sfn, system, engine } = virtualEngine()
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn }))
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '[1,2,3]' }))
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }))
    return { sfn, system, engine, executionArn, mapRunArn: mapRuns[0]?.mapRunArn }
  }

  it('are listed and described while they run and when they have ended', async () => {
    const { sfn, engine, executionArn, mapRunArn } = await start()
    expect(mapRunArn).toMatch(/:mapRun:orders\/each:[\da-f-]{36}$/)
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'RUNNING',
      executionArn,
      maxConcurrency: 2,
      itemCounts: { total: 3, running: 2, pending: 1, succeeded: 0 },
    })
    await engine.ended(executionArn)
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: new Date('2026-01-01T00:00:20Z'),
      executionCounts: { total: 3, running: 0, pending: 0, succeeded: 3 },
    })
    await expect(sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }))).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    })
  })

  it('have child executions that can be described like others', async () => {
    const { sfn, engine, executionArn, mapRunArn } = await start()
    await engine.ended(executionArn)
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn }))
    expect(executions).toHaveLength(3)
    expect(executions[0]).toMatchObject({ mapRunArn, itemCount: 1, status: 'SUCCEEDED' })
    const child = { executionArn: executions[2]?.executionArn }
    expect(await sfn.send(new DescribeExecutionCommand(child))).toMatchObject({ input: '1', mapRunArn })
    expect(await sfn.send(new DescribeStateMachineForExecutionCommand(child))).toMatchObject({
      name: 'orders',
      label: 'each',
      mapRunArn,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:orders/each',
    })
  })
})
