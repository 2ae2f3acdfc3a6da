import { toAwsName } from '../arn.ts'
import type { Issue } from '../errors.ts'
import { type DefinitionPath, SCHEMA } from '../specs/finding.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { literalStates } from './literal-states.ts'

/** The names of the activities in a literal, in order and without duplicates, including those in branches and item processors. */
export const activitiesOf = (definition: unknown): string[] => activitiesIn(activityStates(definition))

/** The names of the activities of states, in order and without duplicates. */
export const activitiesIn = (states: readonly ActivityState[]): string[] => [
  ...new Set(states.map(({ activity }) => activity)),
]

/**
 * The interval at which a worker sends heartbeats, in seconds, by activity: a third of the shortest `heartbeatSeconds` of the
 * activity's states. States that compute their interval are ignored.
 */
export const heartbeatsOf = (definition: unknown): Record<string, number> => {
  const heartbeats = new Map<string, number>()
  for (const { activity, heartbeatSeconds } of activityStates(definition)) {
    if (typeof heartbeatSeconds !== 'number') continue
    heartbeats.set(activity, Math.min(heartbeats.get(activity) ?? Number.POSITIVE_INFINITY, heartbeatSeconds / 3))
  }
  return Object.fromEntries(heartbeats)
}

/** Finds activities with different names that are the same activity on AWS: `a/b` and `a__b`. */
export const activityClashes = (states: readonly ActivityState[]): Issue[] => {
  const byAwsName = new Map<string, string>()
  const issues: Issue[] = []
  for (const { activity, path } of states) {
    const awsName = toAwsName(activity)
    const other = byAwsName.get(awsName) ?? activity
    byAwsName.set(awsName, other)
    if (other === activity) continue
    const message = `"${activity}" and "${other}" are the same activity on AWS, where "/" is stored as "__"`
    issues.push({ path: [...path, 'resource'], code: SCHEMA, severity: 'error', message, hint: 'rename one of them' })
  }
  return issues
}

/** A task that waits for an activity. */
export interface ActivityState {
  readonly activity: string
  readonly heartbeatSeconds: unknown
  readonly path: DefinitionPath
}

/** The tasks of a literal that wait for activities, including those in branches and item processors. */
export const activityStates = (definition: unknown): ActivityState[] =>
  literalStates(definition).flatMap(({ state, path }) => {
    if (state.type !== 'task' || typeof state.resource !== 'string') return []
    const parsed = parseResource(state.resource)
    return parsed.kind === 'activity' ? [{ activity: parsed.name, heartbeatSeconds: state.heartbeatSeconds, path }] : []
  })
