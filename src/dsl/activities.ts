import { isJsonObject } from '../json.ts'
import { parseResource } from '../specs/parse-resource.ts'

/** The activities that a literal names, in their order, each once: in branches and item processors too. */
export const activitiesOf = (definition: unknown): string[] => [
  ...new Set(Array.from(tasksIn(definition), ({ activity }) => activity)),
]

/**
 * How often a worker should say that it lives, in seconds, by activity: three times in the shortest `heartbeatSeconds` of the
 * activity's states. States that compute theirs are not counted.
 */
export const heartbeatsOf = (definition: unknown): Record<string, number> => {
  const heartbeats = new Map<string, number>()
  for (const { activity, heartbeatSeconds } of tasksIn(definition)) {
    if (typeof heartbeatSeconds !== 'number') continue
    heartbeats.set(activity, Math.min(heartbeats.get(activity) ?? Number.POSITIVE_INFINITY, heartbeatSeconds / 3))
  }
  return Object.fromEntries(heartbeats)
}

interface ActivityTask {
  readonly activity: string
  readonly heartbeatSeconds: unknown
}

function* tasksIn(machine: unknown): Generator<ActivityTask> {
  if (!isJsonObject(machine) || !isJsonObject(machine.states)) return
  for (const state of Object.values(machine.states)) {
    if (!isJsonObject(state)) continue
    if (state.type === 'task' && typeof state.resource === 'string') {
      const parsed = parseResource(state.resource)
      if (parsed.kind === 'activity') yield { activity: parsed.name, heartbeatSeconds: state.heartbeatSeconds }
    }
    if (state.type === 'parallel' && Array.isArray(state.branches))
      for (const branch of state.branches) yield* tasksIn(branch)
    if (state.type === 'map') yield* tasksIn(state.itemProcessor ?? state.iterator)
  }
}
