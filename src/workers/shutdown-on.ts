import { assertOptions, methodsCheck, type OptionChecks, required } from '../options.ts'
import { type ShutdownOptions, shutdownChecks, type Workers } from './start-workers.ts'

/** What tells that the process shall end: `process` itself, for one. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown
  off(signal: string, listener: () => void): unknown
}

export interface ShutdownOnOptions extends ShutdownOptions {
  /** Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly string[] | undefined
  /** How long running tasks have before they are handed back; leave it below what the process is granted to end. */
  readonly timeoutMs?: number | undefined
}

const checks: OptionChecks<ShutdownOnOptions & { source: SignalSource; workers: Workers }> = {
  source: required(methodsCheck('what tells signals, such as process', 'on', 'off')),
  workers: required(methodsCheck('workers, as startWorkers returns them', 'shutdown', 'kill')),
  signals: {
    expected: 'a list of names of signals',
    fits: (names: unknown) => Array.isArray(names) && names.every(isName),
  },
  ...shutdownChecks,
}

const isName = (name: unknown): boolean => typeof name === 'string'

/**
 * Shuts workers down at the first signal, and kills them at the second. Nothing is installed unless this is called.
 * @throws TypeError where an argument or option is not what it should be.
 * @returns a function that stops listening; it is called by itself when the workers have stopped.
 * @example shutdownOn(process, workers, { timeoutMs: 25_000 })
 */
export const shutdownOn = (source: SignalSource, workers: Workers, options: ShutdownOnOptions = {}): (() => void) => {
  assertOptions('shutdownOn', { source, workers, ...options }, checks)
  const { signals = ['SIGTERM', 'SIGINT'], timeoutMs } = options
  let asked = false
  const stop = () => {
    void (asked ? workers.kill() : workers.shutdown({ timeoutMs }))
    asked = true
  }
  const forget = () => {
    for (const signal of signals) source.off(signal, stop)
  }
  for (const signal of signals) source.on(signal, stop)
  void workers.done.then(forget)
  return forget
}
