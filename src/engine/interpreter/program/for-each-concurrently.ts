import { Stop, type StopSignal } from '../../../stop.ts'

/** Why a line of states was stopped: another one of the same Parallel or Map failed, after the event `previous`. */
export class SiblingFailed {
  readonly previous: number
  constructor(previous: number) {
    this.previous = previous
  }
}

/** The event of the failure that stopped a line of states, if it was a sibling's. */
export const siblingOf = ({ reason }: StopSignal): number | undefined =>
  reason instanceof SiblingFailed ? reason.previous : undefined

/**
 * Runs lines at the same time and gives their results in order. The first one that fails stops the others;
 * its failure is thrown once all have stopped, so nothing of them is left behind.
 * @param lines - each is given the signal that stops it, and `stop`, which it may call before it throws
 */
export const runTogether = async <T>(
  signal: StopSignal,
  lines: readonly ((signal: StopSignal, stop: (reason: SiblingFailed) => void) => Promise<T>)[],
): Promise<T[]> => {
  const own = new Stop()
  const stopAll = () => own.abort(signal.reason)
  if (signal.aborted) stopAll()
  signal.addEventListener('abort', stopAll, { once: true })
  const failures: unknown[] = []
  const watched = lines.map(async (line) => {
    try {
      return await line(own, (reason) => own.abort(reason))
    } catch (failure) {
      failures.push(failure)
      own.abort(failure)
      return undefined
    }
  })
  try {
    const results = await Promise.all(watched)
    if (failures.length > 0) throw failures[0]
    return results as T[]
  } finally {
    signal.removeEventListener('abort', stopAll)
  }
}
