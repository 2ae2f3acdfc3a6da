import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import type { Frame } from '../program/frame.ts'
import type { CompiledState, StateRecovery, StateResult } from '../program/program.ts'
import { recover } from './recover.ts'
import { errorOutput, StateFailure } from './state-failure.ts'
import { toStateFailure } from './to-state-failure.ts'

/**
 * Attempts a state until an attempt succeeds, or its failure is not retried, and returns the result of the attempt or of the catcher.
 * @throws StateFailure, or EvaluationFailure of a catcher's field, if neither Retry nor Catch matches; the signal's reason
 */
export const runWithRecovery = async (
  state: CompiledState,
  recovery: StateRecovery,
  { input, frame }: { input: Json; frame: Frame },
): Promise<StateResult> => {
  const { system } = frame.deps
  const retryCounts: number[] = []
  for (let retries = 1; ; retries++) {
    try {
      return await state.attempt(input, frame)
    } catch (thrown) {
      const failure = toStateFailure(thrown, frame)
      if (!(failure instanceof StateFailure)) throw failure
      if (frame.isInspected) frame.inspect('failure', errorOutput(failure))
      const decision = await recover(failure, recovery, { raw: input, frame, retryCounts, random: system.random })
      if (decision.kind !== 'retry') {
        const { failed } = state.events
        if (failed && !isOwnRuntimeFailure(thrown)) frame.record(failed, undefined)
        if (decision.kind === 'failed') throw decision.failure
        frame.inspect('catcher', decision.catcherIndex)
        return { output: decision.output, assigned: decision.assigned, next: decision.next }
      }
      retryCounts[decision.retrierIndex] = (retryCounts[decision.retrierIndex] ?? 0) + 1
      frame.retries = retries
      frame.inspect('retrier', decision.retrierIndex)
      await system.sleep(decision.delayMs, frame.signal)
    }
  }
}

/** True if a field of the state itself failed, and that ends the execution: AWS does not record a `…StateFailed` event for it. */
const isOwnRuntimeFailure = (thrown: unknown): boolean =>
  thrown instanceof EvaluationFailure && thrown.error === 'States.Runtime'
