import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import type { Frame } from '../program/frame.ts'
import type { StateRecovery, StateResult } from '../program/program.ts'
import { retryDelay } from './retry-delay.ts'
import { matches, type StateFailure } from './state-failure.ts'

/** The reaction to a failed attempt of a state. Indexes are those of the state's `Retry` and `Catch`. */
export type RecoveryDecision = Retried | Caught | Failed

interface Retried {
  readonly kind: 'retry'
  readonly retrierIndex: number
  /** The time to wait before the next attempt, in milliseconds. */
  readonly delayMs: number
}

interface Caught extends Readonly<StateResult> {
  readonly kind: 'caught'
  /** The retrier that matched too, but is exhausted. */
  readonly retrierIndex: number | undefined
  readonly catcherIndex: number
}

interface Failed {
  readonly kind: 'failed'
  /** The retrier that matched, but is exhausted. */
  readonly retrierIndex: number | undefined
  /** The failure of the attempt, or that of the fields of the catcher that matched. */
  readonly failure: StateFailure | EvaluationFailure
}

/** The visit of a state in which an attempt has failed. */
export interface FailedVisit {
  /** The input with which the state was entered. */
  readonly raw: Json
  readonly frame: Frame
  /** The number of retries of each retrier in this visit, by index; 0 if absent. */
  readonly retryCounts: readonly number[]
  /** Returns a number from 0 to 1. */
  random(): number
}

/**
 * Decides the reaction to a failed attempt. The first retrier that matches retries unless it is exhausted; then the first catcher that
 * matches catches (ASL spec, Errors). It records no events, and waits only for the catcher's expressions.
 */
export const recover = async (
  failure: StateFailure,
  { retriers, catchers }: StateRecovery,
  { raw, frame, retryCounts, random }: FailedVisit,
): Promise<RecoveryDecision> => {
  const [retrierIndex, retrier] = firstWhere(retriers, ({ ErrorEquals }) => matches(ErrorEquals, failure))
  if (retrier && retrierIndex !== undefined) {
    const delayMs = retryDelay(retrier, retryCounts[retrierIndex] ?? 0, random)
    if (delayMs !== undefined) return { kind: 'retry', retrierIndex, delayMs }
  }
  const [catcherIndex, catcher] = firstWhere(catchers, ({ errorEquals }) => matches(errorEquals, failure))
  if (!catcher || catcherIndex === undefined) return { kind: 'failed', retrierIndex, failure }
  try {
    return { kind: 'caught', retrierIndex, catcherIndex, ...(await catcher.evaluate(failure, raw, frame)) }
  } catch (thrown) {
    if (thrown instanceof EvaluationFailure) return { kind: 'failed', retrierIndex, failure: thrown }
    throw thrown
  }
}

const firstWhere = <T>(list: readonly T[], holds: (element: T) => boolean): [index: number, element: T] | [] => {
  for (const [index, element] of list.entries()) if (holds(element)) return [index, element]
  return []
}
