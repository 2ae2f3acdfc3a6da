import { onAbort, Stop, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { timedOut } from '../interpreter/recovery/state-failure.ts'

const doNothing = () => {}

/**
 * Runs work for at most `seconds`, or without a limit if that is `undefined`. The work's signal is aborted when the time is over or
 * `signal` is aborted. The wait ends then, even if the work ignores its signal.
 * @throws StateFailure States.Timeout; the signal's reason
 */
export const withTaskTimeout = <T>(
  seconds: number | undefined,
  { system, signal }: { system: System; signal: StopSignal },
  work: (signal: StopSignal) => Promise<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const over = seconds === undefined ? undefined : new Stop()
    const release = () => {
      removeListener()
      cancelTimer()
    }
    const abandon = (reason: unknown) => {
      release()
      reject(reason)
      over?.abort(reason)
    }
    const cancelTimer = seconds === undefined ? doNothing : system.after(seconds * 1000, () => abandon(timedOut()))
    const removeListener = onAbort(signal, () => abandon(signal.reason))
    work(over ?? signal).then(
      (result) => {
        release()
        resolve(result)
      },
      (failure: unknown) => {
        release()
        reject(failure)
      },
    )
  })
