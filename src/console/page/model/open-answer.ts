import { isJsonObject, type Json } from '../../../json.ts'
import { ownValue } from '../../../specs/value-at-path.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'

/** A task that waits until its result is sent. */
export type OpenAnswer =
  | {
      readonly kind: 'activity'
      readonly activityArn: string
      /** The name of the worker that has taken the task; `undefined` while it waits for one. */
      readonly workerName: string | undefined
      readonly isTaken: boolean
    }
  | {
      readonly kind: 'callback'
      /** The strings in the task's arguments that are, or may be, its token, the most likely one first. */
      readonly tokens: readonly string[]
    }

/**
 * Returns the task of a visit that waits for a result; `undefined` if none can be sent.
 * @param fields - the fields of the state in ASL
 */
export const openAnswer = ({ isRunning, type, attempt }: TimelineState, fields?: unknown): OpenAnswer | undefined => {
  const { resource, scheduledAt, startedAt, workerName } = attempt
  if (!isRunning || type !== 'Task' || !attempt.isRunning || resource === undefined || scheduledAt === undefined)
    return undefined
  if (/:activity:/.test(resource))
    return { kind: 'activity', activityArn: resource, isTaken: startedAt !== undefined, workerName }
  return resource.endsWith('.waitForTaskToken')
    ? { kind: 'callback', tokens: tokensIn(attempt.arguments, fields) }
    : undefined
}

/** An expression that is the task token. */
const tokenExpression = /^(\$\$\.Task\.Token|\{%\s*\$states\.context\.Task\.Token\s*%\})$/

/** Tokens are long and have no spaces. */
const looksLikeToken = /[A-Za-z0-9+/=_.-]{40,}/g

/** The strings in the arguments of a task that the definition takes from the context object, then those that look like a token. */
const tokensIn = (parameters: unknown, fields: unknown): string[] => {
  const template = ownValue(fields, 'Arguments') ?? ownValue(fields, 'Parameters')
  const similar = (JSON.stringify(parameters) ?? '').match(looksLikeToken) ?? []
  const byLength = [...similar].sort((a, b) => b.length - a.length)
  return [...new Set([...namedTokens(parameters, template), ...byLength])]
}

const namedTokens = (value: unknown, template: unknown): string[] => {
  if (typeof template === 'string') return tokenExpression.test(template) && typeof value === 'string' ? [value] : []
  if (Array.isArray(template)) return template.flatMap((part, index) => namedTokens(ownValue(value, index), part))
  if (!isJsonObject(template)) return []
  return Object.entries(template).flatMap(([key, part]: [string, Json]) =>
    namedTokens(ownValue(value, key.replace(/\.\$$/, '')), part),
  )
}
