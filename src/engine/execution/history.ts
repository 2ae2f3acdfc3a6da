import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { DetailsOf, EventType, Recorder } from '../interpreter/program/events.ts'
import { toJsonText } from '../interpreter/program/json-text.ts'
import { estimateBytes } from './estimate-bytes.ts'

interface Recorded {
  readonly type: EventType
  readonly previous: number
  readonly at: number
  readonly details: object | undefined
}

/** An event as GetExecutionHistory returns it: `timestamp` in seconds since the epoch, payloads as JSON strings. */
export interface HistoryEvent {
  id: number
  previousEventId: number
  timestamp: number
  type: EventType
  [details: `${string}EventDetails`]: JsonObject
}

export interface EventPage {
  /** True if the newest event comes first. */
  reverse: boolean
  /** How many events are skipped from the beginning, or from the end if `reverse`. */
  from: number
  /** The largest number of events. */
  limit: number
  /** True if `input` and `output` are included. */
  includeExecutionData: boolean
}

/** The events of an execution. Payloads are kept as values and become JSON strings when events are read. */
export interface History extends Recorder {
  events(page: EventPage): HistoryEvent[]
  /** Estimates the bytes of the events that were recorded since the last call. */
  takeGrowth(): number
}

/** A number that an execution was given, in its own notation: `0.0`, or an integer beyond 2^53. */
export interface GivenNumber {
  readonly value: number
  readonly text: string
}

/** The input of an execution if it is a number whose notation a JavaScript number does not keep. */
export const givenNumber = (input: Json, inputText: string): GivenNumber | undefined =>
  typeof input === 'number' && String(input) !== inputText ? { value: input, text: inputText } : undefined

/** The string of a payload. AWS passes payloads on as strings, so that the given number keeps its notation. */
export const payloadText = (value: Json, given: GivenNumber | undefined): string =>
  given !== undefined && value === given.value ? given.text : toJsonText(value)

interface HistoryOptions {
  /** The number of newest events that are kept at least. Default all. */
  readonly keeps?: number
  readonly given?: GivenNumber | undefined
}

export const createHistory = (now: () => number, options: HistoryOptions = {}): History =>
  new EventHistory(now, options)

// A class, because V8 creates a hidden class, which only a full collection frees, for each object literal with a getter.
class EventHistory implements History {
  readonly #now: () => number
  readonly #keeps: number
  readonly #given: GivenNumber | undefined
  readonly #recorded: Recorded[] = []
  #forgotten = 0
  /** The number of events whose size has been estimated. */
  #measured = 0

  constructor(now: () => number, { keeps = Number.POSITIVE_INFINITY, given }: HistoryOptions) {
    this.#now = now
    this.#keeps = keeps
    this.#given = given
  }

  get length(): number {
    return this.#forgotten + this.#recorded.length
  }

  record<T extends EventType>(type: T, previous: number, details: DetailsOf<T>): number {
    if (this.#recorded.length >= 2 * this.#keeps) this.#forgotten += this.#recorded.splice(0, this.#keeps).length
    return this.#forgotten + this.#recorded.push({ type, previous, at: this.#now(), details })
  }

  takeGrowth(): number {
    const from = Math.max(this.#measured, this.#forgotten)
    this.#measured = this.length
    return estimateBytes(this.#recorded, from - this.#forgotten)
  }

  timeOf(id: number): number {
    return this.#recorded[id - 1 - this.#forgotten]?.at ?? 0
  }

  events({ reverse, from, limit, includeExecutionData }: EventPage): HistoryEvent[] {
    const first = reverse ? from : Math.max(from, this.#forgotten)
    const count = Math.max(0, Math.min(limit, (reverse ? this.#recorded.length : this.length) - first))
    const events: HistoryEvent[] = []
    for (let i = 0; i < count; i++) {
      const index = reverse ? this.length - 1 - first - i : first + i
      const recorded = this.#recorded[index - this.#forgotten]
      if (recorded) events.push(toWire(index + 1, recorded, { withData: includeExecutionData, given: this.#given }))
    }
    return events
  }
}

interface WireOptions {
  readonly withData: boolean
  readonly given: GivenNumber | undefined
}

const toWire = (id: number, { type, previous, at, details }: Recorded, options: WireOptions): HistoryEvent => ({
  id,
  previousEventId: previous,
  timestamp: at / 1000,
  type,
  ...(details && { [memberName(type)]: detailsToWire(details, options) }),
})

const memberName = (type: EventType): `${string}EventDetails` =>
  type.endsWith('StateEntered')
    ? 'stateEnteredEventDetails'
    : type.endsWith('StateExited')
      ? 'stateExitedEventDetails'
      : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`

/** How a field of the details is sent; fields that are not in this table are sent unchanged. */
const fields: Record<string, (value: Json, options: WireOptions) => JsonObject> = {
  input: (value, { withData, given }) =>
    withData ? { input: payloadText(value, given), inputDetails: { truncated: false } } : {},
  output: (value, { withData, given }) =>
    withData ? { output: payloadText(value, given), outputDetails: { truncated: false } } : {},
  parameters: (value) => ({ parameters: toJsonText(value) }),
  assignedVariables: (value) => ({
    assignedVariables: Object.fromEntries(
      Object.entries(isJsonObject(value) ? value : {}).map(([name, assigned]) => [name, toJsonText(assigned)]),
    ),
    assignedVariablesDetails: { truncated: false },
  }),
}

const detailsToWire = (details: object, options: WireOptions): JsonObject =>
  Object.assign(
    {},
    ...Object.entries(details)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => fields[name]?.(value, options) ?? { [name]: value }),
  )
