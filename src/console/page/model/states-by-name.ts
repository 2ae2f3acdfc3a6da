import { isJsonObject } from '../../../json.ts'

/** The fields of all states of a definition, in ASL or as a literal, by their names, which are unique in a whole definition. */
export const statesByName = (definition: unknown): ReadonlyMap<string, unknown> => {
  const found = new Map<string, unknown>()
  const readMachine = (machine: unknown): void => {
    if (!isJsonObject(machine)) return
    const states = machine.States ?? machine.states
    if (!isJsonObject(states)) return
    for (const [name, state] of Object.entries(states)) {
      found.set(name, state)
      if (isJsonObject(state)) machinesIn(state).forEach(readMachine)
    }
  }
  readMachine(definition)
  return found
}

/** The branches of a Parallel state, which are an object by name in some literals, or the processor of a Map state. */
const machinesIn = (state: Readonly<Record<string, unknown>>): unknown[] => {
  const { Branches, branches = Branches } = state
  const processors = [state.ItemProcessor, state.Iterator, state.itemProcessor, state.iterator]
  return [...Object.values(Object(branches)), ...processors]
}
