import { retryDelay } from '../../engine/interpreter/recovery/retry-delay.ts'
import { matches, StateFailure } from '../../engine/interpreter/recovery/state-failure.ts'
import { isJsonObject } from '../../json.ts'
import { assertOptions, type OptionCheck, type OptionChecks } from '../../options.ts'
import type { Retrier } from '../../specs/definition.ts'
import type { System } from '../../system.ts'
import { taskFailure } from '../../workers/task-failure.ts'
import { currentSystem } from './current-system.ts'
import { Fail } from './fail.ts'

/** The limits and the retries of a task. */
export interface TaskOptions {
  /** One retrier or several, as a state has them. */
  readonly retry?: Retrier | readonly Retrier[] | undefined
  /** The longest time of one attempt, in seconds. It then fails with `States.Timeout`. */
  readonly timeoutSeconds?: number | undefined
  /** The longest time between two heartbeats of a worker, in seconds. A plain function sends no heartbeats, so it has no effect there. */
  readonly heartbeatSeconds?: number | undefined
}

const wholeSeconds: OptionCheck = {
  expected: 'a whole number of seconds from 1',
  fits: (seconds: unknown) => Number.isSafeInteger(seconds) && Number(seconds) >= 1,
}

export const taskOptionChecks: OptionChecks<TaskOptions> = {
  retry: {
    expected: 'a retrier or an array of retriers',
    fits: (retry: unknown) => [retry].flat().every(isJsonObject),
  },
  timeoutSeconds: wholeSeconds,
  heartbeatSeconds: wholeSeconds,
}

/**
 * Calls a function with retries and a timeout, as a Task state does. In a function that is compiled, the function is an activity, or an
 * async function without parameters, which is retried as a whole; the options must be written in the call.
 * @returns a function with the same parameters.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const definition = compile(async ({ item }, { lookUp }) => {
 *   return withOptions(lookUp, { retry: { errorEquals: 'Throttled', maxAttempts: 2 }, timeoutSeconds: 10 })({ item })
 * })
 */
export const withOptions = <Args extends unknown[], Result>(
  fn: (...args: Args) => Result | Promise<Result>,
  options: TaskOptions,
): ((...args: Args) => Promise<Result>) => {
  assertOptions('options', options, taskOptionChecks)
  return async (...args) => {
    const system = currentSystem()
    const retriers = [options.retry ?? []].flat()
    const counts = retriers.map(() => 0)
    for (;;) {
      try {
        return await withTimeLimit(async () => fn(...args), options.timeoutSeconds, system)
      } catch (thrown) {
        const delay = delayAfter(thrown, retriers, { counts, system })
        if (delay === undefined) throw thrown
        await system.sleep(delay)
      }
    }
  }
}

/** The milliseconds before the next attempt; undefined if no attempt follows. */
const delayAfter = (
  thrown: unknown,
  retriers: readonly Retrier[],
  { counts, system }: { readonly counts: number[]; readonly system: System },
): number | undefined => {
  const { error } = taskFailure(thrown)
  const index = retriers.findIndex(({ errorEquals = 'States.ALL' }) => isMatched([errorEquals].flat(), error))
  const retrier = retriers[index]
  if (!retrier) return undefined
  const count = counts[index] ?? 0
  counts[index] = count + 1
  return retryDelay(toAsl(retrier), count, system.random)
}

const isMatched = (errorEquals: readonly string[], error: string): boolean =>
  matches(errorEquals, new StateFailure(error))

const toAsl = ({ intervalSeconds, maxAttempts, backoffRate, maxDelaySeconds, jitterStrategy }: Retrier) => ({
  ErrorEquals: [],
  ...(intervalSeconds !== undefined && { IntervalSeconds: intervalSeconds }),
  ...(maxAttempts !== undefined && { MaxAttempts: maxAttempts }),
  ...(backoffRate !== undefined && { BackoffRate: backoffRate }),
  ...(maxDelaySeconds !== undefined && { MaxDelaySeconds: maxDelaySeconds }),
  ...(jitterStrategy !== undefined && { JitterStrategy: jitterStrategy }),
})

const withTimeLimit = async <Result>(
  run: () => Promise<Result>,
  seconds: number | undefined,
  system: System,
): Promise<Result> => {
  if (seconds === undefined) return run()
  return new Promise((resolve, reject) => {
    const cancel = system.after(seconds * 1000, () => reject(new Fail('States.Timeout')))
    run().then(resolve, reject).finally(cancel)
  })
}
