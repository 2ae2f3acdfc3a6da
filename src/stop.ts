import { setMaxListeners } from 'node:events'

/** A signal to stop waiting: a {@link Stop}, or an AbortSignal from outside. */
export type StopSignal = Stop | AbortSignal

/**
 * An AbortController and its signal in one object, for executions and tasks, which all create one and hardly ever abort it. An
 * AbortController costs microseconds and a kilobyte; it is created only when other code asks for an AbortSignal.
 */
export class Stop {
  #aborted = false
  #reason: unknown
  #listeners: Set<() => void> | undefined
  #controller: AbortController | undefined

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  /** Calls all listeners, once. Later calls change nothing. The default reason is that of an AbortController. */
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    const listeners = this.#listeners
    this.#listeners = undefined
    for (const listener of listeners ?? []) listener()
    this.#controller?.abort(reason)
  }

  /** @throws the reason, if it is aborted. */
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason
  }

  addEventListener(_type: 'abort', listener: () => void, _once?: { once: boolean }): void {
    if (this.#aborted) return
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener)
  }

  /** The same stop as an AbortSignal. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      // Node warns of more than ten listeners otherwise.
      setMaxListeners(0, this.#controller.signal)
      if (this.#aborted) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }
}

/** The signal as an AbortSignal, for code that accepts nothing else, such as `fetch`. */
export const abortSignalOf = (stop: StopSignal): AbortSignal => (stop instanceof Stop ? stop.signal : stop)

/**
 * Calls `listener` once when `signal` is aborted; immediately if it already is.
 * @returns a function that removes the listener.
 *
 * @example
 * const remove = onAbort(signal, () => workers.kill())
 */
export const onAbort = (signal: StopSignal, listener: () => void): (() => void) => {
  if (signal.aborted) {
    listener()
    return () => {}
  }
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

/**
 * Waits for a promise until `signal` is aborted at the latest. The promise is not cancelled; its later result is ignored.
 * @throws the signal's reason, or the promise's rejection.
 *
 * @example
 * await until(signal, workers.shutdown())
 */
export const until = <T>(signal: StopSignal, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const remove = onAbort(signal, () => reject(signal.reason))
    promise.then(resolve, reject).finally(remove)
  })
