import { toAslKey } from '../specs/asl-key.ts'
import type { Catcher, Retrier, State } from '../specs/definition.ts'
import { fieldsOfType } from '../specs/field-names.ts'
import { stateTypeNames } from '../specs/state-types.ts'

/** A state of a fragment. Its targets are not checked, because they can be states of another fragment. */
export type StateLiteral = State & { readonly [key: Capitalize<string>]: unknown }

/** A part of a state machine. Its open ends are the states that can have a transition but have neither `next` nor `end`. */
export interface Fragment<Name extends string = string> {
  readonly startAt: Name
  readonly states: Readonly<Record<Name, StateLiteral>>
}

/** The names of a fragment's states. */
export type NameIn<F> = F extends Fragment<infer Name> ? Name : never

export type OneOrMany<Thing> = Thing | readonly Thing[]

/** The error handling of a state. */
export interface RetryAndCatch {
  readonly retry?: OneOrMany<Retrier>
  readonly catch?: OneOrMany<Catcher>
}

/** The types of state that have `next` and `end`. */
const typesWithNext: ReadonlySet<unknown> = new Set(
  stateTypeNames.filter((type) => fieldsOfType(type.toLowerCase())?.has('next')),
)

/** Whether a state can have a transition but has none. */
export const isOpenEnd = (state: object): boolean => {
  const asl = desugarFields(state)
  return typesWithNext.has(asl.get('Type')) && asl.get('Next') === undefined && asl.get('End') === undefined
}

/** The fields of a state by their ASL names, with the type as ASL writes it. */
const desugarFields = (state: object): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(state).map(([key, value]) => [toAslKey(key), key === 'type' ? toAslKey(String(value)) : value]),
  )

/** A copy of a fragment whose open ends have a transition. */
export const closeEnds = <Name extends string>(
  fragment: Fragment<Name>,
  transition: { readonly next: string } | { readonly end: true },
): Fragment<Name> => mapStates(fragment, (state) => (isOpenEnd(state) ? { ...state, ...transition } : state))

/** A copy of a fragment with each state mapped. */
export const mapStates = <Name extends string>(
  { startAt, states }: Fragment<Name>,
  map: (state: StateLiteral, name: string) => StateLiteral,
): Fragment<Name> =>
  fragmentOf<Name>(
    startAt,
    Object.entries<StateLiteral>(states).map(([name, state]) => [name, map(state, name)]),
  )

/** Makes a fragment of states. The caller gives the names, which the compiler cannot infer from `fromEntries`. */
export const fragmentOf = <Name extends string>(
  startAt: string,
  states: Iterable<readonly [string, StateLiteral]>,
): Fragment<Name> => ({ startAt, states: Object.fromEntries(states) }) as Fragment<Name>
