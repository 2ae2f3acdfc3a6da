import { isJsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { nameProblem } from '../specs/resource.ts'
import { show } from '../specs/show.ts'
import { activitiesOf } from './activities.ts'

/**
 * Checks that handlers are those of a definition's activities, one for each and no other.
 * @throws TypeError that names every activity without a handler, and every handler without an activity.
 */
export const assertHandlers = (definition: unknown, handlers: object): void => {
  assertNamedHandlers(handlers)
  const activities = activitiesOf(definition)
  const missing = activities.filter((activity) => !Object.hasOwn(handlers, activity))
  const unused = Object.keys(handlers).filter((name) => !activities.includes(name))
  const problems = [
    ...missing.map((activity) => `no handler for ${JSON.stringify(activity)}`),
    ...unused.map((name) => `no state uses the handler ${JSON.stringify(name)}${hint(name, missing, activities)}`),
  ]
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
}

/** @throws TypeError for handlers that are no object, and for one under a name that no activity can have. */
export const assertNamedHandlers = (handlers: unknown): void => {
  if (!isJsonObject(handlers))
    throw new TypeError(`handlers: expected an object of functions by the names of activities, found ${show(handlers)}`)
  for (const name of Object.keys(handlers)) {
    const problem = name.startsWith('arn:') ? undefined : nameProblem(name)
    if (problem !== undefined) throw new TypeError(`handlers[${JSON.stringify(name)}]: ${problem}`)
  }
}

const hint = (name: string, missing: readonly string[], activities: readonly string[]): string => {
  const near = nearest(name, missing).hint
  if (near !== undefined) return `; ${near}`
  const named = activities.map((activity) => JSON.stringify(activity)).join(', ')
  return activities.length > 0 ? `; the definition names ${named}` : '; the definition names no activity'
}
