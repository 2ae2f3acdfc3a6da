import type { System } from '../system.ts'

/** How long a call may wait. */
export interface Limits {
  /** Ends the wait; what is waited for goes on. */
  readonly signal?: AbortSignal | undefined
  /** The longest wait in milliseconds; without limit by default. What is waited for goes on. */
  readonly timeoutMs?: number | undefined
}

/**
 * Runs `work` with a signal that is aborted when the limits are reached.
 * @throws RangeError for a `timeoutMs` that is no time; a `TimeoutError` after `timeoutMs`, the signal's reason on an abort, else what `work` throws.
 */
export const limited = async <T>(
  system: System,
  { signal, timeoutMs }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (timeoutMs !== undefined && !(timeoutMs >= 0))
    throw new RangeError(`timeoutMs: expected a number of milliseconds from 0, found ${timeoutMs}`)
  const limit = new AbortController()
  const finished = new AbortController()
  const forward = () => limit.abort(signal?.reason)
  const expire = () =>
    limit.abort(new DOMException(`the execution had not ended after ${timeoutMs} ms`, 'TimeoutError'))
  if (signal?.aborted) forward()
  signal?.addEventListener('abort', forward, { once: true })
  if (timeoutMs !== undefined) system.sleep(timeoutMs, finished.signal).then(expire, () => {})
  try {
    limit.signal.throwIfAborted()
    return await work(limit.signal)
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error
  } finally {
    signal?.removeEventListener('abort', forward)
    finished.abort()
  }
}

/** Waits for a promise until the signal is aborted. @throws the signal's reason */
export const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
