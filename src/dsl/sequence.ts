import { isJsonObject } from '../json.ts'
import { isOpenEnd } from '../specs/is-open-end.ts'
import { show } from '../specs/show.ts'
import { definitionError } from './definition-error.ts'
import { type Fragment, fragmentOf, mapStates, type StateLiteral } from './fragment.ts'

/**
 * Links states in the order of their keys: each state without `next` and `end` gets the following one as `next`. The last one stays open.
 * @throws DefinitionError if there is no state, or if a name is an integer, because JavaScript moves such keys to the front;
 * TypeError if the argument is not an object of states.
 *
 * @example sequence({ fetch: { type: 'task', resource: 'fetch' }, store: { type: 'task', resource: 'store' } })
 */
export const sequence = <const Name extends string>(states: Readonly<Record<Name, StateLiteral>>): Fragment<Name> => {
  assertStates(states)
  const names = Object.keys(states)
  const [first] = names
  if (first === undefined) throw definitionError([], 'a sequence needs at least one state')
  const moved = names.find((name) => /^(?:0|[1-9]\d*)$/.test(name))
  if (moved !== undefined) {
    const message = `"${moved}" is an integer, and JavaScript moves integer keys before all others`
    throw definitionError([moved], message, 'use another name')
  }
  const following = new Map(names.map((name, index) => [name, names[index + 1]]))
  return mapStates(fragmentOf<Name>(first, Object.entries<StateLiteral>(states)), (state, name) => {
    const next = following.get(name)
    return next !== undefined && isOpenEnd(state) ? { ...state, next } : state
  })
}

const assertStates = (states: unknown): void => {
  if (!isJsonObject(states)) throw new TypeError(`sequence needs an object of states by name, got ${show(states)}`)
  for (const [name, state] of Object.entries(states)) {
    if (!isJsonObject(state)) {
      throw new TypeError(`sequence needs an object of states by name, got ${show(state)} for ${JSON.stringify(name)}`)
    }
  }
}
