import type { Json } from '../json.ts'
import type { TypeTest } from '../specs/comparison-operators.ts'
import type { Condition, ConditionOperator, OperandOf, PathString } from '../specs/condition.ts'
import type { Branch, Definition, LiteralStateType, Processor, State, StatesByType } from '../specs/definition.ts'
import type { QueryLanguage } from '../specs/values.ts'
import type { StateLiteral } from './fragment.ts'
import { type MachineSchemas, setSchemas } from './machine-schemas.ts'
import type { CatchersIn, CheckedRetryAndCatch, RulesIn, StatesIn, Verbatim } from './states-in-language.ts'

/** Marks a definition that is already checked. Its type has the names of the definition's activities. */
declare const activity: unique symbol

/** Marks the types of a definition's input and output. */
declare const payloads: unique symbol

/** A transition to another state, or the end. The compiler names this type if both are missing. */
interface NextOrEnd<Name> {
  readonly next: Name
}

/** A transition to another state. */
interface Next<Name> {
  readonly next: Name
  readonly end?: 'a state has either "next" or "end", not both'
}

/** The end of a state machine, branch or iteration. */
interface End {
  readonly end: true
}

/** A name that is only known to be a `string` is checked at run time. */
type Known<Written, Name> = string extends Written ? string : Name

type Transition<S, Name> = S extends { readonly next: infer Written }
  ? Next<Known<Written, Name>>
  : S extends { readonly end: unknown }
    ? End
    : S extends { readonly Next: unknown } | { readonly End: unknown }
      ? unknown
      : NextOrEnd<Name>

/** An array is checked element by element, so that the compiler marks the element that has the mistake. */
type CatchOf<S, C> = S extends { readonly catch: readonly unknown[] } ? readonly C[] : C

/** The names that a catcher, a rule or a list of them leads to, as written. */
type NextIn<Links> = Links extends readonly (infer Link)[]
  ? NextIn<Link>
  : Links extends { readonly next: infer Written }
    ? Written
    : never

/** The names that a `catch` may lead to. */
type CatchName<S, Name> = S extends { readonly catch: infer C } ? Known<NextIn<C>, Name> : Name

type ChoiceName<S, Name> = S extends { readonly choices: infer Rules } ? Known<NextIn<Rules>, Name> : Name

type DefaultName<S, Name> = S extends { readonly default: infer Written } ? Known<Written, Name> : Name

/** The types of state that have a field. */
type TypesWith<Field> = {
  [Type in LiteralStateType]: Field extends keyof StatesByType[Type] ? Type : never
}[LiteralStateType]

type TypeWithNext = TypesWith<'next'>
type TypeWithCatch = TypesWith<'catch'>
type TypeWithChoices = TypesWith<'choices'>
type TypeWithTime = TypesWith<'timestamp'>
type TypeWithBranches = TypesWith<'branches'>
type TypeWithProcessor = TypesWith<'itemProcessor'>

/** The fields of a state that name states or hold state machines. */
type LinksOf<
  S,
  Type,
  Name,
  Machine extends QueryLanguage,
  Language extends QueryLanguage,
  Exit,
> = (Type extends TypeWithNext ? Exit : unknown) &
  (Type extends TypeWithCatch ? CheckedRetryAndCatch<CatchOf<S, CatchersIn<CatchName<S, Name>>[Language]>> : unknown) &
  (Type extends TypeWithChoices
    ? ChoicesOf<S, RulesIn<ChoiceName<S, Name>>[Language]> & { readonly default?: DefaultName<S, Name> }
    : unknown) &
  (Type extends TypeWithTime ? TimeOf<S> : unknown) &
  (Type extends TypeWithBranches ? BranchesOf<S, Machine, Name> : unknown) &
  (Type extends TypeWithProcessor ? ProcessorOf<S, Machine> : unknown)

type TimeField = 'seconds' | 'secondsPath' | 'timestamp' | 'timestampPath'

/** The only time of a wait state. */
type OnlyTime<Field extends TimeField> = {
  readonly [Other in Exclude<
    TimeField,
    Field
  >]?: 'a wait state has only one of "seconds", "secondsPath", "timestamp" and "timestampPath"'
}

/** The time of a wait state. The compiler names this type if there is none. */
interface SecondsOrTimestampOrPath {
  readonly seconds: number
}

/** A time that is ASL verbatim. */
type AslTime = { [Key in Capitalize<TimeField>]: { readonly [K in Key]: unknown } }[Capitalize<TimeField>]

type TimeOf<S> = S extends { readonly seconds: unknown }
  ? OnlyTime<'seconds'>
  : S extends { readonly timestamp: unknown }
    ? OnlyTime<'timestamp'>
    : S extends { readonly secondsPath: unknown }
      ? OnlyTime<'secondsPath'>
      : S extends { readonly timestampPath: unknown } | AslTime
        ? unknown
        : SecondsOrTimestampOrPath

type ChoicesOf<S, R> = S extends { readonly choices: infer Rules }
  ? { readonly choices: { readonly [Index in keyof Rules]: R & ConditionIn<Rules[Index]> } }
  : { readonly choices: readonly (R & WithCondition<Condition>)[] }

interface WithCondition<C> {
  readonly condition: C
}

type ConditionIn<R> = WithCondition<R extends { readonly condition: infer C } ? ConditionOf<C> : Condition>

/** A condition with known operators at any depth, so that the compiler marks an unknown one. */
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

type BranchesOf<S, Machine extends QueryLanguage, Name> = S extends { readonly branches: infer Branches }
  ? { readonly branches: { readonly [Index in keyof Branches]: BranchOf<Branches[Index], Machine, Name> } }
  : { readonly branches: readonly (Branch | State | string)[] }

/** A branch: a state machine, a single state, or the name of a state of the same state machine. */
type BranchOf<B, Machine extends QueryLanguage, Name> = B extends string
  ? Known<B, Name>
  : NestedMachineOf<B, Machine, Branch>

type ProcessorOf<S, Machine extends QueryLanguage> = S extends { readonly itemProcessor: infer P }
  ? { readonly itemProcessor: NestedMachineOf<P, Machine, Processor> }
  : S extends { readonly iterator: infer P }
    ? { readonly iterator: NestedMachineOf<P, Machine, Processor> }
    : { readonly itemProcessor: Processor }

type LanguageOf<S, Machine extends QueryLanguage> = Machine extends 'JSONata'
  ? 'JSONata'
  : S extends { readonly queryLanguage: 'JSONata' }
    ? 'JSONata'
    : 'JSONPath'

/** The type that a state must have, given the state as written and the names of the states of its machine. */
type StateOf<S, Name, Machine extends QueryLanguage, Exit = Transition<S, Name>> = S extends {
  readonly type: infer Type
}
  ? string extends Type
    ? S
    : Type extends LiteralStateType
      ? StatesIn[LanguageOf<S, Machine>][Type] & LinksOf<S, Type, Name, Machine, LanguageOf<S, Machine>, Exit>
      : { readonly type: LiteralStateType }
  : S extends { readonly Type: unknown }
    ? Readonly<Record<string, unknown>>
    : { readonly type: LiteralStateType }

type StartOf<D, Name> = D extends { readonly startAt: infer Written } ? Known<Written, Name> : Name

type NameOf<States> = `${keyof States & (string | number)}`

/** A state machine, branch or processor with all names checked. `Base` has its other fields. */
type MachineOf<D, Machine extends QueryLanguage, Base> = typeof activity extends keyof D
  ? D
  : D extends { readonly states: infer States }
    ? string extends keyof States
      ? Base
      : Omit<Base, 'startAt' | 'states'> & {
          readonly startAt: StartOf<D, NameOf<States>>
          readonly states: { readonly [Name in keyof States]: StateOf<States[Name], NameOf<States>, Machine> }
        }
    : { readonly startAt: string; readonly states: Readonly<Record<string, State>> }

/** A single state in place of a branch, which ends after it. */
interface SingleEnd {
  readonly next?: 'a single state in place of a branch has no "next"'
  readonly end?: true
}

/** A branch or processor: a single state, a fragment, whose names are checked when it is made, or a machine. */
type NestedMachineOf<D, Machine extends QueryLanguage, Base> = D extends { readonly states: infer States }
  ? StateLiteral extends States[keyof States]
    ? D
    : MachineOf<D, Machine, Base>
  : D extends { readonly type: unknown }
    ? StateOf<D, never, Machine, SingleEnd>
    : MachineOf<D, Machine, Base>

type MachineLanguageOf<D> = D extends { readonly queryLanguage: 'JSONata' } ? 'JSONata' : 'JSONPath'

/** The type that a literal must have: its own, with every name checked. For parameters of functions that take a literal. */
export type CheckedDefinition<D> = MachineOf<D, MachineLanguageOf<D>, Definition & Verbatim>

/** The names of a literal's activities, at any depth. */
export type ActivityOf<D> = D extends { readonly [activity]?: infer Activity; readonly states: infer States }
  ? typeof activity extends keyof D
    ? Extract<Activity, string>
    : string extends keyof States
      ? string
      : ActivityOfState<States[keyof States]>
  : never

type ActivityOfState<S> = S extends { readonly resource: infer R extends string }
  ? R extends `arn:${string}:activity:${string}`
    ? string
    : R extends
          | `arn:${string}`
          | `\${${string}`
          | `{%${string}`
          | `lambda/${string}`
          | `machine/${string}`
          | `${string}:${string}`
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

/** The types of a state machine's input and output. */
interface Payloads<Input, Output> {
  readonly input: Input
  readonly output: Output
}

/** A checked definition. Its type has the names of its states and of its activities, and the types of its input and output. */
export interface StateMachine<
  Name extends string = string,
  Activity extends string = string,
  Input = unknown,
  Output = Json,
> extends Definition {
  startAt: Name
  states: Record<Name, Definition['states'][string]>
  /** Exists in the type only: a definition has no such property. */
  readonly [activity]?: Activity
  /** Exists in the type only. */
  readonly [payloads]?: Payloads<Input, Output>
}

type PayloadsOf<D> = D extends { readonly [payloads]?: infer Types } ? NonNullable<Types> : never

/** The type of a state machine's input; `unknown` without a schema. */
export type InputOf<D> = PayloadsOf<D> extends Payloads<infer Input, unknown> ? Input : unknown

/** The type of a state machine's output; `Json` without a schema. */
export type OutputOf<D> = PayloadsOf<D> extends Payloads<unknown, infer Output> ? Output : Json

/**
 * Checks the types of a literal and returns it as it is. Every name in `next`, `default`, `startAt` and `catch` must be a state of
 * the same machine, and every field must belong to the type and query language of its state.
 * @param schemas the types of the state machine's input and output, as schemas of zod, valibot or arktype. `runExecution` and
 * `startExecution` parse with them if they get the definition instead of a name.
 * @throws TypeError if one of the schemas is not a Standard Schema.
 *
 * @example
 * const adder = defineStateMachine({
 *   name: 'adder',
 *   startAt: 'add',
 *   states: { add: { type: 'task', resource: 'activity/add', end: true } },
 * })
 */
export const defineStateMachine = <const D, Input = unknown, Output = Json>(
  definition: [D] extends [never] ? D : CheckedDefinition<D>,
  schemas?: MachineSchemas<Input, Output>,
): StateMachine<StateNameOf<D>, ActivityOf<D>, Input, Output> => {
  if (schemas !== undefined) setSchemas(Object(definition), schemas)
  // The parameter's type does the checks; the value does not change.
  return definition as never
}
