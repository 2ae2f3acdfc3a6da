import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { toLiteralKey } from '../../specs/asl-key.ts'
import type { DefinitionPath } from '../../specs/finding.ts'
import { machineFields } from '../../specs/state-types.ts'
import { ownValue } from '../../specs/value-at-path.ts'
import { aligned } from './aligned.ts'

/** One difference of two literals, at a path of the new one (of the old one, if only that has it). */
export type Change =
  | { readonly kind: 'added' | 'removed'; readonly path: DefinitionPath; readonly state: JsonObject }
  | {
      /** A transition leads to another state. */
      readonly kind: 'rewired'
      readonly path: DefinitionPath
      readonly from: unknown
      readonly to: unknown
    }
  | {
      readonly kind: 'field'
      readonly path: DefinitionPath
      readonly from: unknown
      readonly to: unknown
      /** The path of the state that has the field; empty for a field of the definition itself. */
      readonly owner: DefinitionPath
    }

const nestedFields: ReadonlySet<string> = new Set(machineFields.map(({ field }) => toLiteralKey(field)))

/** The fields of a state, a choice or a catcher that name the next state. */
const transitions: ReadonlySet<string> = new Set(['next', 'default'])

/** The fields of a state whose entries have transitions. */
const withTransitions: ReadonlySet<string> = new Set(['choices', 'catch'])

/** Finds the differences of two machines: whole definitions, branches or item processors. `owner` is the state around them. */
export const machineChanges = (
  before: unknown,
  after: unknown,
  path: DefinitionPath,
  owner: DefinitionPath = [],
): Change[] =>
  [...keysOf(before, after).filter((key) => key !== 'states'), 'states'].flatMap((key) => {
    const [from, to] = [ownValue(before, key), ownValue(after, key)]
    if (key === 'states') return stateListChanges(from, to, [...path, key])
    if (key === 'startAt') return transitionChange(from, to, [...path, key])
    return valueChanges(from, to, [...path, key], owner)
  })

const stateListChanges = (before: unknown, after: unknown, path: DefinitionPath): Change[] =>
  keysOf(before, after).flatMap((name): Change[] => {
    const [from, to] = [ownValue(before, name), ownValue(after, name)]
    const at = [...path, name]
    if (isJsonObject(from) && isJsonObject(to)) return stateChanges(from, to, at)
    if (isJsonObject(to)) return [{ kind: 'added', path: at, state: to }]
    return isJsonObject(from) ? [{ kind: 'removed', path: at, state: from }] : []
  })

const stateChanges = (before: JsonObject, after: JsonObject, path: DefinitionPath): Change[] =>
  keysOf(before, after).flatMap((key) => {
    const [from, to] = [ownValue(before, key), ownValue(after, key)]
    const at = [...path, key]
    // A state without `next` ends, so the change of `next` is enough.
    if (key === 'end') return []
    if (transitions.has(key)) return transitionChange(from, to, at)
    if (nestedFields.has(key)) return nestedChanges(from, to, at, path)
    if (withTransitions.has(key)) return routeChanges(from, to, at, path)
    return valueChanges(from, to, at, path)
  })

const nestedChanges = (before: unknown, after: unknown, path: DefinitionPath, owner: DefinitionPath): Change[] => {
  if (!Array.isArray(before) && !Array.isArray(after)) return machineChanges(before, after, path, owner)
  return aligned(listOf(before), listOf(after)).flatMap((pair) =>
    machineChanges(pair.before, pair.after, [...path, pair.index], owner),
  )
}

/** The changes of choices or catchers: a whole entry that is new or gone, or the fields of one that changed. */
const routeChanges = (before: unknown, after: unknown, path: DefinitionPath, owner: DefinitionPath): Change[] =>
  aligned(listOf(before), listOf(after)).flatMap((pair): Change[] => {
    const at = [...path, pair.index]
    if (!isJsonObject(pair.before) || !isJsonObject(pair.after))
      return [{ kind: 'field', path: at, from: pair.before, to: pair.after, owner }]
    return keysOf(pair.before, pair.after).flatMap((key) => {
      const [from, to] = [ownValue(pair.before, key), ownValue(pair.after, key)]
      return transitions.has(key)
        ? transitionChange(from, to, [...at, key])
        : valueChanges(from, to, [...at, key], owner)
    })
  })

const transitionChange = (from: unknown, to: unknown, path: DefinitionPath): Change[] =>
  from === to ? [] : [{ kind: 'rewired', path, from, to }]

/** The changes of data, at the deepest keys that differ. A condition is one value. */
const valueChanges = (from: unknown, to: unknown, path: DefinitionPath, owner: DefinitionPath): Change[] => {
  if (isDeepStrictEqual(from, to)) return []
  if (isJsonObject(from) && isJsonObject(to))
    return keysOf(from, to).flatMap((key) =>
      valueChanges(ownValue(from, key), ownValue(to, key), [...path, key], owner),
    )
  if (Array.isArray(from) && Array.isArray(to) && path.at(-1) !== 'condition')
    return aligned(from, to).flatMap((pair) => valueChanges(pair.before, pair.after, [...path, pair.index], owner))
  return [{ kind: 'field', path, from, to, owner }]
}

/** The keys of two objects: those of the second one in its order, then those that only the first one has. */
const keysOf = (before: unknown, after: unknown): string[] => [
  ...new Set([after, before].flatMap((value) => (isJsonObject(value) ? Object.keys(value) : []))),
]

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
