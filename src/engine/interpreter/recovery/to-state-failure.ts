import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Frame } from '../program/frame.ts'
import { StateFailure } from './state-failure.ts'

/**
 * Turns the failure of an expression into the failure of the frame's current state, and records it if AWS does. Returns anything else
 * that was thrown as it is.
 */
export const toStateFailure = (thrown: unknown, frame: Frame): unknown => {
  if (!(thrown instanceof EvaluationFailure)) return thrown
  const { error, message, location } = thrown
  // AWS has the state's name and event in all causes but this one.
  const cause = error === 'States.ReferencePathConflict' ? message : frame.messagePrefix + message
  if (error === 'States.QueryEvaluationError') frame.recordEvaluationFailed(error, cause, location)
  return new StateFailure(error, cause)
}
