import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import type { Json } from '../json.ts'
import type { Answered } from './answered.ts'

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
  /** What AWS reports with the event (`stateEnteredEventDetails`, …), its payloads parsed. */
  readonly details: Details<T>
}

/** An event of an execution's history: `type` decides what `details` holds. */
export type ExecutionEvent = { [T in HistoryEventType]: EventOf<T> }[HistoryEventType]

/** A function that reads the events of one history in their order; it remembers which state each belongs to. */
export const eventReader = (): ((event: Answered<HistoryEvent>) => ExecutionEvent) => {
  const states = new Map<number, string>()
  return (event) => {
    const { id, previousEventId = 0, timestamp, type } = event
    const state = stateOf(event) ?? states.get(previousEventId)
    if (state !== undefined) states.set(id, state)
    const ofState = state !== undefined && !type.startsWith('Execution')
    const read = { id, previousEventId, timestamp, type, ...(ofState && { state }), details: detailsOf(event) }
    return read as ExecutionEvent
  }
}

const stateOf = (event: Answered<HistoryEvent>): string | undefined =>
  (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name

const detailsOf = (event: Answered<HistoryEvent>): unknown => {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1]
  return typeof details === 'object' ? parsePayloads(details) : undefined
}

const parsePayloads = (details: object): object =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, isPayload(key) ? parse(value) : value]))

const isPayload = (key: string): boolean => payloads.some((payload) => payload === key)

/** A payload that is no JSON (AWS cut it, or never checked it) stays as it is. */
const parse = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
