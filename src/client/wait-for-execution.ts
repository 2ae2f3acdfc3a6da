import { ExecutionFailed } from '../errors.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, signalCheck } from '../options.ts'
import { until } from '../stop.ts'
import { describeExecution } from './describe-execution.ts'
import type { ExecutionDescription } from './execution-description.ts'
import { pollDelays } from './poll-delays.ts'
import type { Session } from './session.ts'
import { tolerateTransientErrors } from './tolerate-transient-errors.ts'
import { type WaitOptions, withTimeout } from './with-timeout.ts'

export interface WaitForExecutionOptions extends WaitOptions {
  /** Default true. If false, an execution that failed, timed out or was aborted is returned instead of thrown. */
  readonly throwOnFailure?: boolean
}

export const waitChecks: OptionChecks<WaitForExecutionOptions> = {
  signal: signalCheck,
  timeoutMs: checkedElsewhere,
  throwOnFailure: booleanCheck,
}

/**
 * Waits for the end of an execution, which may have ended already (DescribeExecution). AWS does not describe EXPRESS executions.
 * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or the
 * signal's reason if it is aborted. The execution itself goes on then.
 */
export const waitForExecution = async (
  session: Session,
  executionArn: string,
  options: WaitForExecutionOptions = {},
): Promise<ExecutionDescription> => {
  assertOptions('options', options, waitChecks)
  const execution = await withTimeout(session.system, options, (signal) =>
    endOfExecution(session, executionArn, signal),
  )
  if (options.throwOnFailure !== false) throwIfFailed(execution)
  return execution
}

/**
 * Waits until an execution has ended. The embedded engine reports the end; AWS is polled after 5, 15, 45, … ms and at most every
 * 5,000 ms.
 */
export const endOfExecution = async (
  session: Session,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionDescription> => {
  const read = tolerateTransientErrors(session, () => describeExecution(session, executionArn, signal))
  const delays = pollDelays()
  if (session.ended) await until(signal, session.ended(executionArn))
  while (true) {
    if (!session.ended) await session.system.sleep(delays.next().value, signal)
    const execution = await read()
    if (execution && !isOpen(execution)) return execution
  }
}

const isOpen = ({ status }: ExecutionDescription): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE'

/** @throws ExecutionFailed if an execution failed, timed out or was aborted */
export const throwIfFailed = ({ executionArn, status, error, cause }: ExecutionDescription): void => {
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED') {
    throw new ExecutionFailed({ executionArn, status, error, cause })
  }
}
