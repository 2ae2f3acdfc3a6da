import type { HistoryEvent } from '@aws-sdk/client-sfn'
import type { CompleteOutput } from '../../../client/complete-output.ts'
import { callApi } from './call.ts'

export type ListedStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'

export const executionStatuses: readonly ListedStatus[] = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
]

/** Dates in replies are seconds since 1970. */
export interface MachineItem {
  readonly stateMachineArn: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly creationDate: number
}

export interface MachineDescription extends MachineItem {
  readonly definition: string
  readonly roleArn: string
  readonly status?: string
  readonly revisionId?: string
  readonly description?: string
}

export interface ExecutionItem {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly name: string
  readonly status: ListedStatus
  readonly startDate: number
  readonly stopDate?: number
  readonly itemCount?: number
  readonly redriveCount?: number
}

export interface DescribedExecution extends ExecutionItem {
  readonly input?: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly mapRunArn?: string
  readonly stateMachineVersionArn?: string
  readonly stateMachineAliasArn?: string
  readonly redriveStatus?: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN'
  readonly redriveStatusReason?: string
}

/** Numbers of items or executions by their status. */
export type CountsByStatus = Readonly<Record<string, number>>

export interface MapRunDescription {
  readonly mapRunArn: string
  readonly executionArn: string
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  readonly startDate: number
  readonly stopDate?: number
  readonly maxConcurrency: number
  readonly toleratedFailurePercentage: number
  readonly toleratedFailureCount: number
  readonly itemCounts: CountsByStatus
  readonly executionCounts: CountsByStatus
}

export interface SyncResult {
  readonly executionArn: string
  readonly status: ListedStatus
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly startDate: number
  readonly stopDate: number
}

export interface StateTest {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR'
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly nextState?: string
  readonly inspectionData?: Readonly<Record<string, unknown>>
}

export interface HistoryPage {
  readonly events: readonly (Omit<CompleteOutput<HistoryEvent>, 'timestamp'> & { readonly timestamp: number })[]
  readonly nextToken?: string
}

export interface ExecutionList {
  readonly executions: readonly ExecutionItem[]
  readonly nextToken?: string
}

interface ExecutionQuery {
  readonly stateMachineArn?: string
  readonly mapRunArn?: string
  readonly statusFilter?: ListedStatus
  readonly maxResults?: number
  readonly nextToken?: string
}

interface StateMachineList {
  readonly stateMachines: readonly MachineItem[]
  readonly nextToken?: string
}

/** The operations that the page uses. Each throws a CallFailure if the API replies with an error. */
export const api = {
  listMachines: (input: { nextToken?: string }, signal?: AbortSignal) =>
    callApi<StateMachineList>('ListStateMachines', { maxResults: 1000, ...input }, { signal }),
  describeMachine: (arn: string, signal?: AbortSignal) =>
    callApi<MachineDescription>('DescribeStateMachine', { stateMachineArn: arn }, { signal, arn }),
  machineOfExecution: (arn: string, signal?: AbortSignal) =>
    callApi<MachineDescription>('DescribeStateMachineForExecution', { executionArn: arn }, { signal, arn }),
  listExecutions: (input: ExecutionQuery, signal?: AbortSignal) =>
    callApi<ExecutionList>('ListExecutions', input, { signal, arn: input.stateMachineArn ?? input.mapRunArn }),
  describeExecution: (arn: string, signal?: AbortSignal) =>
    callApi<DescribedExecution>('DescribeExecution', { executionArn: arn }, { signal, arn }),
  history: (
    arn: string,
    input: { nextToken?: string; reverseOrder?: boolean; maxResults: number },
    signal?: AbortSignal,
  ) => callApi<HistoryPage>('GetExecutionHistory', { executionArn: arn, ...input }, { signal, arn }),
  start: (arn: string, input: { input: string; name?: string }) =>
    callApi<{ executionArn: string }>('StartExecution', { stateMachineArn: arn, ...input }, { arn }),
  startSync: (arn: string, input: { input: string; name?: string }) =>
    callApi<SyncResult>('StartSyncExecution', { stateMachineArn: arn, ...input }, { arn }),
  stop: (arn: string, input: { error?: string; cause?: string }) =>
    callApi('StopExecution', { executionArn: arn, ...input }, { arn }),
  redrive: (arn: string) => callApi('RedriveExecution', { executionArn: arn }, { arn }),
  describeMapRun: (arn: string, signal?: AbortSignal) =>
    callApi<MapRunDescription>('DescribeMapRun', { mapRunArn: arn }, { signal, arn }),
  takeActivityTask: (arn: string, workerName: string, signal?: AbortSignal) =>
    callApi<{ taskToken?: string | null; input?: string }>(
      'GetActivityTask',
      { activityArn: arn, workerName },
      { signal, arn },
    ),
  sendSuccess: (arn: string, taskToken: string, output: string) =>
    callApi('SendTaskSuccess', { taskToken, output }, { arn }),
  sendFailure: (arn: string, input: { taskToken: string; error?: string; cause?: string }) =>
    callApi('SendTaskFailure', input, { arn }),
  sendHeartbeat: (arn: string, taskToken: string) => callApi('SendTaskHeartbeat', { taskToken }, { arn }),
  testState: (arn: string, input: object, signal?: AbortSignal) =>
    callApi<StateTest>('TestState', input, { signal, arn }),
}
