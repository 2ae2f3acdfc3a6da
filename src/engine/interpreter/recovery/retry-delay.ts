import type { AslRetrier } from '../program/asl.ts'

/**
 * The time to wait before the next retry, in milliseconds (ASL spec, Retrying after error).
 * @param retries - the number of retries of the retrier so far
 * @param random - returns a number from 0 to 1, for jitter
 * @returns `undefined` if the retrier is exhausted
 */
export const retryDelay = (retrier: AslRetrier, retries: number, random: () => number): number | undefined => {
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier
  if (retries >= MaxAttempts) return undefined
  const delay = Math.min(IntervalSeconds * BackoffRate ** retries, MaxDelaySeconds) * 1000
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay
}
