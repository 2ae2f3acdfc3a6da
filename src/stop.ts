import { setMaxListeners } from 'node:events'

/** Tells when to stop waiting: a {@link Stop}, or the signal of somebody's AbortController. */
export type StopSignal = Stop | AbortSignal

/**
 * An AbortController and its signal in one, for what is made with every execution and every task, and is hardly ever aborted. Node's own,
 * which cost microseconds and a kilobyte, are made only where somebody else is to have one.
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

  /** Tells all listeners, once: what is aborted stays so, for its first reason. Without one, it is an AbortController's own. */
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    const listeners = this.#listeners
    this.#listeners = undefined
    for (const listener of listeners ?? []) listener()
    this.#controller?.abort(reason)
  }

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

  /** The same as an AbortSignal. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      // Any number may listen: Node warns of more than ten otherwise.
      setMaxListeners(0, this.#controller.signal)
      if (this.#aborted) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }
}

/** What can be handed to those who know AbortSignals only. */
export const abortSignalOf = (stop: StopSignal): AbortSignal => (stop instanceof Stop ? stop.signal : stop)

/**
 * Calls `listener` once when `signal` is aborted, at once if it already is.
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
 * Waits for a promise, but not longer than until `signal` is aborted. The promise goes on; its later outcome is ignored.
 * @throws the signal's reason, or what the promise rejects with.
 *
 * @example
 * await until(signal, workers.shutdown())
 */
export const until = <T>(signal: StopSignal, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const remove = onAbort(signal, () => reject(signal.reason))
    promise.then(resolve, reject).finally(remove)
  })
