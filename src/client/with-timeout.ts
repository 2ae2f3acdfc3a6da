import { onAbort } from '../stop.ts'
import type { System } from '../system.ts'

/** How long a call may wait. */
export interface WaitOptions {
  /** Ends the wait; the execution goes on. */
  readonly signal?: AbortSignal | undefined
  /** The longest wait in milliseconds; no limit by default. The execution goes on. */
  readonly timeoutMs?: number | undefined
}

/**
 * Runs `work` with a signal that is aborted after `timeoutMs` or with the given signal.
 * @throws RangeError if `timeoutMs` is not a number from 0; a `TimeoutError` after `timeoutMs`; the given signal's reason if it is
 * aborted; else what `work` throws.
 */
export const withTimeout = async <T>(
  system: System,
  { signal, timeoutMs }: WaitOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (timeoutMs !== undefined && !(timeoutMs >= 0))
    throw new RangeError(`timeoutMs: expected a number of milliseconds from 0, found ${timeoutMs}`)
  const limit = new AbortController()
  const expire = () =>
    limit.abort(new DOMException(`the execution had not ended after ${timeoutMs} ms`, 'TimeoutError'))
  const stopForwarding = signal ? onAbort(signal, () => limit.abort(signal.reason)) : () => {}
  const cancel = timeoutMs === undefined ? undefined : system.after(timeoutMs, expire)
  try {
    limit.signal.throwIfAborted()
    return await work(limit.signal)
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error
  } finally {
    stopForwarding()
    cancel?.()
  }
}
