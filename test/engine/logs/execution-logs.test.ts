import {
  CreateStateMachineCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { describe, expect, it, vi } from 'vitest'
import type { ExecutionLogEvent } from '../../../src/engine/logs/execution-log-event.ts'
import { machineOf, pass, roleArn, virtualEngine } from '../../support/virtual-engine.ts'

const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/orders:*'
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const fail = machineOf({ Type: 'Fail', Error: 'Broken', Cause: 'by design' })

interface LoggedRun {
  definition?: string
  level?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF'
  includeExecutionData?: boolean
  input?: string
}

/** Runs an execution and returns what it logs. */
const logged = async ({ definition = pass, level = 'ALL', includeExecutionData, input = '{}' }: LoggedRun = {}) => {
  const events: ExecutionLogEvent[] = []
  const groups = new Set<string>()
  const { sfn, engine } = virtualEngine({
    logs: (event, group) => {
      events.push(event)
      groups.add(group)
    },
  })
  const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }]
  const loggingConfiguration = { level, includeExecutionData, destinations }
  await sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn, loggingConfiguration }))
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'first', input }))
  await engine.ended(executionArn)
  return { events, engine, sfn, groups: [...groups], types: events.map(({ id, type }) => `${id} ${type}`) }
}

describe('the log of an execution', () => {
  it('has all events in the form of AWS', async () => {
    const { events, groups } = await logged({ includeExecutionData: true, input: '{"x":1}' })
    expect(groups).toEqual([logGroupArn])
    expect(events).toHaveLength(4)
    expect(events.at(0)).toEqual({
      id: '1',
      type: 'ExecutionStarted',
      details: { input: '{"x":1}', inputDetails: { truncated: false }, roleArn },
      redrive_count: '0',
      previous_event_id: '0',
      event_timestamp: String(Date.UTC(2026, 0, 1)),
      execution_arn: 'arn:aws:states:us-east-1:123456789012:execution:orders:first',
    })
    expect(events.at(-1)).toMatchObject({ id: '4', previous_event_id: '3', type: 'ExecutionSucceeded' })
  })

  it('continues if the execution is redriven, and counts the redrives', async () => {
    const { events, engine, sfn } = await logged({ definition: fail })
    const [{ execution_arn: executionArn = '' } = {}] = events
    await sfn.send(new RedriveExecutionCommand({ executionArn }))
    await engine.ended(executionArn)
    expect(events.map(({ id, type, redrive_count: count }) => `${id} ${type} ${count}`)).toEqual([
      '1 ExecutionStarted 0',
      '2 FailStateEntered 0',
      '3 ExecutionFailed 0',
      '4 ExecutionRedriven 1',
      '5 ExecutionFailed 1',
    ])
  })

  it('has no payloads if its state machine does not include them', async () => {
    const { events } = await logged({ input: '{"secret":1}' })
    expect(events.map(({ details }) => details)).toEqual([{ roleArn }, { name: 'Only' }, { name: 'Only' }, {}])
  })

  it.each([
    ['ALL', ['1 ExecutionStarted', '2 FailStateEntered', '3 ExecutionFailed']],
    ['ERROR', ['2 FailStateEntered', '3 ExecutionFailed']],
    ['FATAL', ['3 ExecutionFailed']],
    ['OFF', []],
  ] as const)('has the events of its level: %s', async (level, types) => {
    expect((await logged({ definition: fail, level })).types).toEqual(types)
  })

  it('has the failures of tasks at the level ERROR', async () => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:missing'
    const definition = machineOf({ Type: 'Task', Resource: resource, End: true })
    expect((await logged({ definition, level: 'ERROR' })).types).toEqual([
      '5 LambdaFunctionFailed',
      '6 ExecutionFailed',
    ])
  })

  it('truncates payloads of more than 248 KiB', async () => {
    const { events } = await logged({ includeExecutionData: true, input: JSON.stringify('é'.repeat(130_000)) })
    const { input = '', inputDetails } = events.at(0)?.details ?? {}
    expect(inputDetails).toEqual({ truncated: true })
    expect(input).toBe(`"${'é'.repeat(126_975)}`)
  })

  it('is written for children of a distributed Map too', async () => {
    const States = { Each: { Type: 'Pass', End: true } }
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }
    const processor = { StartAt: 'Each', States, ProcessorConfig }
    const definition = machineOf({ Type: 'Map', ItemProcessor: processor, End: true, Label: 'each' })
    const { events } = await logged({ definition, input: '[1,2]' })
    const arns = new Set(events.map(({ execution_arn }) => execution_arn.split(':').slice(5, 7).join(':')))
    expect([...arns]).toEqual(['execution:orders', 'execution:orders/each'])
  })

  it('is written for synchronous EXPRESS executions', async () => {
    const types: string[] = []
    const { sfn } = virtualEngine({ logs: ({ type }) => types.push(type) })
    const loggingConfiguration = {
      level: 'FATAL' as const,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    }
    const machine = { name: 'orders', definition: fail, roleArn, type: 'EXPRESS' as const, loggingConfiguration }
    await sfn.send(new CreateStateMachineCommand(machine))
    await sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))
    expect(types).toEqual(['ExecutionFailed'])
  })

  it('does not end its execution if the sink fails', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { sfn } = virtualEngine({
      logs: () => {
        throw new Error('full')
      },
    })
    const loggingConfiguration = { level: 'ALL' as const, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
    const machine = { name: 'orders', definition: pass, roleArn, type: 'EXPRESS' as const, loggingConfiguration }
    await sfn.send(new CreateStateMachineCommand(machine))
    const { status } = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))
    expect([status, warn.mock.calls.length]).toEqual(['SUCCEEDED', 1])
    warn.mockRestore()
  })
})
