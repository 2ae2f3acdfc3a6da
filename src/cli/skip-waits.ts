import type { EngineOptions } from '../engine/options.ts'
import { realSystem, virtualSystem } from '../system.ts'
import type { Interceptor } from '../workers/interceptors.ts'

/** What makes an embedded engine and its workers skip every wait. */
export interface SkippedWaits {
  readonly engineOptions: EngineOptions
  /** Makes time stand still while a handler runs, so that its task does not time out. */
  readonly interceptor: Interceptor
}

/**
 * Creates a clock that begins now and skips waits: of Wait states, of retries and of timeouts. Time stands still while a handler
 * or one of the engine's functions runs.
 */
export const skipWaits = ({ lambdas = {}, taskHandlers = {} }: EngineOptions): SkippedWaits => {
  const system = virtualSystem({ startAt: realSystem.now() })
  const holdTime =
    <Args extends unknown[]>(work: (...args: Args) => unknown) =>
    (...args: Args) =>
      system.during((async () => work(...args))())
  const holdTimes = <Args extends unknown[]>(functions: Readonly<Record<string, (...args: Args) => unknown>>) =>
    Object.fromEntries(Object.entries(functions).map(([name, work]) => [name, holdTime(work)]))
  return {
    engineOptions: { system, lambdas: holdTimes(lambdas), taskHandlers: holdTimes(taskHandlers) },
    interceptor: (task, next) => system.during(next(task)),
  }
}
