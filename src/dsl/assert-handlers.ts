import { toAwsName } from '../arn.ts'
import { isJsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { nameProblem } from '../specs/parse-resource.ts'
import { show } from '../specs/show.ts'
import { activitiesOf, activityName } from './activities.ts'

/**
 * Checks that a definition's activities and the handlers match one to one. A handler is given under the name of its activity or its ARN.
 * @throws TypeError naming every activity without a handler, and every handler without an activity.
 */
export const assertHandlers = (definition: unknown, handlers: object): void => {
  const { missing, unused } = compareHandlers(definition, handlers)
  const problems = [...missing.map((activity) => `no handler for ${JSON.stringify(activity)}`), ...unused]
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
}

/** The differences between the activities of a definition and the handlers. */
interface HandlerDifferences {
  /** The activities without a handler. */
  readonly missing: readonly string[]
  /** A message for each handler without an activity. */
  readonly unused: readonly string[]
}

/**
 * Compares a definition's activities with handlers.
 * @throws TypeError if the handlers are not an object, or if a name is not valid for an activity.
 */
export const compareHandlers = (definition: unknown, handlers: object): HandlerDifferences => {
  assertNamedHandlers(handlers)
  const activities = activitiesOf(definition)
  const wanted = new Set(activities.map(toAwsName))
  const names = Object.keys(handlers)
  const handled = new Set(names.map((name) => toAwsName(activityName(name))))
  const missing = activities.filter((activity) => !handled.has(toAwsName(activity)))
  const unused = names.filter((name) => !wanted.has(toAwsName(activityName(name))))
  const problemOf = (name: string) =>
    `no state uses the handler ${JSON.stringify(name)}${hint(name, missing, activities)}`
  return { missing, unused: unused.map(problemOf) }
}

/**
 * Checks that handlers are an object by activity name.
 * @throws TypeError if they are not an object, or if a name is not valid for an activity.
 */
export const assertNamedHandlers = (handlers: unknown): void => {
  if (!isJsonObject(handlers))
    throw new TypeError(`handlers must be an object of functions by activity name, got ${show(handlers)}`)
  for (const name of Object.keys(handlers)) {
    const problem = name.startsWith('arn:') ? undefined : nameProblem(name)
    if (problem !== undefined) throw new TypeError(`handlers[${JSON.stringify(name)}]: ${problem}`)
  }
}

const hint = (name: string, missing: readonly string[], activities: readonly string[]): string => {
  const near = nearest(name, missing).hint
  if (near !== undefined) return `; ${near}`
  const named = activities.map((activity) => JSON.stringify(activity)).join(', ')
  return activities.length > 0 ? `; the definition uses ${named}` : '; the definition has no activities'
}
