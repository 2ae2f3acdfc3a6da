import { Stop } from '../stop.ts'
import type { System } from '../system.ts'

/** A timeout for calls: without one, a service that neither answers nor closes the connection would block a worker. */
export interface SharedTimeout {
  /** For a call that begins now: aborted after the timeout, at the latest after twice the timeout. */
  readonly signal: AbortSignal
  /** Aborts all calls, including later ones. */
  abort(): void
}

/** The cause of the AbortError that the SDK throws. */
class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut'
}

/**
 * All calls that begin within `ms` of each other share a signal and a timer: a separate pair for each call would cost more than the rest of
 * the call.
 */
export const createSharedTimeout = (system: System, ms: number): SharedTimeout => {
  const ended = new Stop()
  const pending = new Set<Stop>()
  let current: Stop | undefined

  const begin = (): Stop => {
    const stop = new Stop()
    if (ended.aborted) stop.abort()
    else expire(stop).catch(() => {})
    return stop
  }
  const expire = async (stop: Stop) => {
    pending.add(stop)
    // Polls of the embedded engine need no timeout: they would only be repeated.
    if (system.holds?.isIdle) return
    await system.sleep(ms, ended)
    current = undefined
    await system.sleep(ms, ended)
    pending.delete(stop)
    stop.abort(new CallTimedOut(`no answer after ${ms} ms`))
  }
  return {
    get signal() {
      current ??= begin()
      return current.signal
    },
    abort() {
      ended.abort()
      for (const stop of pending) stop.abort()
    },
  }
}
