import { ExecutionFailed } from '../errors.ts'
import { assertOptions, booleanCheck, checkedElsewhere, type OptionChecks, signalCheck } from '../options.ts'
import { answered } from './answered.ts'
import { sendToPlainHost } from './endpoint.ts'
import { machineArn } from './environment.ts'
import { type Execution, readExecution } from './execution.ts'
import { type Limits, limited } from './limited.ts'
import { machineType } from './machine-type.ts'
import type { Session } from './session.ts'
import { type StartOptions, startChecks, startExecution, startRequest } from './start.ts'
import { waitForExecution } from './wait-for-execution.ts'

export interface RunOptions extends StartOptions, Limits {
  /** Return an execution that failed, timed out or was aborted instead of throwing it. */
  readonly throwOnFailure?: boolean
}

export const runChecks: OptionChecks<RunOptions> = {
  ...startChecks,
  signal: signalCheck,
  timeoutMs: checkedElsewhere,
  throwOnFailure: booleanCheck,
}

/**
 * Starts an execution and waits for its end; EXPRESS machines run through StartSyncExecution.
 * @throws ExecutionFailed unless it succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, the
 * signal's reason on an abort: the execution itself goes on then.
 */
export const runExecution = async (
  session: Session,
  nameOrArn: string,
  options: RunOptions = {},
): Promise<Execution> => {
  assertOptions('options', options, runChecks)
  const stateMachineArn = await machineArn(session, nameOrArn)
  const run = (await machineType(session, stateMachineArn)) === 'EXPRESS' ? runExpress : runStandard
  const execution = await limited(session.system, options, (signal) => run(session, stateMachineArn, options, signal))
  if (options.throwOnFailure !== false) throwIfFailed(execution)
  return execution
}

type Run = (session: Session, stateMachineArn: string, options: StartOptions, signal: AbortSignal) => Promise<Execution>

const runStandard: Run = async (session, stateMachineArn, { input, name, traceHeader }, signal) => {
  const { executionArn } = await startExecution(session, stateMachineArn, {
    input,
    ...(name !== undefined && { name }),
    ...(traceHeader !== undefined && { traceHeader }),
  })
  return waitForExecution(session, executionArn, signal)
}

const runExpress: Run = async (session, stateMachineArn, options, abortSignal) => {
  const request = startRequest(stateMachineArn, options)
  const { sfn, sdk } = await session.connect()
  const command = sendToPlainHost(new sdk.StartSyncExecutionCommand(request))
  return readExecution(stateMachineArn, answered(await sfn.send(command, { abortSignal })))
}

const throwIfFailed = ({ executionArn, status, error, cause }: Execution): void => {
  if (status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED') {
    throw new ExecutionFailed({ executionArn, status, error, cause })
  }
}
