import { fromAwsName, toAwsName } from '../arn.ts'
import type { Issue } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { type DefinitionPath, SCHEMA } from '../specs/finding.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { literalStates } from './literal-states.ts'
import { toLiteral } from './to-literal.ts'

/** The names of the activities of a definition, in order and without duplicates, including those in branches and item processors. */
export const activitiesOf = (definition: unknown): string[] => [
  ...new Set(activityStates(definition).map(({ activity }) => activity)),
]

/** The activities of a definition as its tasks name them, without duplicates: by name or by ARN. */
export const activityReferencesOf = (definition: unknown): string[] => [
  ...new Set(activityStates(definition).map(({ activity, arn }) => arn ?? activity)),
]

const activityArn = /^arn:.+:activity:([^:]+)$/

/** The name of an activity, given its name or its ARN. */
export const activityName = (nameOrArn: string): string => {
  const awsName = activityArn.exec(nameOrArn)?.[1]
  return awsName === undefined ? nameOrArn : fromAwsName(awsName)
}

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

/** The same by the names under which handlers are given. Handlers of activities without heartbeats are left out. */
export const heartbeatsByHandler = (definition: unknown, handlers: object): Record<string, number> => {
  const seconds = new Map(
    Object.entries(heartbeatsOf(definition)).map(([activity, interval]) => [toAwsName(activity), interval]),
  )
  return Object.fromEntries(
    Object.keys(handlers).flatMap((name) => {
      const interval = seconds.get(toAwsName(activityName(name)))
      return interval === undefined ? [] : [[name, interval]]
    }),
  )
}

/** Finds activities with different names that are the same activity on AWS: `a/b` and `a__b`. */
export const activityClashes = (states: readonly ActivityState[]): Issue[] => {
  const byAwsName = new Map<string, string>()
  const issues: Issue[] = []
  for (const { activity, arn, path } of states) {
    if (arn !== undefined) continue
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
  /** The name of the activity. */
  readonly activity: string
  /** The ARN of the activity, if the task has one. */
  readonly arn: string | undefined
  readonly heartbeatSeconds: unknown
  /** The path of the state in the literal. */
  readonly path: DefinitionPath
}

/** The tasks of a definition that wait for activities, including those in branches and item processors. */
export const activityStates = (definition: unknown): ActivityState[] =>
  literalStates(toLiteral(definition)).flatMap(({ state, path }) => {
    const found = activityOf(state)
    return found ? [{ ...found, heartbeatSeconds: state.heartbeatSeconds, path }] : []
  })

/** The activity that a state of a literal waits for. */
export const activityOf = ({ type, resource }: JsonObject): Pick<ActivityState, 'activity' | 'arn'> | undefined => {
  if (type !== 'task' || typeof resource !== 'string') return undefined
  const parsed = parseResource(resource)
  if (parsed.kind === 'activity') return { activity: parsed.name, arn: undefined }
  return activityArn.test(resource) ? { activity: activityName(resource), arn: resource } : undefined
}
