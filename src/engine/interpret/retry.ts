import { matches, type StateFailure } from './failure.ts'

/** A retrier as ASL writes it (ASL spec, Retrying after error). */
export interface Retrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
  JitterStrategy?: 'FULL' | 'NONE'
}

/** How long to wait before retry number `retries` + 1, in milliseconds; `undefined` when the retrier is exhausted. */
export const delayBeforeRetry = (retrier: Retrier, retries: number, random: () => number): number | undefined => {
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier
  if (retries >= MaxAttempts) return undefined
  const delay = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds) * 1000
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay
}

/** The retries of one visit of a state: each retrier counts on its own, and the count ends with the visit. */
export interface Retries {
  /** How many there were in this visit, `$$.State.RetryCount`. */
  readonly count: number
  /** The delay before the next attempt in milliseconds, or `undefined` where the failure is not to be retried. */
  after(failure: StateFailure): number | undefined
}

export const startRetries = (retriers: readonly Retrier[], random: () => number): Retries => {
  const used = new Map<Retrier, number>()
  let count = 0
  return {
    get count() {
      return count
    },
    after(failure) {
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure))
      if (!retrier) return undefined
      const retries = used.get(retrier) ?? 0
      const delay = delayBeforeRetry(retrier, retries, random)
      if (delay === undefined) return undefined
      used.set(retrier, retries + 1)
      count++
      return delay
    },
  }
}
