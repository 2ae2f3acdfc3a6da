import type { Catcher, Retrier, State } from '../specs/definition.ts'
import { toAslKey } from '../specs/keys.ts'
import { factsOf } from '../specs/state-types.ts'

/** A state whose names are not checked yet: that of a fragment, which may lead to states of another. */
export type StateLiteral = State & { readonly [key: Capitalize<string>]: unknown }

/** A piece of a machine. Its open ends are the states that could go on but have neither `next` nor `end`. */
export interface Fragment<Name extends string = string> {
  readonly startAt: Name
  readonly states: Readonly<Record<Name, StateLiteral>>
}

export type NameIn<F> = F extends Fragment<infer Name> ? Name : never

export type OneOrMany<Thing> = Thing | readonly Thing[]

export interface Recovery {
  readonly retry?: OneOrMany<Retrier>
  readonly catch?: OneOrMany<Catcher>
}

/** Checks if the states of a type have `Next` or `End`. */
const hasTransition = (type: unknown): boolean =>
  factsOf(type)?.exclusiveFields.some(({ fields }) => fields.includes('Next')) ?? false

/** Whether a state could go on, but leads nowhere yet. */
export const isOpen = (state: object): boolean => {
  const asl = desugarFields(state)
  return hasTransition(asl.get('Type')) && asl.get('Next') === undefined && asl.get('End') === undefined
}

/** The fields of a state by their ASL names, its type as ASL writes it. */
const desugarFields = (state: object): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(state).map(([key, value]) => [toAslKey(key), key === 'type' ? toAslKey(String(value)) : value]),
  )

/** A fragment whose open ends go on, or end. */
export const close = <Name extends string>(
  fragment: Fragment<Name>,
  transition: { readonly next: string } | { readonly end: true },
): Fragment<Name> => mapStates(fragment, (state) => (isOpen(state) ? { ...state, ...transition } : state))

/** The same fragment with each of its states mapped. */
export const mapStates = <Name extends string>(
  { startAt, states }: Fragment<Name>,
  map: (state: StateLiteral, name: string) => StateLiteral,
): Fragment<Name> =>
  fragmentOf<Name>(
    startAt,
    Object.entries<StateLiteral>(states).map(([name, state]) => [name, map(state, name)]),
  )

/** A fragment of states whose names the caller knows: the compiler cannot see them through `fromEntries`. */
export const fragmentOf = <Name extends string>(
  startAt: string,
  states: Iterable<readonly [string, StateLiteral]>,
): Fragment<Name> => ({ startAt, states: Object.fromEntries(states) }) as Fragment<Name>
