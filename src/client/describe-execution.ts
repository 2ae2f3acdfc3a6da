import { parseArn } from '../arn.ts'
import type { FailedState } from '../errors.ts'
import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { consoleUrl } from './console-url.ts'
import { engineKind } from './engine-kind.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import { executionHistory } from './execution-history.ts'
import { findFailedState } from './failed-state.ts'
import type { Session } from './session.ts'

export interface DescribeExecutionOptions {
  /**
   * Also returns `consoleUrl`, and `failedState` if the execution ended without success: this reads its history, with one
   * GetExecutionHistory call for each 1000 events. Default false.
   */
  readonly trace?: boolean
  /** Ends the request. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<DescribeExecutionOptions> = { trace: booleanCheck, signal: signalCheck }

/** Returns the status, payloads and dates of an execution (DescribeExecution). AWS does not describe EXPRESS executions. */
export const describeExecution = async (
  session: Session,
  executionArn: string,
  options: DescribeExecutionOptions = {},
): Promise<ExecutionDescription> => {
  assertOptions('options', options, checks)
  const { trace = false, signal } = options
  const { sfn, sdk } = await session.connect()
  const command = new sdk.DescribeExecutionCommand({ executionArn })
  const output = completeOutput(await sfn.send(command, signal && { abortSignal: signal }))
  const execution = toExecutionDescription(output.stateMachineArn, output)
  if (!trace) return execution
  const failedState = await readFailedState(session, execution, signal)
  const url = await executionUrl(session, execution)
  return { ...execution, ...(failedState && { failedState }), ...(url !== undefined && { consoleUrl: url }) }
}

/**
 * Returns the state in which an execution ended without success; `undefined` if it runs or succeeded.
 * @throws what GetExecutionHistory throws.
 */
export const readFailedState = async (
  session: Session,
  { executionArn, status }: ExecutionDescription,
  signal?: AbortSignal,
): Promise<FailedState | undefined> => {
  const isFailed = status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED'
  if (!isFailed || isExpress(executionArn)) return undefined
  return findFailedState(executionHistory(session, executionArn, signal ? { signal } : {}))
}

/** Returns the URL of an execution's page in the AWS console; `undefined` if it did not run on AWS. */
export const executionUrl = async (
  session: Session,
  { executionArn, startDate }: ExecutionDescription,
): Promise<string | undefined> => {
  if ((await engineKind(session)) !== 'aws') return undefined
  return consoleUrl(executionArn, isExpress(executionArn) ? startDate : undefined)
}

/** AWS keeps no history of EXPRESS executions, and the console finds them by their start. */
const isExpress = (executionArn: string): boolean => parseArn(executionArn)?.resource[0] === 'express'
