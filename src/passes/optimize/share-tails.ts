import type { JsonObject } from '../../json.ts'
import { type MutableMachine, redirected, referencesIn } from '../mutable-machine.ts'
import { readsOwnContext } from './expression-facts.ts'

/**
 * Replaces states that are the same as another one, with the same transitions, by that one. The targets of catchers stay. Returns true if
 * something has changed.
 */
export const shareTails = (machine: MutableMachine, isDistinct: (name: string) => boolean): boolean => {
  const references = referencesIn(machine)
  const isCatchTarget = (name: string): boolean => references.get(name)?.some(({ kind }) => kind === 'catch') ?? false
  const kept = new Map<string, string>()
  const replaced = new Map<string, string>()
  for (const [name, state] of inOrder(machine, isCatchTarget)) {
    if (isDistinct(name)) continue
    const content = JSON.stringify(sorted(state))
    const same = kept.get(content)
    if (same === undefined) {
      if (!readsOwnContext(state)) kept.set(content, name)
    } else if (!isCatchTarget(name)) replaced.set(name, same)
  }
  for (const [name, same] of replaced) {
    machine.states.delete(name)
    if (machine.startAt === name) machine.startAt = same
    for (const { from } of references.get(name) ?? []) {
      const state = from === undefined ? undefined : machine.states.get(from)
      if (from !== undefined && state) machine.states.set(from, redirected(state, name, same))
    }
  }
  return replaced.size > 0
}

/** The targets of catchers first, because they keep their names. */
const inOrder = ({ states }: MutableMachine, isCatchTarget: (name: string) => boolean): [string, JsonObject][] => {
  const all = [...states]
  return [...all.filter(([name]) => isCatchTarget(name)), ...all.filter(([name]) => !isCatchTarget(name))]
}

/** The order of a state's fields has no meaning. */
const sorted = (state: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1)))
