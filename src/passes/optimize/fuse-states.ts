import type { JsonObject } from '../../json.ts'
import {
  languageOfState,
  type MutableMachine,
  redirected,
  referencesIn,
  type StateReference,
  withComment,
  withTransitionOf,
} from '../mutable-machine.ts'
import { readsOwnContext } from './expression-facts.ts'
import { fuseJsonPathAfterWork, fuseJsonPathIntoTask, fuseJsonPathPasses } from './fuse-json-path.ts'
import { fuseJsonataAfterWork, fuseJsonataIntoTask, fuseJsonataPasses } from './fuse-jsonata.ts'
import { knownState } from './known-fields.ts'

/** A state and the one that follows it. */
interface Pair {
  readonly first: JsonObject
  readonly second: JsonObject
  readonly isJsonata: boolean
}

/**
 * Fuses each Pass or Succeed state into the Pass, Wait, Task, Parallel or Map state before it. If it has other references, it stays for
 * them, because a state has one transition less even so. Returns true if something has changed.
 */
export const fuseBackward = (machine: MutableMachine): boolean => {
  let hasChanged = false
  for (const [name, first] of machine.states) {
    const pair = pairAt(machine, name, first)
    const fused = pair && knownState(pair.second, 'Pass', 'Succeed') && fuseSecond(pair)
    if (!pair || !fused || readsOwnContext(pair.second) || isEndless(machine, name, first)) continue
    machine.states.set(name, withComment(withTransitionOf(fused, pair.second), pair.second.Comment))
    hasChanged = true
  }
  return hasChanged
}

const fuseSecond = ({ first, second, isJsonata }: Pair): JsonObject | undefined => {
  if (knownState(first, 'Pass')) return (isJsonata ? fuseJsonataPasses : fuseJsonPathPasses)(first, second)
  if (knownState(first, 'Wait')) return isJsonata ? fuseJsonataPasses(first, second) : undefined
  if (!knownState(first, 'Task', 'Parallel', 'Map')) return undefined
  return (isJsonata ? fuseJsonataAfterWork : fuseJsonPathAfterWork)(first, second)
}

/**
 * Fuses each Pass state into the Task or Parallel state after it, if nothing else leads there. A Pass state that a catcher names stays.
 * Returns true if something has changed.
 */
export const fuseForward = (machine: MutableMachine): boolean => {
  const references = new Map(referencesIn(machine))
  let hasChanged = false
  for (const [name, first] of machine.states) {
    const pair = knownState(first, 'Pass') ? pairAt(machine, name, first) : undefined
    const isWork = knownState(pair?.second, 'Task', 'Parallel') !== undefined
    const next = String(first.Next)
    if (!pair || !isWork || references.get(next)?.length !== 1 || readsOwnContext(first)) continue
    if (references.get(name)?.some(({ kind }) => kind === 'catch')) continue
    const fused = (pair.isJsonata ? fuseJsonataIntoTask : fuseJsonPathIntoTask)(first, pair.second)
    if (!fused) continue
    machine.states.set(next, withComment(fused, first.Comment))
    const leading = references.get(name) ?? []
    replace(machine, { name, by: next, leading })
    references.set(next, leading)
    hasChanged = true
  }
  return hasChanged
}

/** Makes the transitions that lead to one state lead to another, and removes the state. */
const replace = (
  machine: MutableMachine,
  { name, by, leading }: { name: string; by: string; leading: readonly StateReference[] },
): void => {
  machine.states.delete(name)
  for (const { from } of leading) {
    const state = from === undefined ? undefined : machine.states.get(from)
    if (from === undefined) machine.startAt = by
    else if (state) machine.states.set(from, redirected(state, name, by))
  }
}

const pairAt = (machine: MutableMachine, name: string, first: JsonObject): Pair | undefined => {
  const second = typeof first.Next === 'string' && first.Next !== name ? machine.states.get(first.Next) : undefined
  if (!second) return undefined
  const language = languageOfState(first, machine)
  return language === languageOfState(second, machine)
    ? { first, second, isJsonata: language === 'JSONata' }
    : undefined
}

/** True if the Pass states after a state lead back to themselves: such a loop never ends, and could be fused for ever. */
const isEndless = ({ states }: MutableMachine, name: string, first: JsonObject): boolean => {
  const seen = new Set([name])
  let state: JsonObject | undefined = first
  while (state && typeof state.Next === 'string') {
    if (seen.has(state.Next)) return true
    seen.add(state.Next)
    const next = states.get(state.Next)
    state = next?.Type === 'Pass' ? next : undefined
  }
  return false
}
