import type { OneOrMany } from '../dsl/fragment.ts'

/**
 * An action that Step Functions performs itself: a service integration, with `group: 'action'`. Its fields are those of a Task state in JSONata.
 *
 * @example
 * const render: FsmTaskAction = { resource: 'ecs:runTask.waitForTaskToken', arguments: { TaskDefinition: 'render' } }
 */
export interface FsmTaskAction {
  readonly resource: string
  readonly arguments?: unknown
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
}

/** The name of an action function; with `group: 'action'` a resource, such as `activity/charge`, or a {@link FsmTaskAction}. */
export type FsmAction = string | FsmTaskAction

/** The settings that a state machine has for all states, and a state for itself. */
export interface FsmSettings {
  /** The number of retries of a task after errors: with full jitter, after 1 s, 2 s, 4 s and so on, at most 60 s. Default 5. */
  readonly maxRetries?: number
  /** The time that each transition waits, in seconds. Default 0. */
  readonly delaySeconds?: number
  /** The time in seconds after which a task fails with `States.Timeout`. Default: none. */
  readonly timeoutSeconds?: number
  /** The time in seconds without a heartbeat after which a task fails with `States.HeartbeatTimeout`. Default: none. */
  readonly heartbeatSeconds?: number
}

/** A transition with options. */
export interface FsmTransition<Name extends string = string> {
  /** The state that it leads to. */
  readonly target: Name
  /** The actions between the exit actions of the one state and the entry actions of the other. */
  readonly action?: OneOrMany<FsmAction>
  /** True if the handler makes the transition itself, without a state transition of Step Functions. With `group: 'action'` it has no effect. */
  readonly local?: boolean
  /** The time that this transition waits, in seconds. */
  readonly delaySeconds?: number
}

/** A state of a finite state machine. */
export interface FsmState extends FsmSettings {
  /** The actions that run when the state is entered. */
  readonly entry?: OneOrMany<FsmAction>
  /** The actions that run in the state. The last one returns the event. */
  readonly do?: OneOrMany<FsmAction>
  /** The actions that run when the state is left; in a final state, at the end. */
  readonly exit?: OneOrMany<FsmAction>
  /** The transitions by their events: the name of a state, or a transition with options. */
  readonly on?: Readonly<Record<string, string | FsmTransition>>
  /** True if the execution ends in this state. */
  readonly final?: boolean
  /** The event that follows when the retries of the state's task are exhausted. Default: none, the execution fails. */
  readonly onExhausted?: string
}

/** A finite state machine, as `fsm` takes it. */
export interface FsmSpec extends FsmSettings {
  /** The name of the state machine. */
  readonly name?: string
  readonly comment?: string
  /** The state in which an execution starts. */
  readonly initial: string
  readonly states: Readonly<Record<string, FsmState>>
  /** All events. If they are given, `on` and `onExhausted` can have no other. */
  readonly events?: readonly string[]
  /**
   * `'transition'` (default): one Task for each state, whose handler runs all actions of a transition. `'action'`: one Task for each action,
   * each with its own retries.
   */
  readonly group?: 'transition' | 'action'
  /** The resource that runs the actions with `group: 'transition'`. Default `activity/` and the name, or `activity/fsm`. */
  readonly resource?: string
}
