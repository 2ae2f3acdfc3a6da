import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { DetailsOf, EventType } from './program/events.ts'

/** A Task state's work, as the state asks for it once its fields are evaluated. */
export interface TaskCall {
  /** The state's name. */
  readonly state: string
  readonly resource: string
  /** What Parameters or Arguments gave, else the state's effective input. */
  readonly parameters: Json
  /** The task token that the state was given, where it waits for a callback. */
  readonly token: string | undefined
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
  readonly roleArn: string | undefined
  /** Aborted when the execution stops or a sibling fails. */
  readonly signal: StopSignal
  /** Appends an event to the line of the state. */
  record<T extends EventType>(type: T, details: DetailsOf<T>): void
  /** Throws the failure of a task that could not even be scheduled: AWS prefixes its text with the state. */
  refuse(text: string): never
}
