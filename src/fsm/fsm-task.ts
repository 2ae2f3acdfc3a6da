import type { JsonObject } from '../json.ts'

/** A transition as a handler needs it. */
export interface FsmTaskTransition {
  readonly target: string
  readonly actions?: readonly string[]
  readonly local?: true
  readonly delaySeconds?: number
}

/** The work of a task: a state, or a part of one. It is a constant in the definition, so that a running execution keeps its actions. */
export interface FsmWork {
  /** The state of the finite state machine. */
  readonly state: string
  /** The actions that run first, whose results are ignored. */
  readonly actions?: readonly string[]
  /** The action that returns the event. */
  readonly do?: string
  readonly exit?: readonly string[]
  /** The transitions by their events. Absent if the task ends with the actions. */
  readonly on?: Readonly<Record<string, FsmTaskTransition>>
  readonly final?: true
  readonly maxRetries: number
  /** The work of the states that local transitions lead to. */
  readonly local?: Readonly<Record<string, FsmWork>>
}

/** The progress of an execution, which travels in the member `$` of the data. */
export interface FsmProgress {
  readonly correlationId?: string
  /** The number of transitions so far. */
  readonly step?: number
  /** The state that returned the event. */
  readonly state?: string
  readonly event?: string
  /** The exit and transition actions that the next task runs before its own. */
  readonly actions?: readonly string[]
  /** The time that the transition waits, in seconds. */
  readonly delay?: number
  /** The error that exhausted the retries of the state. */
  readonly error?: { readonly Error: string; readonly Cause?: string }
  /** The events that the state has, if the event is not one of them. */
  readonly expected?: string
}

/** The input of a task that a handler of `fsmHandlers` performs. */
export interface FsmTaskInput {
  /** The data of the execution, with its progress in `$`. */
  readonly context: JsonObject
  readonly fsm: FsmWork
  /** The name of the execution. */
  readonly execution: string
  readonly retries: number
  readonly idempotencyKey: readonly string[]
}
