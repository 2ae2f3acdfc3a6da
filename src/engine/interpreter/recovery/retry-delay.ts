import { matches, type StateFailure } from './state-failure.ts'

/** A retrier as ASL writes it (ASL spec, Retrying after error). */
export interface AslRetrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
  JitterStrategy?: 'FULL' | 'NONE'
}

/** How long to wait before retry number `retries` + 1, in milliseconds; `undefined` when the retrier is exhausted. */
export const retryDelay = (retrier: AslRetrier, retries: number, random: () => number): number | undefined => {
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier
  if (retries >= MaxAttempts) return undefined
  const delay = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds) * 1000
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay
}

/** The retries of one visit of a state: each retrier counts on its own, and the count ends with the visit. */
export class Retries {
  readonly #retriers: readonly AslRetrier[]
  readonly #random: () => number
  #used: Map<AslRetrier, number> | undefined
  #count = 0

  constructor(retriers: readonly AslRetrier[], random: () => number) {
    this.#retriers = retriers
    this.#random = random
  }

  /** How many there were in this visit, `$$.State.RetryCount`. */
  get count(): number {
    return this.#count
  }

  /** The delay before the next attempt in milliseconds, or `undefined` where the failure is not to be retried. */
  after(failure: StateFailure): number | undefined {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure))
    if (!retrier) return undefined
    this.#used ??= new Map()
    const used = this.#used.get(retrier) ?? 0
    const delay = retryDelay(retrier, used, this.#random)
    if (delay === undefined) return undefined
    this.#used.set(retrier, used + 1)
    this.#count++
    return delay
  }
}
