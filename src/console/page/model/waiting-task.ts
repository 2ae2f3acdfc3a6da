import { isJsonObject, type Json } from '../../../json.ts'
import { ownValue } from '../../../specs/value-at-path.ts'
import type { Run } from './run.ts'
import type { StateVisit } from './state-visit.ts'

/** A task that waits until its result is sent. */
export type WaitingTask =
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

/** Returns what a visit waits for, if a result can be sent to it. */
export const waitingTask = (run: Run, visit: StateVisit, fields?: unknown): WaitingTask | undefined => {
  if (visit.status !== 'running' || visit.type !== 'Task') return undefined
  const events = visit.eventIds.map((id) => run.event(id))
  const scheduled = events.findLast((event) => event?.type.endsWith('Scheduled'))
  const resource = ownValue(scheduled?.details, 'resource')
  if (!scheduled || typeof resource !== 'string') return undefined
  if (scheduled.type === 'ActivityScheduled') {
    const started = events.findLast((event) => event?.type === 'ActivityStarted' && event.id > scheduled.id)
    const workerName = ownValue(started?.details, 'workerName')
    return {
      kind: 'activity',
      activityArn: resource,
      isTaken: started !== undefined,
      workerName: typeof workerName === 'string' ? workerName : undefined,
    }
  }
  if (!resource.endsWith('.waitForTaskToken')) return undefined
  return { kind: 'callback', tokens: tokensIn(ownValue(scheduled.details, 'parameters'), fields) }
}

/** An expression that is the task token. */
const tokenExpression = /^(\$\$\.Task\.Token|\{%\s*\$states\.context\.Task\.Token\s*%\})$/

/** Tokens are long and have no spaces. */
const looksLikeToken = /[A-Za-z0-9+/=_.-]{40,}/g

/** The strings in the arguments of a task that the definition takes from the context object, then those that look like a token. */
export const tokensIn = (parameters: unknown, fields: unknown): string[] => {
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
