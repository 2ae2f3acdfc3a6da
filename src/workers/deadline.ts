import { setMaxListeners } from 'node:events'
import type { System } from '../system.ts'

/** Why a call was given up. It has a name of its own, so that nobody takes it for an abort that somebody asked for. */
class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut'
}

/** Calls that must not take for ever: a service that neither answers nor hangs up would hold a worker. */
export interface Deadline {
  /**
   * Runs a call with a signal that is aborted after the time it is given, or twice that at most.
   * @throws whatever the call throws, or a CallTimedOut.
   */
  within<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Aborts the calls that are open, and all that come yet. */
  abort(): void
}

/** One signal and one timer serve all calls that begin within `ms` of each other: of their own, they would cost more than the rest. */
export const createDeadline = (system: System, ms: number): Deadline => {
  const over = new AbortController()
  const eras = new Set<AbortController>()
  let current: AbortController | undefined

  const begin = (): AbortController => {
    const era = new AbortController()
    setMaxListeners(0, era.signal)
    eras.add(era)
    void pass(era).catch(() => {})
    return era
  }
  const pass = async (era: AbortController) => {
    await system.sleep(ms, over.signal)
    current = undefined
    await system.sleep(ms, over.signal)
    eras.delete(era)
    era.abort(new CallTimedOut(`no answer after ${ms} ms`))
  }
  return {
    async within(call) {
      current ??= begin()
      const { signal } = current
      try {
        return await call(signal)
      } catch (error) {
        throw signal.reason instanceof CallTimedOut ? signal.reason : error
      }
    },
    abort() {
      current ??= begin()
      over.abort()
      for (const era of eras) era.abort()
    },
  }
}
