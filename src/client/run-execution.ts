import type { StateMachineType } from '@aws-sdk/client-sfn'
import { unqualifiedArn, withoutTestCase } from '../arn.ts'
import { assertOptions, type OptionChecks } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { fetchStateMachine } from './describe-state-machine.ts'
import { plainHostStep, toPlainHost } from './endpoint.ts'
import { resolveStart } from './ensure-start-at.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import { parseInput, parseOutput } from './parse-payload.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { type StartOptions, startChecks, startExecution, startRequest } from './start-execution.ts'
import { endOfExecution, failureOf, type WaitForExecutionOptions, waitChecks } from './wait-for-execution.ts'
import { withTimeout } from './with-timeout.ts'

export interface RunOptions extends StartOptions, WaitForExecutionOptions {}

export const runChecks: OptionChecks<RunOptions> = { ...startChecks, ...waitChecks }

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
  const parsed = { ...given, input: await parseInput(ref, given.input) }
  const { stateMachineArn, input } = await resolveStart(session, await resolveStateMachineArn(session, ref), parsed)
  const options = { ...given, input }
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
  const arn = unqualifiedArn(withoutTestCase(qualifiedArn))
  return session.facts.types.get(arn) ?? (await fetchStateMachine(session, arn)).type
}

type Runner = (
  session: Session,
  stateMachineArn: string,
  options: StartOptions,
  signal: AbortSignal,
) => Promise<ExecutionDescription>

const runStandard: Runner = async (session, stateMachineArn, { input, name, traceHeader, stamp }, signal) => {
  const { executionArn } = await startExecution(session, stateMachineArn, {
    input,
    ...(name !== undefined && { name }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(stamp !== undefined && { stamp }),
  })
  return endOfExecution(session, executionArn, signal)
}

const runExpress: Runner = async (session, stateMachineArn, options, abortSignal) => {
  const { name = session.system.uuid() } = options
  const request = startRequest(stateMachineArn, { ...options, name })
  const { sfn, sdk } = await session.connect()
  const command = new sdk.StartSyncExecutionCommand(request)
  command.middlewareStack.add(toPlainHost, plainHostStep)
  return toExecutionDescription(stateMachineArn, completeOutput(await sfn.send(command, { abortSignal })))
}
