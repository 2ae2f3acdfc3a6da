import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import { ApiError } from '../../api-error.ts'
import type { Frame } from '../../interpreter/program/frame.ts'
import type { CompiledState, StateResult } from '../../interpreter/program/program.ts'
import { exitState } from '../../interpreter/program/run-program.ts'
import { type RecoveryDecision, recover } from '../../interpreter/recovery/recover.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown } from '../../tasks/read-thrown.ts'

/** One attempt of a state and what follows it. */
export interface StateVisit {
  /** Of the state, or of the catcher that caught its failure. */
  readonly result?: StateResult
  readonly failure?: StateFailure
  /** The reaction of Retry and Catch to the failure, if the state has them. */
  readonly decision?: RecoveryDecision | undefined
}

export interface VisitOptions {
  readonly input: Json
  readonly frame: Frame
  /** The number of retries of the matching retrier so far. */
  readonly retryCount: number
}

/**
 * Attempts a state once, and decides on Retry and Catch without waiting for a retry.
 * @throws ApiError if a mock does not fit the state's input; the signal's reason
 */
export const visitState = async (state: CompiledState, options: VisitOptions): Promise<StateVisit> => {
  const { input, frame, retryCount } = options
  frame.enter(state, input)
  if (state.canRetry) frame.retries = retryCount
  try {
    const result = await state.attempt(input, frame)
    exitState(state, input, { result, frame })
    return { result }
  } catch (thrown) {
    if (frame.signal.aborted || thrown instanceof ApiError) throw thrown
    return recoverFrom(toFailure(thrown), state, options)
  }
}

const recoverFrom = async (
  failure: StateFailure,
  state: CompiledState,
  { input, frame, retryCount }: VisitOptions,
): Promise<StateVisit> => {
  const { recovery } = state
  if (!recovery) return { failure }
  const retryCounts = recovery.retriers.map(() => retryCount)
  const { random } = frame.deps.system
  const decision = await recover(failure, recovery, { raw: input, frame, retryCounts, random })
  if (decision.kind === 'retry') return { failure, decision }
  if (decision.kind === 'failed') return { failure: toFailure(decision.failure), decision }
  try {
    exitState(state, input, { result: decision, frame })
  } catch (thrown) {
    return { failure: toFailure(thrown) }
  }
  return { failure, decision, result: decision }
}

/** The causes of TestState do not begin with the state's name and event, as those of executions do (recorded). */
const toFailure = (thrown: unknown): StateFailure => {
  if (thrown instanceof StateFailure) return thrown
  if (thrown instanceof EvaluationFailure) return new StateFailure(thrown.error, thrown.message)
  return new StateFailure('States.Runtime', readThrown(thrown).message)
}
