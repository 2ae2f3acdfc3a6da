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

/**
 * The details of each type of event, with payloads as values; `undefined` if AWS sends no details. `StateEntered` and `StateExited` stand for
 * those of all state types; other events that are derived from the state types have no details.
 */
export interface EventDetails {
  ExecutionStarted: { input: Json; roleArn: string; stateMachineAliasArn?: string; stateMachineVersionArn?: string }
  ExecutionSucceeded: { output: Json }
  ExecutionFailed: Failed
  ExecutionAborted: Failed
  ExecutionTimedOut: Failed
  ExecutionRedriven: { redriveCount: number }
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
  MapStateStarted: { length: number }
  MapIterationStarted: Iteration
  MapIterationSucceeded: Iteration
  MapIterationFailed: Iteration
  MapIterationAborted: Iteration
  MapRunStarted: { mapRunArn: string }
  MapRunSucceeded: undefined
  MapRunFailed: Failed
  MapRunAborted: undefined
  MapRunRedriven: { mapRunArn: string; redriveCount: number }
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

/** The types of states that run state machines inside them. They record when those start, succeed and fail (AWS API, HistoryEventType). */
type BlockType = {
  [T in StateType]: (typeof stateTypes)[T]['machines'] extends readonly [] ? never : T
}[StateType]

/** The types of history events (AWS API, HistoryEventType). */
export type EventType =
  | Exclude<keyof EventDetails, 'StateEntered' | 'StateExited'>
  | `${AbortableType}StateAborted`
  | `${StateType}StateEntered`
  | `${ExitingType}StateExited`
  | `${BlockType}State${'Started' | 'Succeeded' | 'Failed'}`

/** The types of the events that the interpreter records for every state of a type. */
export interface StateEvents {
  readonly entered: `${StateType}StateEntered`
  /** `undefined` for a Fail state, which is not left. */
  readonly exited: `${ExitingType}StateExited` | undefined
  /** Recorded if an attempt has failed and is not retried. */
  readonly failed: `${BlockType}StateFailed` | undefined
}

export const stateEvents = (type: StateType): StateEvents => ({
  entered: `${type}StateEntered`,
  exited: canExit(type) ? `${type}StateExited` : undefined,
  failed: hasBlocks(type) ? `${type}StateFailed` : undefined,
})

const canExit = (type: StateType): type is ExitingType => stateTypes[type].exits

const hasBlocks = (type: StateType): type is BlockType => stateTypes[type].machines.length > 0

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
 * The most events that an EXPRESS execution may have here. AWS has no such limit, as five minutes end earlier. Virtual time does not
 * pass while states run, so an endless loop needs this limit.
 */
export const MAX_EXPRESS_EVENTS = 1_000_000

/** Records the events of an execution. */
export interface Recorder {
  readonly length: number
  /** Appends an event and returns its id; `previous` is the id of the event that it follows. */
  record<T extends EventType>(type: T, previous: number, details: DetailsOf<T>): number
  /** When the event with an id was recorded, in milliseconds since the epoch. */
  timeOf(id: number): number
}
