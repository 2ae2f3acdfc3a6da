import type { EngineOptions } from '../engine/options.ts'
import { holdClock, realSystem } from '../system.ts'
import { virtualSystem } from '../virtual-system.ts'
import type { InterceptorFunction } from '../workers/interceptor.ts'
import type { LoadedFile } from './load-file.ts'

/** The functions of a file, on a clock that skips all waiting. */
export interface SkippedWaits {
  readonly engineOptions: EngineOptions
  /** Around every handler. */
  readonly interceptor: InterceptorFunction
  /** Starts workers whose idle polls do not move the clock. */
  readonly startIdle: <T>(start: () => T) => T
}

/** The longest time in milliseconds that a function may take before the clock moves on without it: a day. */
const HOLD_MS = 86_400_000

/**
 * Creates a clock that begins now and skips all waiting: of Wait states, of retries, of timeouts. Time stands still while a
 * function of the file runs.
 */
export const skipWaits = ({ lambdas, taskHandlers }: LoadedFile): SkippedWaits => {
  const system = virtualSystem({ startAt: realSystem.now(), holdMs: HOLD_MS })
  const holding =
    <Args extends unknown[]>(work: (...args: Args) => unknown) =>
    (...args: Args) =>
      holdClock(system, async () => work(...args))
  const allHolding = <Args extends unknown[]>(functions: Readonly<Record<string, (...args: Args) => unknown>>) =>
    Object.fromEntries(Object.entries(functions).map(([name, work]) => [name, holding(work)]))
  return {
    engineOptions: { system, lambdas: allHolding(lambdas), taskHandlers: allHolding(taskHandlers) },
    interceptor: (task, next) => holdClock(system, () => next(task)),
    startIdle: (start) => system.holds.idle(start),
  }
}
