import { assertOptions, assertValue, methodsCheck, type OptionChecks, required, stringsCheck } from '../options.ts'
import { type ShutdownOptions, shutdownChecks, type Workers } from './workers.ts'

/** An emitter of signals, such as `process`. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown
  off(signal: string, listener: () => void): unknown
}

export interface ShutdownOnOptions extends ShutdownOptions {
  /** Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly string[] | undefined
}

const sourceCheck = required(methodsCheck('an emitter of signals, such as process', 'on', 'off'))
const workersCheck = required(methodsCheck('workers, as startWorkers returns them', 'shutdown', 'kill'))
const checks: OptionChecks<ShutdownOnOptions> = {
  signals: stringsCheck('a list of names of signals'),
  ...shutdownChecks,
}

/**
 * Shuts workers down at the first signal, and kills them at the second. Listeners are installed only by this call, and removed when the
 * workers have stopped.
 * @returns a function that removes the listeners.
 * @throws TypeError if an argument or an option is wrong.
 *
 * @example
 * const remove = shutdownOn(process, workers, { withinMs: 28_000 }) // for a grace period of 30 s
 * remove()
 */
export const shutdownOn = (source: SignalSource, workers: Workers, options: ShutdownOnOptions = {}): (() => void) => {
  assertValue('source', source, sourceCheck)
  assertValue('workers', workers, workersCheck)
  assertOptions('options', options, checks)
  const { signals = ['SIGTERM', 'SIGINT'], ...shutdownOptions } = options
  let signalled = false
  const stop = () => {
    void (signalled ? workers.kill() : workers.shutdown(shutdownOptions))
    signalled = true
  }
  const remove = () => {
    for (const signal of signals) source.off(signal, stop)
  }
  for (const signal of signals) source.on(signal, stop)
  void workers.done.then(remove)
  return remove
}
