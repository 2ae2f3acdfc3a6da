import type { JsonObject } from '../../json.ts'
import {
  languageOfState,
  type MutableMachine,
  redirected,
  referencesIn,
  type StateReference,
  withComment,
  withoutFields,
} from '../mutable-machine.ts'
import { assignsNothing } from './expression-facts.ts'
import { isEmptyJsonata } from './fuse-jsonata.ts'
import { isWhole, keepsData } from './json-path-flow.ts'
import { knownState } from './known-fields.ts'

/**
 * Removes Pass states that do nothing, and ends a state in place of a transition to an empty Succeed state. The targets of catchers stay.
 * Returns true if something has changed.
 */
export const dropNoOps = (machine: MutableMachine): boolean => {
  const references = referencesIn(machine)
  let hasChanged = false
  for (const [name, state] of machine.states) {
    if (!isNoOp(state, machine)) continue
    for (const reference of references.get(name) ?? [])
      hasChanged = bypass(machine, { name, state, reference }) || hasChanged
  }
  return hasChanged
}

const isNoOp = (state: JsonObject, machine: MutableMachine): boolean => {
  if (!knownState(state, 'Pass', 'Succeed')) return false
  if (languageOfState(state, machine) === 'JSONata') return isEmptyJsonata(state)
  return state.Type === 'Succeed'
    ? isWhole(state.InputPath) && isWhole(state.OutputPath)
    : keepsData(state) && assignsNothing(state)
}

interface Bypass {
  readonly name: string
  /** The state that does nothing. */
  readonly state: JsonObject
  readonly reference: StateReference
}

const bypass = (machine: MutableMachine, { name, state, reference: { from, kind } }: Bypass): boolean => {
  const target = typeof state.Next === 'string' ? endOfNoOps(name, state.Next, machine) : undefined
  if (kind === 'catch' || target === name) return false
  if (from === undefined) {
    if (target === undefined) return false
    machine.startAt = target
    addComment(machine, target, state)
    return true
  }
  const source = machine.states.get(from)
  if (!source || from === name) return false
  if (target === undefined) {
    if (kind !== 'next') return false
    machine.states.set(from, withComment({ ...withoutFields(source, 'Next'), End: true }, state.Comment))
    return true
  }
  machine.states.set(from, redirected(source, name, target))
  addComment(machine, target, state)
  return true
}

/** The first state after a no-op state that is not one itself. In an endless loop of no-op states, the state itself. */
const endOfNoOps = (name: string, next: string, machine: MutableMachine): string => {
  const seen = new Set([name])
  let target = next
  for (let state = machine.states.get(target); state && isNoOp(state, machine); state = machine.states.get(target)) {
    if (seen.has(target)) return name
    seen.add(target)
    if (typeof state.Next !== 'string') return target
    target = state.Next
  }
  return target
}

const addComment = ({ states }: MutableMachine, name: string, { Comment: comment }: JsonObject): void => {
  const state = states.get(name)
  if (state && comment !== undefined) states.set(name, withComment(state, comment))
}
