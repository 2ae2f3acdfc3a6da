import { ExecutionFailed } from '../errors.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, signalCheck } from '../options.ts'
import { until } from '../stop.ts'
import { waitInTime } from '../system.ts'
import { describeExecution, executionUrl, readFailedState } from './describe-execution.ts'
import { endPollDelay } from './end-poll-delay.ts'
import type { ExecutionDescription } from './execution-description.ts'
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
  const { throwOnFailure = true } = options
  const { execution, failure } = await withTimeout(session.system, options, async (signal) => {
    const execution = await endOfExecution(session, executionArn, signal)
    return { execution, failure: throwOnFailure ? await failureOf(session, execution, signal) : undefined }
  })
  if (failure) throw failure
  return execution
}

/** Waits until an execution has ended. The embedded engine reports the end; AWS is polled, see {@link endPollDelay}. */
export const endOfExecution = async (
  session: Session,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionDescription> => {
  const read = tolerateTransientErrors(session, () => describeExecution(session, executionArn, { signal }))
  const { ended, system, waits } = session
  if (ended) {
    await waitInTime(system, () => until(signal, ended(executionArn)))
    const execution = await read()
    if (execution && !isOpen(execution)) return execution
    // The engine's execution is open again: after a redrive, or while it waits for one.
  }
  const start = system.now()
  waits.open++
  try {
    while (true) {
      await system.sleep(endPollDelay({ waitedMs: system.now() - start, openWaits: waits.open }), signal)
      const execution = await read()
      if (execution && !isOpen(execution)) return execution
    }
  } finally {
    waits.open--
  }
}

const isOpen = ({ status }: ExecutionDescription): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE'

/**
 * Returns the error for an execution that ended without success. It does not name the state if the history cannot be read: AWS
 * has none of EXPRESS executions, the caller may have no permission, or the time is over.
 */
export const failureOf = async (
  session: Session,
  execution: ExecutionDescription,
  signal: AbortSignal,
): Promise<ExecutionFailed | undefined> => {
  const { executionArn, status, error, cause } = execution
  if (status !== 'FAILED' && status !== 'TIMED_OUT' && status !== 'ABORTED') return undefined
  const failedState = await readFailedState(session, execution, signal).catch(() => undefined)
  const url = await executionUrl(session, execution)
  return new ExecutionFailed({ executionArn, status, error, cause, failedState, consoleUrl: url })
}
