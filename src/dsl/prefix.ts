import { isJsonObject } from '../json.ts'
import { toAslKey } from '../specs/asl-key.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { machineFields } from '../specs/state-types.ts'
import { assertFragment, type Fragment } from './fragment.ts'

type Fields = Readonly<Record<string, unknown>>
type Rename = (name: string) => string

/**
 * Renames every state of a fragment and every reference to it, including those in branches and item processors, so that a state machine can
 * contain a fragment twice. References to states outside the fragment stay.
 * @throws TypeError if the second argument is not a fragment.
 *
 * @example
 * const job = sequence({ fetch: { type: 'task', resource: 'fetch' } })
 * prefix('Quick: ', job).startAt // => 'Quick: fetch'
 */
export const prefix = <const Prefix extends string, Name extends string>(
  text: Prefix,
  fragment: Fragment<Name>,
): Fragment<`${Prefix}${Name}`> => {
  assertFragment(fragment, 'the second argument of prefix')
  return renameMachine(fragment, text) as Fragment<`${Prefix}${Name}`>
}

const renameMachine = (machine: object, text: string): object => {
  const states = Object.entries(machine).find(([key]) => toAslKey(key) === 'States')?.[1]
  const names = new Set(isJsonObject(states) ? Object.keys(states) : [])
  const rename: Rename = (name) => (names.has(name) ? `${text}${name}` : name)
  return mapFields(machine, {
    StartAt: (name) => renamed(name, rename),
    States: (inner) =>
      isJsonObject(inner)
        ? Object.fromEntries(
            Object.entries(inner).map(([name, state]) => [rename(name), renameState(state, rename, text)]),
          )
        : inner,
  })
}

const renameState = (state: unknown, rename: Rename, text: string): unknown => {
  const machine = (value: unknown): unknown => {
    if (typeof value === 'string') return rename(value)
    if (isSingleState(value)) return renameState(value, (name) => name, text)
    return isJsonObject(value) ? renameMachine(value, text) : value
  }
  return mapFields(state, {
    Next: (name) => renamed(name, rename),
    Default: (name) => renamed(name, rename),
    Catch: (catchers) => each(catchers, (catcher) => mapFields(catcher, { Next: (name) => renamed(name, rename) })),
    Choices: (rules) => each(rules, (rule) => mapFields(rule, { Next: (name) => renamed(name, rename) })),
    ...Object.fromEntries(machineFields.map(({ field }) => [field, (value: unknown) => each(value, machine)])),
  })
}

const renamed = (name: unknown, rename: Rename): unknown => (typeof name === 'string' ? rename(name) : name)

const each = (oneOrMany: unknown, map: (value: unknown) => unknown): unknown =>
  Array.isArray(oneOrMany) ? oneOrMany.map(map) : map(oneOrMany)

/** A copy of an object with some fields mapped, in camelCase or as ASL verbatim. Other values are returned unchanged. */
const mapFields = <Value>(
  object: Value,
  maps: Readonly<Record<string, (value: unknown) => unknown>>,
): Value | Fields =>
  isJsonObject(object)
    ? Object.fromEntries(
        Object.entries(object).map(([key, value]) => {
          const aslKey = toAslKey(key)
          const map = Object.hasOwn(maps, aslKey) ? maps[aslKey] : undefined
          return [key, map ? map(value) : value]
        }),
      )
    : object
