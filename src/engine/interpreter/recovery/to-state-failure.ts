import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Frame } from '../program/frame.ts'
import { StateFailure } from './state-failure.ts'

/** What was thrown inside a state, as the failure that Retry, Catch and the history deal with; anything else as it is. */
export const toStateFailure = (thrown: unknown, frame: Frame): unknown => {
  if (!(thrown instanceof EvaluationFailure)) return thrown
  // AWS says where it happened for all of them but this one
  const cause = thrown.error === 'States.ReferencePathConflict' ? thrown.message : frame.where + thrown.message
  if (thrown.error === 'States.QueryEvaluationError') frame.recordEvaluationFailed(thrown.error, cause, thrown.location)
  return new StateFailure(thrown.error, cause)
}
