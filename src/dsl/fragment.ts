import { isJsonObject } from '../json.ts'
import type { Catcher, Retrier, State } from '../specs/definition.ts'
import { isOpenEnd } from '../specs/is-open-end.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { show } from '../specs/show.ts'
import { ownValue } from '../specs/value-at-path.ts'

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

export interface EndOptions {
  /** If true, choices without `default` are open ends too: the transition becomes their `default`. Default `false`. */
  readonly includeOtherwise?: boolean
}

/** The names of the states at a fragment's open ends. */
export const endsOf = ({ states }: Fragment, options: EndOptions = {}): string[] =>
  Object.entries(states).flatMap(([name, state]) => (isOpenEnd(state) || isOpenChoice(state, options) ? [name] : []))

const isOpenChoice = (state: StateLiteral, { includeOtherwise = false }: EndOptions): boolean =>
  includeOtherwise &&
  (ownValue(state, 'type') === 'choice' || ownValue(state, 'Type') === 'Choice') &&
  ownValue(state, 'default') === undefined &&
  ownValue(state, 'Default') === undefined

/** A copy of a fragment whose open ends have a transition. */
export const linkEnds = <Name extends string>(
  fragment: Fragment<Name>,
  transition: { readonly next: string } | { readonly end: true },
  options: EndOptions = {},
): Fragment<Name> =>
  mapStates(fragment, (state) => {
    if (isOpenEnd(state)) return { ...state, ...transition }
    return 'next' in transition && isOpenChoice(state, options) ? { ...state, default: transition.next } : state
  })

/**
 * Checks that a value is a fragment.
 * @throws TypeError with the label of the argument.
 */
export function assertFragment(value: unknown, label: string): asserts value is Fragment {
  const states = ownValue(value, 'states')
  const isFragment =
    typeof ownValue(value, 'startAt') === 'string' && isJsonObject(states) && Object.values(states).every(isJsonObject)
  if (isFragment) return
  const hint = isSingleState(value) ? '; to use a single state, write sequence({ name: state })' : ''
  throw new TypeError(`${label} must be a fragment { startAt, states }, got ${show(value)}${hint}`)
}

/** A copy of a fragment with each state mapped. */
export const mapStates = <Name extends string>(
  { startAt, states }: Fragment<Name>,
  map: (state: StateLiteral, name: string) => StateLiteral,
): Fragment<Name> =>
  fragmentOf<Name>(
    startAt,
    Object.entries<StateLiteral>(states).map(([name, state]) => [name, map(state, name)]),
  )

/** Makes a fragment of states. The caller passes the names as a type, as the compiler cannot infer them from `fromEntries`. */
export const fragmentOf = <Name extends string>(
  startAt: string,
  states: Iterable<readonly [string, StateLiteral]>,
): Fragment<Name> => ({ startAt, states: Object.fromEntries(states) }) as Fragment<Name>
