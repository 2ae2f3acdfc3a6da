import type { StateMachineType } from '@aws-sdk/client-sfn'
import { unqualifiedArn } from '../arn.ts'
import { ExecutionFailed } from '../errors.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, signalCheck } from '../options.ts'
import { until } from '../stop.ts'
import { completeOutput } from './complete-output.ts'
import { describeExecution } from './describe-execution.ts'
import { fetchStateMachine } from './describe-state-machine.ts'
import { plainHostStep, toPlainHost } from './endpoint.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import { pollDelays } from './poll-delays.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
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
 * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or the
 * signal's reason if it is aborted. The execution itself goes on then.
 */
export const runExecution = async (
  session: Session,
  nameOrArn: string,
  options: RunOptions = {},
): Promise<ExecutionDescription> => {
  assertOptions('options', options, runChecks)
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const run = (await typeOf(session, stateMachineArn)) === 'EXPRESS' ? runExpress : runStandard
  const execution = await withTimeout(session.system, options, (signal) =>
    run(session, stateMachineArn, options, signal),
  )
  if (options.throwOnFailure !== false) throwIfFailed(execution)
  return execution
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

const throwIfFailed = ({ executionArn, status, error, cause }: ExecutionDescription): void => {
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED') {
    throw new ExecutionFailed({ executionArn, status, error, cause })
  }
}
