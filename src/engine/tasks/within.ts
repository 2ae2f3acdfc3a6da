import type { System } from '../../system.ts'
import { timedOut } from '../interpret/failure.ts'

/**
 * Does work that may take so long and no longer. What it waits for is aborted when the time is over.
 * @throws StateFailure States.Timeout; the signal's reason
 */
export const within = async <T>(
  seconds: number | undefined,
  { system, signal }: { system: System; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (seconds === undefined) return work(signal)
  const over = new AbortController()
  const stop = () => over.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  let cancel = () => {}
  const clock = new Promise<never>((_, reject) => {
    cancel = system.after(seconds * 1000, () => {
      const failure = timedOut()
      over.abort(failure)
      reject(failure)
    })
  })
  try {
    return await Promise.race([work(over.signal), clock])
  } finally {
    signal.removeEventListener('abort', stop)
    cancel()
  }
}
