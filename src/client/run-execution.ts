import type { StateMachineType } from '@aws-sdk/client-sfn'
import { unqualifiedArn } from '../arn.ts'
import { ExecutionFailed } from '../errors.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, signalCheck } from '../options.ts'
import { until } from '../stop.ts'
import { waitInTime } from '../system.ts'
import { completeOutput } from './complete-output.ts'
import { describeExecution, executionUrl, readFailedState } from './describe-execution.ts'
import { fetchStateMachine } from './describe-state-machine.ts'
import { plainHostStep, toPlainHost } from './endpoint.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import { parseInput, parseOutput } from './parse-payload.ts'
import { pollDelays } from './poll-delays.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { type StartOptions, startChecks, startExecution, startRequest } from './start-execution.ts'
import { tolerateTransientErrors } from './tolerate-transient-errors.ts'
import { type WaitOptions, withTimeout } from './with-timeout.ts'

export interface RunOptions extends StartOptions, WaitOptions {
  /** Default true. If false, an execution that failed, timed out or was aborted is returned instead of thrown. */
  readonly throwOnFailure?: boolean
}

export const runChecks: OptionChecks<RunOptions> = {
  ...startChecks,
  signal: signalCheck,
  timeoutMs: checkedElsewhere,
  throwOnFailure: booleanCheck,
}

/**
 * Starts an execution and waits for its end. EXPRESS state machines run through StartSyncExecution.
 * @throws TypeError if the input or the output does not match its schema; ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or the
 * signal's reason if it is aborted. The execution itself goes on then.
 */
export const runExecution = async (
  session: Session,
  ref: StateMachineReference,
  given: RunOptions = {},
): Promise<ExecutionDescription> => {
  assertOptions('options', given, runChecks)
  const options = { ...given, input: await parseInput(ref, given.input) }
  const stateMachineArn = await resolveStateMachineArn(session, ref)
  const run = (await typeOf(session, stateMachineArn)) === 'EXPRESS' ? runExpress : runStandard
  const { throwOnFailure = true } = options
  const { execution, failure } = await withTimeout(session.system, options, async (signal) => {
    const execution = await run(session, stateMachineArn, options, signal)
    return { execution, failure: throwOnFailure ? await failureOf(session, execution, signal) : undefined }
  })
  if (failure) throw failure
  return parseOutput(ref, execution)
}

/** Returns the type of a state machine. It is fetched once: AWS never changes it. */
const typeOf = async (session: Session, qualifiedArn: string): Promise<StateMachineType> => {
  const arn = unqualifiedArn(qualifiedArn)
  return session.facts.types.get(arn) ?? (await fetchStateMachine(session, arn)).type
}

type Runner = (
  session: Session,
  stateMachineArn: string,
  options: StartOptions,
  signal: AbortSignal,
) => Promise<ExecutionDescription>

const runStandard: Runner = async (session, stateMachineArn, { input, name, traceHeader }, signal) => {
  const { executionArn } = await startExecution(session, stateMachineArn, {
    input,
    ...(name !== undefined && { name }),
    ...(traceHeader !== undefined && { traceHeader }),
  })
  return waitForExecution(session, executionArn, signal)
}

const runExpress: Runner = async (session, stateMachineArn, options, abortSignal) => {
  const request = startRequest(stateMachineArn, options)
  const { sfn, sdk } = await session.connect()
  const command = new sdk.StartSyncExecutionCommand(request)
  command.middlewareStack.add(toPlainHost, plainHostStep)
  return toExecutionDescription(stateMachineArn, completeOutput(await sfn.send(command, { abortSignal })))
}

/**
 * Waits until an execution has ended. The embedded engine reports the end; AWS is polled after 5, 15, 45, … ms and at most every
 * 5,000 ms.
 */
const waitForExecution = async (
  session: Session,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionDescription> => {
  const read = tolerateTransientErrors(session, () => describeExecution(session, executionArn, { signal }))
  const delays = pollDelays()
  const { ended, system } = session
  if (ended) await waitInTime(system, () => until(signal, ended(executionArn)))
  while (true) {
    if (!ended) await system.sleep(delays.next().value, signal)
    const execution = await read()
    if (execution && !isOpen(execution)) return execution
  }
}

const isOpen = ({ status }: ExecutionDescription): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE'

/**
 * Returns the error for an execution that ended without success. It does not name the state if the history cannot be read: AWS
 * has none of EXPRESS executions, the caller may have no permission, or the time is over.
 */
const failureOf = async (
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
