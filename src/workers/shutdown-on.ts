import type { Workers } from './pool.ts'

/** What tells that the process shall end: `process` itself, for one. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown
  off(signal: string, listener: () => void): unknown
}

export interface ShutdownOnOptions {
  /** Default `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly string[] | undefined
  /** How long running tasks have before they are handed back; leave it below what the process is granted to end. */
  readonly timeoutMs?: number | undefined
}

/**
 * Shuts workers down at the first signal, and kills them at the second. Nothing is installed unless this is called.
 * @returns a function that stops listening; it is called by itself when the workers have stopped.
 * @example shutdownOn(process, workers, { timeoutMs: 25_000 })
 */
export const shutdownOn = (source: SignalSource, workers: Workers, options: ShutdownOnOptions = {}): (() => void) => {
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
