import type { TypeTest } from '../specs/comparison-operators.ts'
import type { Condition, ConditionOperator, OperandOf, PathString } from '../specs/condition.ts'
import type { Branch, Definition, LiteralStateType, Processor, State } from '../specs/definition.ts'
import type { QueryLanguage } from '../specs/values.ts'
import type { CatchersIn, CheckedRetryAndCatch, RulesIn, StatesIn, Verbatim } from './states-in-language.ts'

/** Marks what has been checked already, and carries the names of its activities. */
declare const activity: unique symbol

/** A transition to another state. */
interface Next<Name> {
  readonly next: Name
  readonly end?: 'a state has either "next" or "end", not both'
}

/** The end of the machine, branch or iteration. */
interface End {
  readonly end: true
}

/** A name that is no literal (`string`) is checked when it runs. */
type Known<Written, Name> = string extends Written ? string : Name

type Transition<S, Name> = S extends { readonly next: infer Written }
  ? Next<Known<Written, Name>>
  : S extends { readonly end: unknown }
    ? End
    : S extends { readonly Next: unknown } | { readonly End: unknown }
      ? unknown
      : Next<Name>

/** A list is checked element by element, so that a mistake is marked where it stands. */
type CatchOf<S, C> = S extends { readonly catch: readonly unknown[] } ? readonly C[] : C

type LinksOf<S, Type, Name, Machine extends QueryLanguage, State extends QueryLanguage> = Type extends 'task'
  ? Transition<S, Name> & CheckedRetryAndCatch<CatchOf<S, CatchersIn<Name>[State]>>
  : Type extends 'pass' | 'wait'
    ? Transition<S, Name>
    : Type extends 'choice'
      ? ChoicesOf<S, RulesIn<Name>[State]> & { readonly default?: Name }
      : Type extends 'parallel'
        ? Transition<S, Name> & CheckedRetryAndCatch<CatchOf<S, CatchersIn<Name>[State]>> & BranchesOf<S, Machine>
        : Type extends 'map'
          ? Transition<S, Name> & CheckedRetryAndCatch<CatchOf<S, CatchersIn<Name>[State]>> & ProcessorOf<S, Machine>
          : unknown

type ChoicesOf<S, R> = S extends { readonly choices: infer Rules }
  ? { readonly choices: { readonly [Index in keyof Rules]: R & ConditionIn<Rules[Index]> } }
  : { readonly choices: readonly (R & Tests<Condition>)[] }

interface Tests<C> {
  readonly condition: C
}

type ConditionIn<R> = Tests<R extends { readonly condition: infer C } ? ConditionOf<C> : Condition>

/** A condition whose operators are known, at any depth: each is marked where it stands. */
type ConditionOf<C> = C extends readonly [infer Op, ...infer Rest]
  ? Op extends 'and' | 'or'
    ? readonly [Op, ...{ readonly [Index in keyof Rest]: ConditionOf<Rest[Index]> }]
    : Op extends 'not'
      ? readonly [Op, ...{ readonly [Index in keyof Rest]: ConditionOf<Rest[Index]> }]
      : Op extends ConditionOperator
        ? Op extends TypeTest
          ? readonly [Op, PathString, boolean?]
          : readonly [Op, PathString, OperandOf<Op>]
        : readonly [ConditionOperator, ...unknown[]]
  : Condition

type BranchesOf<S, Machine extends QueryLanguage> = S extends { readonly branches: infer Branches }
  ? { readonly branches: { readonly [Index in keyof Branches]: BlockOf<Branches[Index], Machine, Branch> } }
  : { readonly branches: readonly Branch[] }

type ProcessorOf<S, Machine extends QueryLanguage> = S extends { readonly itemProcessor: infer P }
  ? { readonly itemProcessor: BlockOf<P, Machine, Processor> }
  : S extends { readonly iterator: infer P }
    ? { readonly iterator: BlockOf<P, Machine, Processor> }
    : { readonly itemProcessor: Processor }

type LanguageOf<S, Machine extends QueryLanguage> = Machine extends 'JSONata'
  ? 'JSONata'
  : S extends { readonly queryLanguage: 'JSONata' }
    ? 'JSONata'
    : 'JSONPath'

/** What a state must be, given what was written for it and the names of the states beside it. */
type StateOf<S, Name, Machine extends QueryLanguage> = S extends { readonly type: infer Type }
  ? string extends Type
    ? S
    : Type extends LiteralStateType
      ? StatesIn[LanguageOf<S, Machine>][Type] & LinksOf<S, Type, Name, Machine, LanguageOf<S, Machine>>
      : { readonly type: LiteralStateType }
  : S extends { readonly Type: unknown }
    ? Readonly<Record<string, unknown>>
    : { readonly type: LiteralStateType }

type StartOf<D, Name> = D extends { readonly startAt: infer Written } ? Known<Written, Name> : Name

type NameOf<States> = `${keyof States & (string | number)}`

/** A machine, branch or processor whose every name is checked; `Base` has its other fields. */
type BlockOf<D, Machine extends QueryLanguage, Base> = typeof activity extends keyof D
  ? D
  : D extends { readonly states: infer States }
    ? string extends keyof States
      ? Base
      : Omit<Base, 'startAt' | 'states'> & {
          readonly startAt: StartOf<D, NameOf<States>>
          readonly states: { readonly [Name in keyof States]: StateOf<States[Name], NameOf<States>, Machine> }
        }
    : { readonly startAt: string; readonly states: Readonly<Record<string, State>> }

type MachineLanguageOf<D> = D extends { readonly queryLanguage: 'JSONata' } ? 'JSONata' : 'JSONPath'

/** What a literal must be: itself, with every name in it checked. For parameters of functions that take a literal. */
export type CheckedDefinition<D> = BlockOf<D, MachineLanguageOf<D>, Definition & Verbatim>

/** The activities that a literal's tasks name, at any depth. */
export type ActivityOf<D> = D extends { readonly [activity]?: infer Activity; readonly states: infer States }
  ? typeof activity extends keyof D
    ? Extract<Activity, string>
    : string extends keyof States
      ? string
      : ActivityOfState<States[keyof States]>
  : never

type ActivityOfState<S> = S extends { readonly resource: infer R extends string }
  ? R extends `arn:${string}` | `\${${string}` | `{%${string}` | `lambda/${string}` | `${string}:${string}`
    ? never
    : R
  : S extends { readonly branches: readonly (infer B)[] }
    ? ActivityOf<B>
    : S extends { readonly itemProcessor: infer P }
      ? ActivityOf<P>
      : S extends { readonly iterator: infer P }
        ? ActivityOf<P>
        : never

type StateNameOf<D> = D extends { readonly states: infer States } ? NameOf<States> : string

/** A checked definition: its type knows the names of its states and of the activities that its tasks wait for. */
export interface StateMachineDefinition<Name extends string = string, Activity extends string = string>
  extends Definition {
  startAt: Name
  states: Record<Name, Definition['states'][string]>
  /** Only a type: a definition has no such property. */
  readonly [activity]?: Activity
}

/**
 * A state machine as a literal. It is returned as it is; what this adds is types: every name in `next`, `default`, `startAt`
 * and `catch` must name a state beside it, every field must be one of its state's type and query language.
 *
 * @example
 * const adder = defineStateMachine({
 *   name: 'adder',
 *   startAt: 'add',
 *   states: { add: { type: 'task', resource: 'activity/add', end: true } },
 * })
 */
export const defineStateMachine = <const D>(
  definition: [D] extends [never] ? D : CheckedDefinition<D>,
): StateMachineDefinition<StateNameOf<D>, ActivityOf<D>> =>
  // The type is checked above; the value is what was written.
  definition as never
