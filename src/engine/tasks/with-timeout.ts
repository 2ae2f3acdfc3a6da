import { Stop, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { timedOut } from '../interpreter/recovery/state-failure.ts'

/**
 * Does work that may take so long and no longer. What it waits for is aborted when the time is over or `signal` is; work
 * that does not listen is left to itself, so that whatever a handler does, its task ends.
 * @throws StateFailure States.Timeout; the signal's reason
 */
export const withTimeout = <T>(
  seconds: number | undefined,
  { system, signal }: { system: System; signal: StopSignal },
  work: (signal: StopSignal) => Promise<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const over = seconds === undefined ? undefined : new Stop()
    const leave = () => {
      signal.removeEventListener('abort', stop)
      cancel()
    }
    const giveUp = (reason: unknown) => {
      leave()
      reject(reason)
      over?.abort(reason)
    }
    const stop = () => giveUp(signal.reason)
    const cancel = seconds === undefined ? () => {} : system.after(seconds * 1000, () => giveUp(timedOut()))
    signal.addEventListener('abort', stop, { once: true })
    const settling =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        leave()
        settle(value)
      }
    work(over ?? signal).then(settling(resolve), settling(reject))
  })
