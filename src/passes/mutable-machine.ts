import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { factsOf } from '../specs/state-types.ts'
import type { QueryLanguage } from '../specs/values.ts'
import type { Asl } from '../sugar/desugar.ts'

/** A machine while a pass changes it: the whole definition, a branch or an item processor. States are replaced, never changed. */
export interface MutableMachine {
  startAt: string
  readonly states: Map<string, JsonObject>
  /** The query language of the whole definition. */
  readonly language: QueryLanguage
}

/** A way in which a state is entered. */
export interface StateReference {
  /** The state that names it; `undefined` for `StartAt`. */
  readonly from: string | undefined
  readonly kind: 'start' | 'next' | 'default' | 'rule' | 'catch'
}

/** The query language of a state. */
export const languageOfState = (state: JsonObject, { language }: MutableMachine): QueryLanguage =>
  state.QueryLanguage === 'JSONata' || state.QueryLanguage === 'JSONPath' ? state.QueryLanguage : language

/** Every reference to each state. */
export const referencesIn = ({ startAt, states }: MutableMachine): ReadonlyMap<string, readonly StateReference[]> => {
  const found = new Map<string, StateReference[]>()
  const add = (to: Json | undefined, reference: StateReference): void => {
    if (typeof to !== 'string') return
    const known = found.get(to)
    if (known) known.push(reference)
    else found.set(to, [reference])
  }
  add(startAt, { from: undefined, kind: 'start' })
  for (const [from, state] of states) {
    add(state.Next, { from, kind: 'next' })
    add(state.Default, { from, kind: 'default' })
    for (const rule of entriesOf(state.Choices)) add(rule.Next, { from, kind: 'rule' })
    for (const catcher of entriesOf(state.Catch)) add(catcher.Next, { from, kind: 'catch' })
  }
  return found
}

/** The objects of a list; none if it is absent. */
export const entriesOf = (list: Json | undefined): JsonObject[] =>
  Array.isArray(list) ? list.filter(isJsonObject) : []

/** The targets of a state's transitions. */
export const targetsOfState = (state: JsonObject): string[] =>
  [
    state.Next,
    state.Default,
    ...[...entriesOf(state.Choices), ...entriesOf(state.Catch)].map(({ Next }) => Next),
  ].filter((target) => typeof target === 'string')

/** Removes the states that no transition reaches any more. */
export const dropUnreachable = ({ startAt, states }: MutableMachine): void => {
  const reached = new Set([startAt])
  for (const name of reached) for (const target of targetsOfState(states.get(name) ?? {})) reached.add(target)
  for (const name of states.keys()) if (!reached.has(name)) states.delete(name)
}

/** True if a state retries or catches errors. */
export const recovers = (state: JsonObject): boolean =>
  entriesOf(state.Retry).length > 0 || entriesOf(state.Catch).length > 0

/** Copies an object without some fields. */
export const withoutFields = (object: JsonObject, ...fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)))

/** Copies some fields of an object. */
export const onlyFields = (object: JsonObject, ...fields: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([field]) => fields.includes(field)))

/** Rules or catchers whose transitions to one state lead to another. */
export const withNext = (entries: readonly JsonObject[], from: string, to: string): JsonObject[] =>
  entries.map((entry) => (entry.Next === from ? { ...entry, Next: to } : entry))

/** A state whose transitions to one state lead to another; those of its catchers stay. */
export const redirected = (state: JsonObject, from: string, to: string): JsonObject => ({
  ...state,
  ...(state.Next === from && { Next: to }),
  ...(state.Default === from && { Default: to }),
  ...(state.Choices !== undefined && { Choices: withNext(entriesOf(state.Choices), from, to) }),
})

/** A state with the transition of another one. */
export const withTransitionOf = (state: JsonObject, { Next: next, Type: type }: JsonObject): JsonObject => {
  const open = withoutFields(state, 'Next', 'End')
  return next === undefined || type === 'Succeed' ? { ...open, End: true } : { ...open, Next: next }
}

/** A state with a comment in addition to its own. */
export const withComment = (state: JsonObject, comment: Json | undefined): JsonObject => {
  const own = state.Comment
  if (typeof comment !== 'string' || comment === own) return state
  if (typeof own === 'string' && own.split('; ').includes(comment)) return state
  return { ...state, Comment: typeof own === 'string' ? `${own}; ${comment}` : comment }
}

/**
 * Changes each machine of a definition, those inside first. Machines and states that stay the same are the same objects in the result.
 */
export const mapMachines = (asl: Asl, change: (machine: MutableMachine) => void): Asl => {
  const language = asl.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath'
  const changedMachine = (fields: JsonObject): JsonObject => {
    if (!isJsonObject(fields.States) || typeof fields.StartAt !== 'string') return fields
    const before = Object.entries(fields.States)
    const states = new Map(
      before.flatMap(([name, state]) => (isJsonObject(state) ? [[name, changedState(state)] as const] : [])),
    )
    const machine: MutableMachine = { startAt: fields.StartAt, states, language }
    change(machine)
    const isSame =
      machine.startAt === fields.StartAt &&
      states.size === before.length &&
      before.every(([name, state]) => states.get(name) === state)
    return isSame ? fields : { ...fields, StartAt: machine.startAt, States: Object.fromEntries(states) }
  }
  const changedState = (state: JsonObject): JsonObject => {
    let changed = state
    for (const { field } of factsOf(state.Type)?.machines ?? []) {
      const value = state[field]
      const mapped = Array.isArray(value)
        ? sameOrMapped(value, (one) => (isJsonObject(one) ? changedMachine(one) : one))
        : isJsonObject(value)
          ? changedMachine(value)
          : value
      if (mapped !== undefined && mapped !== value) changed = { ...changed, [field]: mapped }
    }
    return changed
  }
  return changedMachine(asl) as Asl
}

const sameOrMapped = (list: Json[], map: (one: Json) => Json): Json[] => {
  const mapped = list.map(map)
  return mapped.every((one, index) => one === list[index]) ? list : mapped
}
