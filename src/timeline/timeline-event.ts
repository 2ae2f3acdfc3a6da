import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/**
 * A history event as the SDK, the wire protocol, `aws stepfunctions get-execution-history` or `executionHistory` has it. A number as its
 * timestamp is in seconds since the Unix epoch, as on the wire, or in milliseconds.
 */
export interface TimelineEvent {
  readonly id?: number | undefined
  readonly previousEventId?: number | undefined
  readonly timestamp?: Date | number | string | undefined
  readonly type?: string | undefined
  readonly details?: unknown
}

/** Numbers from here on are milliseconds: as seconds they would be a time after the year 5000. */
const FIRST_MILLISECONDS = 1e11

/** The time of an event in milliseconds since the Unix epoch; `NaN` if it has none. */
export const timeOf = ({ timestamp }: TimelineEvent): number => {
  if (typeof timestamp === 'number') return timestamp < FIRST_MILLISECONDS ? Math.round(timestamp * 1000) : timestamp
  return typeof timestamp === 'string' ? Date.parse(timestamp) : (timestamp?.getTime() ?? Number.NaN)
}

/** The details of an event: its member `details`, or the one that is named after its type (`taskFailedEventDetails`). */
export const detailsOf = (event: TimelineEvent): JsonObject | undefined => {
  if (isJsonObject(event.details)) return event.details
  for (const [key, value] of Object.entries(event)) {
    if (key.endsWith('EventDetails') && isJsonObject(value)) return value
  }
  return undefined
}

/** A member of an event's details, if it is a string. */
export const stringIn = (details: JsonObject | undefined, name: string): string | undefined => {
  const value = details?.[name]
  return typeof value === 'string' ? value : undefined
}

/** A member of an event's details, if it is a number. */
export const numberIn = (details: JsonObject | undefined, name: string): number | undefined => {
  const value = details?.[name]
  return typeof value === 'number' ? value : undefined
}

/** The members of details that hold JSON as a string. */
type PayloadName = 'input' | 'output' | 'parameters'

/** A payload of an event as a value. It stays a string if it is not JSON, because AWS truncated it. `undefined` if it is absent. */
export const payloadOf = (event: TimelineEvent | undefined, name: PayloadName): Json | undefined => {
  const details = event && detailsOf(event)
  const payload = details?.[name]
  // The payloads of `executionHistory` are parsed already.
  return typeof payload === 'string' && details !== event?.details ? parsed(payload) : payload
}

/** The variables that a state assigned when it was left, by name. */
export const assignedIn = (event: TimelineEvent | undefined): JsonObject | undefined => {
  const assigned = event && detailsOf(event)?.assignedVariables
  if (!isJsonObject(assigned)) return undefined
  return Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, typeof value === 'string' ? parsed(value) : value]),
  )
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
