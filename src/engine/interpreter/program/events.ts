import type { Json, JsonObject } from '../../../json.ts'
import { type StateType, stateTypes } from '../../../specs/state-types.ts'

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
  EvaluationFailed: { error: string; cause: string; location?: string; state: string }
  StateEntered: { name: string; input: Json }
  StateExited: { name: string; output: Json; assignedVariables?: JsonObject }
}

type TypesWhere<Fact extends 'exits' | 'canAbort'> = {
  [T in StateType]: (typeof stateTypes)[T][Fact] extends true ? T : never
}[StateType]

type ExitingType = TypesWhere<'exits'>

/** The types of states that have an event for being stopped (AWS API, HistoryEventType). */
export type AbortableType = TypesWhere<'canAbort'>

/** The types of history events (AWS API, HistoryEventType). */
export type EventType =
  | Exclude<keyof EventDetails, 'StateEntered' | 'StateExited'>
  | `${AbortableType}StateAborted`
  | `${StateType}StateEntered`
  | `${ExitingType}StateExited`

export interface StateEvents {
  readonly entered: `${StateType}StateEntered`
  /** `undefined` for a Fail state, which is not left. */
  readonly exited: `${ExitingType}StateExited` | undefined
}

/** The events that a state of a type records when it is entered and left. */
export const stateEvents = (type: StateType): StateEvents => ({
  entered: `${type}StateEntered`,
  exited: canExit(type) ? `${type}StateExited` : undefined,
})

const canExit = (type: StateType): type is ExitingType => stateTypes[type].exits

export type DetailsOf<T extends EventType> = T extends keyof EventDetails
  ? EventDetails[T]
  : T extends `${string}Entered`
    ? EventDetails['StateEntered']
    : T extends `${string}Exited`
      ? EventDetails['StateExited']
      : undefined

/** The most events that a STANDARD execution may have (Step Functions quotas). */
export const MAX_EVENTS = 25_000

/**
 * The most events that an EXPRESS execution may have here. AWS has no such limit: there, five minutes are over before. Here they
 * may not be, as virtual time stands still while states run.
 */
export const MAX_EXPRESS_EVENTS = 1_000_000

/** Where an execution's events go. */
export interface Recorder {
  readonly length: number
  /** Appends an event and tells its id; `previous` is the id of the event that it follows. */
  record<T extends EventType>(type: T, previous: number, details: DetailsOf<T>): number
  /** When the event with an id was recorded, in milliseconds since the epoch. */
  timeOf(id: number): number
}
