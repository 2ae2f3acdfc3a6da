import type { Definition } from '../specs/definition.ts'
import type { StateMachine } from './define-state-machine.ts'
import { assertFragment, type Fragment, linkEnds } from './fragment.ts'

/** The optional fields of a state machine. */
export type MachineFields = Partial<Pick<Definition, 'comment' | 'version' | 'queryLanguage' | 'timeoutSeconds'>>

/**
 * Converts a fragment to a branch or an item processor: its open ends get `end: true`.
 * @throws TypeError if the argument is not a fragment.
 *
 * @example
 * machine(sequence({ a: { type: 'pass' } })) // => { startAt: 'a', states: { a: { type: 'pass', end: true } } }
 */
export function machine<Name extends string>(fragment: Fragment<Name>): StateMachine<Name>
/**
 * Converts a fragment to a state machine: its open ends get `end: true`.
 * @throws TypeError if the second argument is not a fragment.
 *
 * @example
 * const job = sequence({ fetch: { type: 'task', resource: 'fetch' } })
 * machine('jobs', job, { timeoutSeconds: 60 }).timeoutSeconds // => 60
 */
export function machine<Name extends string>(
  name: string,
  fragment: Fragment<Name>,
  fields?: MachineFields,
): StateMachine<Name>
export function machine(first: string | Fragment, second?: Fragment, fields: MachineFields = {}): StateMachine {
  const name = typeof first === 'string' ? first : undefined
  const fragment = typeof first === 'string' ? second : first
  assertFragment(fragment, `the ${name === undefined ? 'first' : 'second'} argument of machine`)
  const { startAt, states } = linkEnds(fragment, { end: true })
  return { ...(name === undefined ? {} : { name }), ...fields, startAt, states }
}
