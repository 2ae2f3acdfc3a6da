import type { Json } from '../../../json.ts'
import type { MockedWork } from '../../interpreter/interpreter-mock.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { type MockedOutcome, outcomeOf } from './mocked-outcome.ts'
import { validationError } from './validation-error.ts'

/**
 * Gives the work of a Map or Parallel state its mocked outcome, after the inputs of all iterations have been made. A result becomes a
 * failure if more iterations have failed than the state tolerates.
 * @param failed - the number of iterations that have failed
 */
export const runMockedWork =
  (mock: MockedOutcome, failed = 0) =>
  async (work: MockedWork): Promise<Json> => {
    let iterations = 0
    for await (const _input of work.inputs) iterations++
    if (failed > iterations)
      throw validationError('MapIterationFailureCount must be less than or equal to the number of Map iterations')
    if ('result' in mock && exceedsTolerance(work, failed, iterations)) throw thresholdExceeded()
    return outcomeOf(mock)
  }

/** A state without thresholds tolerates any number here (recorded), but not in an execution. */
const exceedsTolerance = (
  { toleratedFailureCount, toleratedFailurePercentage }: MockedWork,
  failed: number,
  iterations: number,
): boolean =>
  (toleratedFailureCount !== undefined && failed > toleratedFailureCount) ||
  (toleratedFailurePercentage !== undefined && (failed / iterations) * 100 > toleratedFailurePercentage)

const thresholdExceeded = () =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded')
