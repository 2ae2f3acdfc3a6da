import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { DetailsOf, EventType } from './program/events.ts'

/** The work of a Task state, with its fields evaluated. */
export interface TaskCall {
  /** The state's name. */
  readonly state: string
  readonly resource: string
  /** The value of Parameters or Arguments, else the state's effective input. */
  readonly parameters: Json
  /** The task token, if the state waits for a callback. */
  readonly token: string | undefined
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
  readonly roleArn: string | undefined
  /** Aborted if the execution stops or a sibling fails. */
  readonly signal: StopSignal
  /** Appends an event that follows the last one of the state. */
  record<T extends EventType>(type: T, details: DetailsOf<T>): void
  /** Throws the failure of a task that cannot be scheduled: AWS adds the state's name and event to its message. */
  refuse(message: string): never
}
