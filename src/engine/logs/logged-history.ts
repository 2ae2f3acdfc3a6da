import type { EventPage, History, HistoryEvent } from '../execution/history.ts'
import type { DetailsOf, EventType } from '../interpreter/program/events.ts'
import type { LoggingConfiguration } from '../store/state-machine-record.ts'
import { type LogSink, toLogEvent } from './execution-log-event.ts'

/** Which events of an execution are logged, and where. */
export interface LoggedHistoryOptions {
  readonly executionArn: string
  readonly logging: LoggingConfiguration
  readonly write: LogSink
}

/** A history that logs its events, or the history itself if its state machine logs nothing: recording must not cost more then. */
export const loggedHistory = (history: History, options: LoggedHistoryOptions): History => {
  const isLogged = levels.get(options.logging.level)
  const logGroupArn = logGroupOf(options.logging)
  return isLogged && logGroupArn !== undefined
    ? new LoggedHistory(history, { ...options, isLogged, logGroupArn })
    : history
}

/** The log group of a logging configuration; `undefined` if it has none. */
export const logGroupOf = ({ destinations }: LoggingConfiguration): string | undefined =>
  destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn

type IsLogged = (type: EventType) => boolean

const isFatal: IsLogged = (type) => /^Execution(Failed|TimedOut|Aborted)$/.test(type)
const isError: IsLogged = (type) => type === 'FailStateEntered' || /(Failed|TimedOut|Aborted)$/.test(type)

/** The events of each level (developer guide, cloudwatch-log-level). OFF has none. */
const levels = new Map<string, IsLogged>([
  ['ALL', () => true],
  ['ERROR', isError],
  ['FATAL', isFatal],
])

class LoggedHistory implements History {
  readonly #history: History
  readonly #options: LoggedHistoryOptions & { isLogged: IsLogged; logGroupArn: string }
  #redriveCount = 0

  constructor(history: History, options: LoggedHistoryOptions & { isLogged: IsLogged; logGroupArn: string }) {
    this.#history = history
    this.#options = options
  }

  get length(): number {
    return this.#history.length
  }

  record<T extends EventType>(type: T, previous: number, details: DetailsOf<T>): number {
    const id = this.#history.record(type, previous, details)
    if (type === 'ExecutionRedriven') this.#redriveCount++
    const { executionArn, isLogged, logging, logGroupArn, write } = this.#options
    if (!isLogged(type)) return id
    const { includeExecutionData } = logging
    const [event] = this.#history.events({ reverse: true, from: 0, limit: 1, includeExecutionData })
    if (event) write(toLogEvent(event, executionArn, this.#redriveCount), logGroupArn)
    return id
  }

  timeOf(id: number): number {
    return this.#history.timeOf(id)
  }

  events(page: EventPage): HistoryEvent[] {
    return this.#history.events(page)
  }

  takeGrowth(): number {
    return this.#history.takeGrowth()
  }
}
