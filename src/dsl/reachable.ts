import type { AslObject } from '../specs/asl-object.ts'
import { isOpenEnd } from '../specs/is-open-end.ts'
import { readMachine, type StateNode } from '../specs/read-machine.ts'
import { factsOf } from '../specs/state-types.ts'
import { assertJson, desugarTree, templateEnvironment } from '../sugar/desugar.ts'
import { definitionError } from './definition-error.ts'

/**
 * The names of the states that transitions can reach from a state, including that state, in the order of the definition. States inside
 * branches and item processors are not listed.
 * @param definition a literal, a fragment or ASL.
 * @param from the name of a state. Default: `startAt`.
 * @throws DefinitionError if there is no state of this name.
 *
 * @example
 * reachable({ startAt: 'a', states: { a: { type: 'pass', next: 'b' }, b: { type: 'succeed' } } }, 'b') // => ['b']
 */
export const reachable = (definition: object, from?: string): string[] => {
  const { states, startAt } = read(definition)
  const names = statesFrom(from ?? startAt, states)
  return states.flatMap(({ name }) => (names.has(name) ? [name] : []))
}

/**
 * The names of the reachable states at which a state machine or fragment ends, in the order of the definition: those with `end: true`,
 * succeed and fail states, and open ends.
 * @param definition a literal, a fragment or ASL.
 * @throws DefinitionError if there is no state `startAt`.
 *
 * @example
 * ends({ startAt: 'a', states: { a: { type: 'pass', next: 'b' }, b: { type: 'succeed' } } }) // => ['b']
 */
export const ends = (definition: object): string[] => {
  const { states, startAt } = read(definition)
  const names = statesFrom(startAt, states)
  return states.flatMap(({ name, fields }) => (names.has(name) && isEnd(fields) ? [name] : []))
}

const read = (definition: object): { states: readonly StateNode[]; startAt: unknown } => {
  assertJson(definition)
  const { fields, states } = readMachine(desugarTree(definition, templateEnvironment))
  return { states, startAt: fields.StartAt }
}

const statesFrom = (start: unknown, states: readonly StateNode[]): ReadonlySet<string> => {
  const byName = new Map<unknown, StateNode>(states.map((state) => [state.name, state]))
  const first = byName.get(start)
  if (!first) throw definitionError(['states'], `no state named ${JSON.stringify(start)}`)
  const reached = new Set([first.name])
  // The set grows while it is visited, so that the targets of targets are visited too.
  for (const name of reached) {
    for (const target of byName.get(name)?.targets ?? []) if (byName.has(target.name)) reached.add(target.name)
  }
  return reached
}

const isEnd = (fields: AslObject): boolean =>
  fields.End === true || factsOf(fields.Type)?.isTerminal === true || isOpenEnd(fields)
