import { DefinitionError, type Issue } from '../errors.ts'
import type { Definition } from '../specs/definition.ts'
import { SCHEMA } from '../specs/finding.ts'
import type { StateMachineDefinition } from './define-state-machine.ts'
import {
  closeEnds,
  type Fragment,
  fragmentOf,
  isOpenEnd,
  mapStates,
  type NameIn,
  type RetryAndCatch,
  type StateLiteral,
} from './fragment.ts'

/**
 * Links states in the order of their keys: each that has neither `next` nor `end` leads to the one below it. The last stays open.
 * @throws DefinitionError for no state, or for a name that is a whole number: JavaScript would move it to the front.
 *
 * @example sequence({ fetch: { type: 'task', resource: 'fetch' }, store: { type: 'task', resource: 'store' } })
 */
export const sequence = <const Name extends string>(states: Readonly<Record<Name, StateLiteral>>): Fragment<Name> => {
  const names = Object.keys(states)
  const [first] = names
  if (first === undefined) throw problem([], 'a sequence needs at least one state')
  const moved = names.find((name) => /^(?:0|[1-9]\d*)$/.test(name))
  if (moved !== undefined) {
    throw problem(
      [moved],
      `"${moved}" is a whole number, which JavaScript moves before every other key`,
      'name it otherwise',
    )
  }
  const below = new Map(names.map((name, index) => [name, names[index + 1]]))
  return mapStates(fragmentOf<Name>(first, Object.entries<StateLiteral>(states)), (state, name) => {
    const next = below.get(name)
    return next !== undefined && isOpenEnd(state) ? { ...state, next } : state
  })
}

/**
 * Joins fragments: the open ends of each lead to the start of the one after it.
 * @throws DefinitionError where two have a state of the same name, or where one has no open end.
 */
export const chain = <const Fragments extends readonly [Fragment, ...Fragment[]]>(
  ...fragments: Fragments
): Fragment<NameIn<Fragments[number]>> => {
  const states = new Map<string, StateLiteral>()
  for (const [index, fragment] of fragments.entries()) {
    const next = fragments[index + 1]
    if (next && !Object.values(fragment.states).some(isOpenEnd)) {
      throw problem([fragment.startAt], `no state of this fragment leads on to "${next.startAt}"`)
    }
    for (const [name, state] of Object.entries(
      (next ? closeEnds(fragment, { next: next.startAt }) : fragment).states,
    )) {
      if (states.has(name)) {
        throw problem([name], 'two fragments have a state of this name', "rename one: prefix('…', fragment)")
      }
      states.set(name, state)
    }
  }
  return fragmentOf(fragments[0].startAt, states)
}

export interface AttemptOptions extends RetryAndCatch {
  /** The name of the state that the fragment becomes. Default `Attempt: ` and the name of the fragment's first state. */
  readonly name?: string
  /** `JSONata` where the machine is in JSONata: the output is unwrapped with an expression then. */
  readonly queryLanguage?: 'JSONPath' | 'JSONata'
}

/** Makes one state of a fragment, so that it can be retried or caught as a whole: a Parallel state with one branch, its output unwrapped. */
export const attempt = (fragment: Fragment, options: AttemptOptions): Fragment => {
  const { name = `Attempt: ${fragment.startAt}`, queryLanguage, ...recovery } = options
  const unwrapped = queryLanguage === 'JSONata' ? { output: '{% $states.result[0] %}' } : { outputPath: '$[0]' }
  return {
    startAt: name,
    states: { [name]: { type: 'parallel', branches: [machine(fragment)], ...unwrapped, ...recovery } },
  }
}

/** The fields of a machine besides its name and states. */
export type MachineFields = Partial<Pick<Definition, 'comment' | 'version' | 'queryLanguage' | 'timeoutSeconds'>>

/** A fragment as a branch or an item processor: its open ends end. */
export function machine<Name extends string>(fragment: Fragment<Name>): StateMachineDefinition<Name>
/** A fragment as a whole machine: its open ends end. */
export function machine<Name extends string>(
  name: string,
  fragment: Fragment<Name>,
  fields?: MachineFields,
): StateMachineDefinition<Name>
export function machine(
  first: string | Fragment,
  second?: Fragment,
  fields: MachineFields = {},
): StateMachineDefinition {
  const name = typeof first === 'string' ? first : undefined
  const fragment = typeof first === 'string' ? second : first
  if (!fragment) throw new TypeError(`machine(${JSON.stringify(name)}) needs a fragment`)
  const { startAt, states } = closeEnds(fragment, { end: true })
  return { ...(name === undefined ? {} : { name }), ...fields, startAt, states }
}

const problem = (path: Issue['path'], message: string, hint?: string): DefinitionError =>
  new DefinitionError([{ path, code: SCHEMA, message, severity: 'error', ...(hint ? { hint } : {}) }])
