import { type FailureModel, repeatRateAfter } from './failure-model.ts'

/** A retrier of a literal. */
export interface ProposedRetry {
  readonly errorEquals: readonly string[]
  readonly intervalSeconds: number
  readonly backoffRate: number
  readonly maxAttempts: number
}

/** A retrier that would reach the target, and its expected delay. */
export interface RetryCandidate {
  readonly retry: ProposedRetry
  /** The probability that the task succeeds, estimated. */
  readonly success: number
  /** The expected delay of a visit of the state, in seconds. */
  readonly delaySeconds: number
}

const intervals = [1, 2, 5, 10, 20, 30, 60, 120]
const backoffRates = [1, 1.5, 2, 3]
const MOST_ATTEMPTS = 10

/** The candidates with the same delays: the first that reaches the target, and those with more attempts. */
const MOST_SPARE = 4

/** The delays of a retrier in seconds (ASL spec, Retrying after error). */
export const delaysOf = ({ intervalSeconds, backoffRate, maxAttempts }: ProposedRetry): number[] =>
  Array.from({ length: maxAttempts }, (_, retry) => intervalSeconds * backoffRate ** retry)

/**
 * The retriers that reach a probability of success, by their expected delay and their attempts; the shortest delay first.
 * @param withinSeconds the most that all delays of a retrier may take together
 */
export const retryCandidates = (
  error: string,
  model: FailureModel,
  { target, withinSeconds }: { target: number; withinSeconds: number },
): RetryCandidate[] =>
  intervals
    .flatMap((intervalSeconds) => backoffRates.map((backoffRate) => ({ intervalSeconds, backoffRate })))
    .flatMap((delays) => firstThatReaches({ errorEquals: [error], ...delays }, model, { target, withinSeconds }))
    .sort((a, b) => a.delaySeconds - b.delaySeconds || a.retry.maxAttempts - b.retry.maxAttempts)

const firstThatReaches = (
  retry: Omit<ProposedRetry, 'maxAttempts'>,
  model: FailureModel,
  { target, withinSeconds }: { target: number; withinSeconds: number },
): RetryCandidate[] => {
  let [failing, delaySeconds, total] = [model.rate, 0, 0]
  const found: RetryCandidate[] = []
  for (const [index, delay] of delaysOf({ ...retry, maxAttempts: MOST_ATTEMPTS }).entries()) {
    total += delay
    if (total > withinSeconds) break
    delaySeconds += failing * delay
    failing *= repeatRateAfter(model, delay)
    if (1 - failing >= target)
      found.push({ retry: { ...retry, maxAttempts: index + 1 }, success: 1 - failing, delaySeconds })
  }
  return found.slice(0, MOST_SPARE)
}
