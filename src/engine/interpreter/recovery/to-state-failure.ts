import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Frame } from '../program/frame.ts'
import { StateFailure } from './state-failure.ts'

/**
 * Converts the failure of an expression to the failure of the frame's current state, and records it if AWS does. Returns other thrown
 * values unchanged.
 */
export const toStateFailure = (thrown: unknown, frame: Frame): unknown => {
  if (!(thrown instanceof EvaluationFailure)) return thrown
  const { error, message, location } = thrown
  // AWS's causes have the state's name and event, except for this error.
  const cause = error === 'States.ReferencePathConflict' ? message : frame.messagePrefix + message
  if (error === 'States.QueryEvaluationError') frame.recordEvaluationFailed(error, cause, location)
  return new StateFailure(error, cause)
}
