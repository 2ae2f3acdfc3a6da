import { isJsonObject } from '../json.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { nestedMachines } from './nested-machines.ts'

/** The names of the activities in a literal, in order and without duplicates, including those in branches and item processors. */
export const activitiesOf = (definition: unknown): string[] => [
  ...new Set(Array.from(tasksIn(definition), ({ activity }) => activity)),
]

/**
 * The interval at which a worker sends heartbeats, in seconds, by activity: a third of the shortest `heartbeatSeconds` of the
 * activity's states. States that compute their interval are ignored.
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
    for (const inner of nestedMachines(state)) yield* tasksIn(inner)
  }
}
