import { isJsonObject } from '../json.ts'
import { parseResource } from '../specs/resource.ts'

/** The activities that a literal names, in their order, each once: in branches and item processors too. */
export const activitiesOf = (definition: unknown): string[] => [...new Set(namedIn(definition))]

function* namedIn(machine: unknown): Generator<string> {
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return
  for (const state of Object.values(machine.states)) {
    if (!isJsonObject(state)) continue
    if (state.type === 'task' && typeof state.resource === 'string') yield* activityIn(state.resource)
    if (state.type === 'parallel' && Array.isArray(state.branches))
      for (const branch of state.branches) yield* namedIn(branch)
    if (state.type === 'map') yield* namedIn(state.itemProcessor ?? state.iterator)
  }
}

function* activityIn(resource: string): Generator<string> {
  const parsed = parseResource(resource)
  if (parsed.kind === 'activity') yield parsed.name
}
