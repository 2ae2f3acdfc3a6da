import type { Json, JsonObject } from '../json.ts'
import { textOf } from './json-text.ts'

interface Failed {
  error?: string
  cause?: string
}
interface TaskOf {
  resourceType: string
  resource: string
}
interface Iteration {
  name: string
  index: number
}

/** What each type of event says, with payloads as values; `undefined` where AWS sends no details at all. */
export interface EventDetails {
  ExecutionStarted: { input: Json; roleArn: string; stateMachineAliasArn?: string; stateMachineVersionArn?: string }
  ExecutionSucceeded: { output: Json }
  ExecutionFailed: Failed
  ExecutionAborted: Failed
  ExecutionTimedOut: Failed
  ActivityScheduled: { resource: string; input: Json; timeoutInSeconds?: number; heartbeatInSeconds?: number }
  ActivityStarted: { workerName?: string }
  ActivitySucceeded: { output: Json }
  ActivityFailed: Failed
  ActivityTimedOut: Failed
  LambdaFunctionScheduled: {
    resource: string
    input: Json
    timeoutInSeconds?: number
    taskCredentials?: { roleArn: string }
  }
  LambdaFunctionStarted: undefined
  LambdaFunctionSucceeded: { output: Json }
  LambdaFunctionFailed: Failed
  LambdaFunctionTimedOut: Failed
  TaskScheduled: TaskOf & {
    region: string
    parameters: Json
    timeoutInSeconds?: number
    heartbeatInSeconds?: number
    taskCredentials?: { roleArn: string }
  }
  TaskStarted: TaskOf
  TaskSubmitted: TaskOf & { output: Json }
  TaskSucceeded: TaskOf & { output: Json }
  TaskFailed: TaskOf & Failed
  TaskTimedOut: TaskOf & Failed
  ParallelStateStarted: undefined
  ParallelStateSucceeded: undefined
  ParallelStateFailed: undefined
  MapStateStarted: { length: number }
  MapStateSucceeded: undefined
  MapStateFailed: undefined
  MapIterationStarted: Iteration
  MapIterationSucceeded: Iteration
  MapIterationFailed: Iteration
  MapIterationAborted: Iteration
  MapRunStarted: { mapRunArn: string }
  MapRunSucceeded: undefined
  MapRunFailed: Failed
  MapRunAborted: undefined
  TaskStateAborted: undefined
  WaitStateAborted: undefined
  ParallelStateAborted: undefined
  MapStateAborted: undefined
  EvaluationFailed: { error: string; cause: string; location?: string; state: string }
  StateEntered: { name: string; input: Json }
  StateExited: { name: string; output: Json; assignedVariables?: JsonObject }
}

type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map'

/** The types of history events (AWS API, HistoryEventType). */
export type EventType =
  | Exclude<keyof EventDetails, 'StateEntered' | 'StateExited'>
  | `${StateType}StateEntered`
  | `${Exclude<StateType, 'Fail'>}StateExited`

export type DetailsOf<T extends EventType> = T extends keyof EventDetails
  ? EventDetails[T]
  : T extends `${string}Entered`
    ? EventDetails['StateEntered']
    : EventDetails['StateExited']

interface Recorded {
  readonly type: EventType
  readonly previous: number
  readonly at: number
  readonly details: object | undefined
}

/** One event as GetExecutionHistory sends it: `timestamp` in seconds since the epoch, payloads as JSON texts. */
export interface HistoryEvent {
  id: number
  previousEventId: number
  timestamp: number
  type: EventType
  [details: `${string}EventDetails`]: JsonObject
}

export interface EventPage {
  /** Newest first. */
  reverse: boolean
  /** How many events to leave out from the beginning (from the end, when reversed). */
  from: number
  /** How many to give at most. */
  limit: number
  /** Whether `input` and `output` are told. */
  includeExecutionData: boolean
}

/** The most events that a STANDARD execution may have (Step Functions quotas). */
export const MAX_EVENTS = 25_000

/** What an execution records. Payloads are kept as the values they are and written as texts only when somebody asks. */
export interface History {
  readonly length: number
  /** Appends an event and tells its id. */
  record<T extends EventType>(type: T, previous: number, details: DetailsOf<T>): number
  events(page: EventPage): HistoryEvent[]
}

export const createHistory = (now: () => number): History => {
  const recorded: Recorded[] = []
  return {
    get length() {
      return recorded.length
    },
    record: (type, previous, details) => recorded.push({ type, previous, at: now(), details }),
    events: ({ reverse, from, limit, includeExecutionData }) => {
      const count = Math.max(0, Math.min(limit, recorded.length - from))
      return Array.from({ length: count }, (_, i) => {
        const index = reverse ? recorded.length - 1 - from - i : from + i
        return toWire(index + 1, recorded[index] as Recorded, includeExecutionData)
      })
    },
  }
}

const toWire = (id: number, { type, previous, at, details }: Recorded, withData: boolean): HistoryEvent => ({
  id,
  previousEventId: previous,
  timestamp: at / 1000,
  type,
  ...(details && { [memberName(type)]: detailsToWire(details, withData) }),
})

const memberName = (type: EventType): `${string}EventDetails` =>
  type.endsWith('StateEntered')
    ? 'stateEnteredEventDetails'
    : type.endsWith('StateExited')
      ? 'stateExitedEventDetails'
      : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`

/** How a field of the details is written; a field that is not named here is written as it is. */
const fields: Record<string, (value: Json, withData: boolean) => JsonObject> = {
  input: (value, withData) => (withData ? { input: textOf(value), inputDetails: { truncated: false } } : {}),
  output: (value, withData) => (withData ? { output: textOf(value), outputDetails: { truncated: false } } : {}),
  parameters: (value) => ({ parameters: textOf(value) }),
  assignedVariables: (value) => ({
    assignedVariables: Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, assigned]) => [name, textOf(assigned)]),
    ),
    assignedVariablesDetails: { truncated: false },
  }),
}

const detailsToWire = (details: object, withData: boolean): JsonObject =>
  Object.assign(
    {},
    ...Object.entries(details)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => fields[name]?.(value, withData) ?? { [name]: value }),
  )
