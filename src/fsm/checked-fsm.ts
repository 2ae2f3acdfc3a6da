import type { StateMachine } from '../dsl/define-state-machine.ts'
import type { OneOrMany } from '../dsl/fragment.ts'
import type { FsmAction, FsmSettings, FsmSpec, FsmState } from './fsm-spec.ts'

/** Marks a literal that `fsm` has made. Its type has the type of the specification. */
declare const specification: unique symbol

type NameIn<D> = D extends { readonly states: infer States } ? keyof States & string : string

/** The events that a specification declares; any if it declares none. */
type DeclaredEvent<D> = D extends { readonly events: readonly (infer Event extends string)[] } ? Event : string

/** A transition as written: the name of a state, or an object. */
type CheckedTransition<T, Name> = T extends string
  ? Name
  : {
      readonly target: Name
      readonly action?: OneOrMany<FsmAction>
      readonly local?: boolean
      readonly delaySeconds?: number
    }

type CheckedOn<On, Name, Event extends string> = {
  readonly [Key in keyof On]: Key extends Event
    ? CheckedTransition<On[Key], Name>
    : `expected one of the events ${Event}`
}

interface FinalState extends FsmSettings {
  readonly final: true
  readonly entry?: OneOrMany<FsmAction>
  readonly do?: OneOrMany<FsmAction>
  readonly exit?: OneOrMany<FsmAction>
  readonly on?: 'a final state has no transitions'
}

type EventIn<S> = S extends { readonly on: infer On } ? keyof On & string : never

interface OpenState<S, Name, Event extends string> extends FsmSettings {
  readonly entry?: OneOrMany<FsmAction>
  readonly do: OneOrMany<FsmAction>
  readonly exit?: OneOrMany<FsmAction>
  readonly on: S extends { readonly on: infer On } ? CheckedOn<On, Name, Event> : Readonly<Record<string, string>>
  readonly onExhausted?: EventIn<S>
  readonly final?: false
}

type CheckedState<S, Name, Event extends string> = S extends { readonly final: true }
  ? FinalState
  : OpenState<S, Name, Event>

/** The type that a specification must have: its own, with the names of states and events checked. */
export type CheckedFsm<D> = FsmSpec extends D
  ? FsmSpec
  : D extends { readonly states: infer States }
    ? string extends keyof States
      ? FsmSpec
      : Omit<FsmSpec, 'initial' | 'states'> & {
          readonly initial: NameIn<D>
          readonly states: {
            readonly [Name in keyof States]: CheckedState<States[Name], NameIn<D>, DeclaredEvent<D>>
          }
        }
    : FsmSpec

type StateIn<D> = D extends { readonly states: infer States } ? States[keyof States] : FsmState

/** The actions in a field, one or several. */
type Items<Actions> = Actions extends readonly (infer Item)[] ? Item : Actions

type ActionsIn<S, Field> = S extends { readonly [Key in Field & string]: infer Actions } ? Items<Actions> : never

type TransitionIn<S> = S extends { readonly on: infer On } ? On[keyof On] : never

type AnyAction<S> = S extends unknown
  ? ActionsIn<S, 'entry'> | ActionsIn<S, 'do'> | ActionsIn<S, 'exit'> | ActionsIn<TransitionIn<S>, 'action'>
  : never

type Handled<Action> = Action extends `lambda/${string}`
  ? Action
  : Action extends `machine/${string}` | `${string}:${string}`
    ? never
    : Action & string

/** The names of the actions that are functions. */
export type ActionNameIn<D> = D extends { readonly states: unknown } ? Handled<AnyAction<StateIn<D>>> : string

/** The action that returns the event: the last one of `do`. */
type LastOf<Actions> = Actions extends readonly [...unknown[], infer Last] ? Last : Actions

/** The events of each action that returns one. An action of several states has the events of all of them. */
type EventsByAction<D> = D extends { readonly states: infer States }
  ? {
      readonly [Name in keyof States as States[Name] extends { readonly final: true }
        ? never
        : States[Name] extends { readonly do: infer Do }
          ? LastOf<Do> & string
          : never]: EventIn<States[Name]>
    }
  : unknown

/** The events that an action may return; `never` if its result is ignored. */
export type EventOf<D, Action> = Action extends keyof EventsByAction<D> ? EventsByAction<D>[Action] & string : never

/** The names in specifications that are only known to be strings are checked at run time. */
export type ResourceIn<D> = D extends { readonly group: 'action' }
  ? ActionNameIn<D>
  : D extends { readonly resource: infer Resource extends string }
    ? Resource
    : D extends { readonly name: infer Name extends string }
      ? string extends Name
        ? string
        : `activity/${Name}`
      : D extends { readonly states: unknown }
        ? 'activity/fsm'
        : string

type ActivityOf<Resource> = Resource extends `lambda/${string}` | `machine/${string}` | `${string}:${string}`
  ? never
  : Resource & string

/** A literal that `fsm` has made. Its type has the actions and events of the specification. */
export interface FsmMachine<D = unknown> extends StateMachine<string, ActivityOf<ResourceIn<D>>> {
  /** Exists in the type only. */
  readonly [specification]?: D
}
