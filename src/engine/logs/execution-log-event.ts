import { byteLength, type JsonObject } from '../../json.ts'
import type { HistoryEvent } from '../execution/history.ts'

/**
 * An event of an execution in the form in which AWS logs it (developer guide, cw-logs; recorded).
 *
 * @example
 * const shown = ({ execution_arn, id, type }: ExecutionLogEvent) => `${execution_arn} ${id} ${type}`
 */
export interface ExecutionLogEvent {
  /** The id of the history event, from 1. */
  readonly id: string
  /** The type of the history event: `PassStateEntered`. */
  readonly type: string
  /** Payloads are JSON strings; they are left out if the state machine's logging does not include execution data. */
  readonly details: JsonObject
  readonly redrive_count: string
  readonly previous_event_id: string
  /** Milliseconds since the epoch. */
  readonly event_timestamp: string
  readonly execution_arn: string
}

/**
 * Receives the log events of executions. An error that it throws is reported on the console once.
 * @param logGroupArn the log group of the state machine's logging configuration
 *
 * @example
 * createLocal({ logs: (event, logGroupArn) => console.log(logGroupArn, event.type, event.details) })
 */
export type LogSink = (event: ExecutionLogEvent, logGroupArn: string) => void

/** The longest payload of a log event, in bytes (developer guide, cw-logs). */
const MAX_LOGGED_BYTES = 248 * 1024

/**
 * @param executionArn - of the execution that recorded the event
 * @param redriveCount - how often the execution had been redriven then
 */
export const toLogEvent = (event: HistoryEvent, executionArn: string, redriveCount: number): ExecutionLogEvent => {
  const { id, previousEventId, timestamp, type, ...members } = event
  const [details = {}] = Object.values(members)
  return {
    id: String(id),
    type,
    details: truncated(truncated(details, 'input'), 'output'),
    redrive_count: String(redriveCount),
    previous_event_id: String(previousEventId),
    event_timestamp: String(Math.round(timestamp * 1000)),
    execution_arn: executionArn,
  }
}

const truncated = (details: JsonObject, name: 'input' | 'output'): JsonObject => {
  const payload = details[name]
  if (typeof payload !== 'string' || byteLength(payload) <= MAX_LOGGED_BYTES) return details
  // An incomplete character at the end is decoded as U+FFFD.
  const start = Buffer.from(payload)
    .subarray(0, MAX_LOGGED_BYTES)
    .toString()
    .replace(/\ufffd$/, '')
  return { ...details, [name]: start, [`${name}Details`]: { truncated: true } }
}
