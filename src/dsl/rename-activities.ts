import { isJsonObject, type JsonObject } from '../json.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { mapNestedMachines } from './nested-machines.ts'

type Rename = (activity: string) => string

/** A copy of a literal with its activities renamed, including those in branches and item processors. */
export const renameActivities = <D>(definition: D, rename: Rename): D => renameInMachine(definition, rename) as D

const renameInMachine = (machine: unknown, rename: Rename): unknown => {
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return machine
  const states = Object.entries(machine.states).map(([name, state]) => [
    name,
    isJsonObject(state) ? renameInState(state, rename) : state,
  ])
  return { ...machine, states: Object.fromEntries(states) }
}

const renameInState = (state: JsonObject, rename: Rename): unknown => {
  const { type, resource } = state
  if (type === 'task' && typeof resource === 'string') return { ...state, resource: renameResource(resource, rename) }
  return mapNestedMachines(state, (machine) => renameInMachine(machine, rename))
}

const renameResource = (resource: string, rename: Rename): string => {
  const parsed = parseResource(resource)
  return parsed.kind === 'activity' ? rename(parsed.name) : resource
}
