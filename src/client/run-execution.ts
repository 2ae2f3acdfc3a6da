import type { StateMachineType } from '@aws-sdk/client-sfn'
import { unqualifiedArn } from '../arn.ts'
import { assertOptions, type OptionChecks } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { fetchStateMachine } from './describe-state-machine.ts'
import { sendToPlainHost } from './endpoint.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { type StartOptions, startChecks, startExecution, startRequest } from './start-execution.ts'
import { endOfExecution, throwIfFailed, type WaitForExecutionOptions, waitChecks } from './wait-for-execution.ts'
import { withTimeout } from './with-timeout.ts'

export interface RunOptions extends StartOptions, WaitForExecutionOptions {}

export const runChecks: OptionChecks<RunOptions> = { ...startChecks, ...waitChecks }

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
  return endOfExecution(session, executionArn, signal)
}

const runExpress: Runner = async (session, stateMachineArn, options, abortSignal) => {
  const request = startRequest(stateMachineArn, options)
  const { sfn, sdk } = await session.connect()
  const command = sendToPlainHost(new sdk.StartSyncExecutionCommand(request))
  return toExecutionDescription(stateMachineArn, completeOutput(await sfn.send(command, { abortSignal })))
}
