import { Stop } from '../stop.ts'
import type { System } from '../system.ts'

/** For calls that must not take for ever: a service that neither answers nor hangs up would hold a worker. */
export interface SharedTimeout {
  /** For a call that begins now: aborted after the time that it has, or twice that at most. */
  readonly signal: AbortSignal
  /** Aborts the calls that are open, and all that come yet. */
  abort(): void
}

/** The cause of the AbortError that the SDK throws then. */
class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut'
}

/** One signal and one timer serve all calls that begin within `ms` of each other: with their own, they would cost more than the rest. */
export const createSharedTimeout = (system: System, ms: number): SharedTimeout => {
  const over = new Stop()
  const eras = new Set<Stop>()
  let current: Stop | undefined

  const begin = (): Stop => {
    const era = new Stop()
    if (over.aborted) era.abort()
    else pass(era).catch(() => {})
    return era
  }
  const pass = async (era: Stop) => {
    eras.add(era)
    await system.sleep(ms, over)
    current = undefined
    await system.sleep(ms, over)
    eras.delete(era)
    era.abort(new CallTimedOut(`no answer after ${ms} ms`))
  }
  return {
    get signal() {
      current ??= begin()
      return current.signal
    },
    abort() {
      over.abort()
      for (const era of eras) era.abort()
    },
  }
}
