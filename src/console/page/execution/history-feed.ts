import { Timeline } from '../../../timeline/timeline.ts'
import { CallFailure } from '../api/call.ts'
import { api, type HistoryPage } from '../api/operations.ts'
import { serverFacts, serverNow } from '../api/server-facts.ts'

/** The milliseconds between two reads of the history: the least, while events come, and the most. AWS has a quota of requests. */
const delays = serverFacts.kind === 'aws' ? { shortest: 1500, longest: 6000 } : { shortest: 250, longest: 1000 }

/** The number of newest events in one request. If more have come, they are read page by page. */
const NEWEST = 50

/** The events between two breaks in which the browser can draw and react. */
const PAGE = 1000

/** Reads the history of an execution, and follows it until the execution has ended. */
export class HistoryFeed {
  readonly timeline = new Timeline()
  /** All events so far: the one with the id 1 is the first. */
  readonly events: HistoryPage['events'][number][] = []
  /** True when the events so far have been read. */
  isComplete = false
  error: unknown
  readonly #arn: string
  readonly #onChange: () => void
  #stop = new AbortController()
  #token: string | undefined
  #expectUntil = 0

  constructor(arn: string, onChange: () => void) {
    this.#arn = arn
    this.#onChange = onChange
  }

  /** The time until which the execution has run, in milliseconds since the Unix epoch. */
  get now(): number {
    const { lastAt, status } = this.timeline
    return status === 'RUNNING' ? Math.max(lastAt, serverNow()) : lastAt
  }

  /**
   * Reads, and follows until the end. A call while it reads continues after the last event.
   * @param expectMs - the time for which events are expected although the execution has ended, as after a redrive
   */
  start(expectMs = 0): void {
    this.#expectUntil = Date.now() + expectMs
    this.#stop.abort()
    this.#stop = new AbortController()
    void this.#follow(this.#stop.signal)
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Follows until the end. If the server does not reply, the request is repeated after a while. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await this.#readToEnd(signal)
      } catch (error) {
        if (signal.aborted) return
        this.error = error
        this.#onChange()
        if (!isTransient(error)) return
        await pause(delays.longest, signal).catch(() => {})
      }
    }
  }

  async #readToEnd(signal: AbortSignal): Promise<void> {
    await this.#readForward(signal)
    this.isComplete = true
    this.#onChange()
    let delay = delays.shortest
    while (this.timeline.status === 'RUNNING' || Date.now() < this.#expectUntil) {
      await pause(delay, signal)
      if (document.hidden) continue
      const before = this.events.length
      await this.#readNewest(signal)
      delay = this.events.length > before ? delays.shortest : Math.min(delay * 1.5, delays.longest)
    }
  }

  /** Reads the newest events. If there is a gap before them, it reads all pages from the last one that was read. */
  async #readNewest(signal: AbortSignal): Promise<void> {
    const { events } = await api.history(this.#arn, { reverseOrder: true, maxResults: NEWEST }, signal)
    const oldest = events.at(-1)?.id ?? 0
    if (oldest > this.events.length + 1) await this.#readForward(signal)
    else this.#add(events.toReversed())
  }

  async #readForward(signal: AbortSignal): Promise<void> {
    while (true) {
      const input = { maxResults: PAGE, ...(this.#token !== undefined && { nextToken: this.#token }) }
      const { events, nextToken } = await api.history(this.#arn, input, signal)
      this.error = undefined
      this.#add(events)
      if (nextToken === undefined) return
      this.#token = nextToken
    }
  }

  #add(events: HistoryPage['events']): void {
    const fresh = events.filter(({ id }) => id > this.events.length)
    if (fresh.length === 0) return
    this.events.push(...fresh)
    this.timeline.append(fresh)
    this.#onChange()
  }
}

const isTransient = (error: unknown): boolean =>
  error instanceof CallFailure &&
  /^(Unreachable|HTTP 5|Throttling|TooManyRequests|InternalFailure|ServiceUnavailable)/.test(error.name)

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
