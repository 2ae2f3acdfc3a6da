import { isJsonObject, type JsonObject } from '../json.ts'
import { parseResource } from '../specs/parse-resource.ts'

type Rename = (activity: string) => string

/** A literal whose tasks name other activities: in branches and item processors too. The rest is as it was. */
export const renameActivities = <D>(definition: D, rename: Rename): D => renameIn(definition, rename) as D

const renameIn = (machine: unknown, rename: Rename): unknown => {
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return machine
  const states = Object.entries(machine.states).map(([name, state]) => [
    name,
    isJsonObject(state) ? renameInState(state, rename) : state,
  ])
  return { ...machine, states: Object.fromEntries(states) }
}

const renameInState = (state: JsonObject, rename: Rename): unknown => {
  const { type, resource, branches, itemProcessor, iterator } = state
  if (type === 'task' && typeof resource === 'string') return { ...state, resource: renameResource(resource, rename) }
  if (type === 'parallel' && Array.isArray(branches))
    return { ...state, branches: branches.map((branch) => renameIn(branch, rename)) }
  if (type !== 'map') return state
  return {
    ...state,
    ...(itemProcessor && { itemProcessor: renameIn(itemProcessor, rename) }),
    ...(iterator && { iterator: renameIn(iterator, rename) }),
  }
}

const renameResource = (resource: string, rename: Rename): string => {
  const parsed = parseResource(resource)
  return parsed.kind === 'activity' ? rename(parsed.name) : resource
}
