import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { CompleteOutput } from './complete-output.ts'
import { createStatePathReader, type StatePath } from './state-path.ts'

type DetailsKey<T extends HistoryEventType> = T extends `${string}StateEntered`
  ? 'stateEnteredEventDetails'
  : T extends `${string}StateExited`
    ? 'stateExitedEventDetails'
    : `${Uncapitalize<T>}EventDetails`

/** The members of an event's details that hold JSON as a string. */
const payloadKeys = ['input', 'output', 'parameters'] as const
type PayloadKey = (typeof payloadKeys)[number]

type WithParsedPayloads<T> = { readonly [K in keyof T]: K extends PayloadKey ? Json : T[K] }

type EventDetails<T extends HistoryEventType> =
  DetailsKey<T> extends keyof HistoryEvent
    ? WithParsedPayloads<CompleteOutput<NonNullable<HistoryEvent[DetailsKey<T>]>>>
    : undefined

interface AnyEvent<T extends HistoryEventType> {
  readonly id: number
  /** The id of the event that led to this one; 0 for the first. */
  readonly previousEventId: number
  readonly timestamp: Date
  readonly type: T
  /** The details that AWS reports with the event (`stateEnteredEventDetails`, …), with its payloads parsed. */
  readonly details: EventDetails<T>
}

/** An event of the execution itself has neither state nor path. */
interface EventOfExecution<T extends HistoryEventType> extends AnyEvent<T> {
  readonly state?: undefined
  readonly path?: undefined
}

interface EventOfState<T extends HistoryEventType> extends AnyEvent<T> {
  /** The state that the event belongs to. */
  readonly state: string
  /**
   * The state, after the Parallel and Map states around it, the outermost first. An index after a Map state is the iteration:
   * `['each', 2, 'ship']`. `formatPath` writes it as `each[2].ship`.
   */
  readonly path: readonly (string | number)[]
}

/** A history event of an execution. Its `type` determines the type of its `details`, and whether it belongs to a state. */
export type ExecutionEvent = {
  [T in HistoryEventType]: T extends `Execution${string}` ? EventOfExecution<T> : EventOfState<T>
}[HistoryEventType]

/** Creates a function that converts the events of one history, which it must get in their order. */
export const createEventReader = (): ((event: CompleteOutput<HistoryEvent>) => ExecutionEvent) => {
  const readPath = createStatePathReader()
  return (event) => {
    const { id, previousEventId = 0, timestamp, type } = event
    const details = detailsOf(event)
    const path = readPath({ id, previousEventId, type, name: nameIn(details), iteration: iterationIn(details) })
    const position = path && { state: path.state, path: keysOf(path) }
    return { id, previousEventId, timestamp, type, ...position, details } as ExecutionEvent
  }
}

const keysOf = ({ outer, iteration, state }: StatePath): (string | number)[] => [
  ...(outer ? keysOf(outer) : []),
  ...(iteration === undefined ? [] : [iteration]),
  state,
]

/** Events that enter, leave or iterate a state have its name; an EvaluationFailed calls it `state`. */
const nameIn = (details: JsonObject | undefined): string | undefined => {
  const { name = details?.state } = details ?? {}
  return typeof name === 'string' ? name : undefined
}

const iterationIn = (details: JsonObject | undefined): number | undefined =>
  typeof details?.index === 'number' ? details.index : undefined

const detailsOf = (event: CompleteOutput<HistoryEvent>): JsonObject | undefined => {
  const details: unknown = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1]
  return isJsonObject(details) ? parsePayloads(details) : undefined
}

const parsePayloads = (details: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, isPayloadKey(key) ? parse(value) : value]))

const isPayloadKey = (key: string): boolean => payloadKeys.some((payloadKey) => payloadKey === key)

/** Parses a payload. A payload that is not JSON, because AWS truncated or never checked it, stays a string. */
const parse = (value: Json): Json => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
