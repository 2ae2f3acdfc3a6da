import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { Answered } from './answered.ts'
import { type Scope, scopeReader } from './scope.ts'

type DetailsKey<T extends HistoryEventType> = T extends `${string}StateEntered`
  ? 'stateEnteredEventDetails'
  : T extends `${string}StateExited`
    ? 'stateExitedEventDetails'
    : `${Uncapitalize<T>}EventDetails`

/** The members of an event's details that hold JSON as text. */
const payloads = ['input', 'output', 'parameters'] as const
type Payload = (typeof payloads)[number]

type Parsed<T> = { readonly [K in keyof T]: K extends Payload ? Json : T[K] }

type Details<T extends HistoryEventType> =
  DetailsKey<T> extends keyof HistoryEvent ? Parsed<Answered<NonNullable<HistoryEvent[DetailsKey<T>]>>> : undefined

interface EventOf<T extends HistoryEventType> {
  readonly id: number
  /** The event that led to this one; 0 for the first. */
  readonly previousEventId: number
  readonly timestamp: Date
  readonly type: T
  /** The state that the event belongs to; absent for those of the execution itself. */
  readonly state?: string
  /** The Parallel and Map states around it, the outermost first. */
  readonly within?: readonly string[]
  /** What AWS reports with the event (`stateEnteredEventDetails`, …), its payloads parsed. */
  readonly details: Details<T>
}

/** An event of an execution's history: `type` decides what `details` holds. */
export type ExecutionEvent = { [T in HistoryEventType]: EventOf<T> }[HistoryEventType]

/** A function that reads the events of one history, in their order. */
export const eventReader = (): ((event: Answered<HistoryEvent>) => ExecutionEvent) => {
  const scopeOf = scopeReader()
  return (event) => {
    const { id, previousEventId = 0, timestamp, type } = event
    const details = detailsOf(event)
    const scope = scopeOf({ id, previousEventId, type, name: nameIn(details) })
    const place = scope && { state: scope.state, within: statesAround(scope) }
    return { id, previousEventId, timestamp, type, ...place, details } as ExecutionEvent
  }
}

const statesAround = ({ outer }: Scope): string[] => (outer ? [...statesAround(outer), outer.state] : [])

/** Only events that enter, leave or iterate a state have a name: the state's. */
const nameIn = (details: JsonObject | undefined): string | undefined =>
  typeof details?.name === 'string' ? details.name : undefined

const detailsOf = (event: Answered<HistoryEvent>): JsonObject | undefined => {
  const details: unknown = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1]
  return isJsonObject(details) ? parsePayloads(details) : undefined
}

const parsePayloads = (details: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, isPayload(key) ? parse(value) : value]))

const isPayload = (key: string): boolean => payloads.some((payload) => payload === key)

/** A payload that is no JSON (AWS cut it, or never checked it) stays as it is. */
const parse = (value: Json): Json => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
