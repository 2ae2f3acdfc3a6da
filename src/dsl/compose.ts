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
 * Links states in the order of their keys: each state without `next` and `end` gets the following one as `next`. The last one stays open.
 * @throws DefinitionError if there is no state, or if a name is an integer, because JavaScript moves such keys to the front.
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
      `"${moved}" is an integer, and JavaScript moves integer keys before all others`,
      'use another name',
    )
  }
  const below = new Map(names.map((name, index) => [name, names[index + 1]]))
  return mapStates(fragmentOf<Name>(first, Object.entries<StateLiteral>(states)), (state, name) => {
    const next = below.get(name)
    return next !== undefined && isOpenEnd(state) ? { ...state, next } : state
  })
}

/**
 * Joins fragments: the open ends of each get the start of the following one as `next`.
 * @throws DefinitionError if two fragments have a state of the same name, or if a fragment has no open end to continue from.
 *
 * @example chain(fetchAll, prefix('Again: ', fetchAll))
 */
export const chain = <const Fragments extends readonly [Fragment, ...Fragment[]]>(
  ...fragments: Fragments
): Fragment<NameIn<Fragments[number]>> => {
  const states = new Map<string, StateLiteral>()
  for (const [index, fragment] of fragments.entries()) {
    const next = fragments[index + 1]
    if (next && !Object.values(fragment.states).some(isOpenEnd)) {
      throw problem([fragment.startAt], `this fragment has no open end that could lead to "${next.startAt}"`)
    }
    for (const [name, state] of Object.entries(
      (next ? closeEnds(fragment, { next: next.startAt }) : fragment).states,
    )) {
      if (states.has(name)) {
        throw problem(
          [name],
          'two fragments have a state of this name',
          "rename the states of one with prefix('…', fragment)",
        )
      }
      states.set(name, state)
    }
  }
  return fragmentOf(fragments[0].startAt, states)
}

export interface AttemptOptions extends RetryAndCatch {
  /** The name of the new state. Default: `Attempt: ` and the name of the fragment's first state. */
  readonly name?: string
  /** The query language of the state machine. Default `JSONPath`. */
  readonly queryLanguage?: 'JSONPath' | 'JSONata'
}

/**
 * Wraps a fragment in one state, so that it can be retried or caught as a whole: a Parallel state with one branch, whose output is
 * the branch's output.
 *
 * @example attempt(job, { retry: { maxAttempts: 2 }, catch: { next: 'failed' } })
 */
export const attempt = (fragment: Fragment, options: AttemptOptions): Fragment => {
  const { name = `Attempt: ${fragment.startAt}`, queryLanguage, ...recovery } = options
  const unwrapped = queryLanguage === 'JSONata' ? { output: '{% $states.result[0] %}' } : { outputPath: '$[0]' }
  return {
    startAt: name,
    states: { [name]: { type: 'parallel', branches: [machine(fragment)], ...unwrapped, ...recovery } },
  }
}

/** The optional fields of a state machine. */
export type MachineFields = Partial<Pick<Definition, 'comment' | 'version' | 'queryLanguage' | 'timeoutSeconds'>>

/**
 * Makes a branch or an item processor of a fragment: its open ends get `end: true`.
 *
 * @example machine(job)
 */
export function machine<Name extends string>(fragment: Fragment<Name>): StateMachineDefinition<Name>
/**
 * Makes a state machine of a fragment: its open ends get `end: true`.
 *
 * @example machine('jobs', job, { timeoutSeconds: 60 })
 */
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
  if (!fragment) throw new TypeError(`machine(${JSON.stringify(name)}) needs a fragment: { startAt, states }`)
  const { startAt, states } = closeEnds(fragment, { end: true })
  return { ...(name === undefined ? {} : { name }), ...fields, startAt, states }
}

const problem = (path: Issue['path'], message: string, hint?: string): DefinitionError =>
  new DefinitionError([{ path, code: SCHEMA, message, severity: 'error', ...(hint ? { hint } : {}) }])
