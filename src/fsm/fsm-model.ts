import type { OneOrMany } from '../dsl/fragment.ts'
import type { FsmAction, FsmSpec, FsmState, FsmTransition } from './fsm-spec.ts'

/** A transition, with its defaults. */
export interface TransitionModel {
  readonly event: string
  readonly target: string
  readonly actions: readonly FsmAction[]
  readonly isLocal: boolean
  readonly delaySeconds: number
}

/** A state, with its defaults. */
export interface StateModel {
  readonly name: string
  readonly entry: readonly FsmAction[]
  readonly do: readonly FsmAction[]
  readonly exit: readonly FsmAction[]
  readonly transitions: readonly TransitionModel[]
  readonly isFinal: boolean
  readonly onExhausted: string | undefined
  readonly maxRetries: number
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
}

/** A finite state machine, with its defaults. */
export interface FsmModel {
  readonly name: string | undefined
  readonly comment: string | undefined
  readonly initial: string
  readonly group: 'transition' | 'action'
  readonly resource: string
  /** In the order of the specification. */
  readonly states: ReadonlyMap<string, StateModel>
}

/** The default of `maxRetries`. */
const MAX_RETRIES = 5

/** Fills in the defaults of a specification that was checked. */
export const fsmModel = (spec: FsmSpec): FsmModel => ({
  name: spec.name,
  comment: spec.comment,
  initial: spec.initial,
  group: spec.group ?? 'transition',
  resource: spec.resource ?? `activity/${spec.name ?? 'fsm'}`,
  states: new Map(Object.entries(spec.states).map(([name, state]) => [name, stateModel(name, state, spec)])),
})

const stateModel = (name: string, state: FsmState, spec: FsmSpec): StateModel => ({
  name,
  entry: listOf(state.entry),
  do: listOf(state.do),
  exit: listOf(state.exit),
  transitions: Object.entries(state.on ?? {}).map(([event, transition]) =>
    transitionModel(event, transition, state.delaySeconds ?? spec.delaySeconds ?? 0),
  ),
  isFinal: state.final ?? false,
  onExhausted: state.onExhausted,
  maxRetries: state.maxRetries ?? spec.maxRetries ?? MAX_RETRIES,
  timeoutSeconds: state.timeoutSeconds ?? spec.timeoutSeconds,
  heartbeatSeconds: state.heartbeatSeconds ?? spec.heartbeatSeconds,
})

const transitionModel = (event: string, given: string | FsmTransition, delay: number): TransitionModel => {
  const { target, action, local = false, delaySeconds } = typeof given === 'string' ? { target: given } : given
  // A local transition stays in the handler, which does not wait.
  return { event, target, actions: listOf(action), isLocal: local, delaySeconds: local ? 0 : (delaySeconds ?? delay) }
}

/** One or several things as an array. */
export const listOf = <Thing>(given: OneOrMany<Thing> | undefined): readonly Thing[] => {
  if (given === undefined) return []
  return isList(given) ? given : [given]
}

const isList = <Thing>(given: OneOrMany<Thing>): given is readonly Thing[] => Array.isArray(given)
