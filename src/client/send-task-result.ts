import { assertOptions, assertValue, type OptionChecks, required, stringCheck } from '../options.ts'
import { encodeOutput } from './payload.ts'
import type { Session } from './session.ts'

/** Ends a task successfully (SendTaskSuccess). No output is `null`. */
export const sendTaskSuccess = async (session: Session, taskToken: string, output?: unknown): Promise<void> => {
  assertValue('taskToken', taskToken, tokenCheck)
  const request = { taskToken, output: encodeOutput(output) }
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.SendTaskSuccessCommand(request))
}

export interface TaskFailureOptions {
  /** The error name that `retry` and `catch` match, at most 256 characters. */
  readonly error?: string | undefined
  /** An explanation for people, at most 32,768 characters. */
  readonly cause?: string | undefined
}

const checks: OptionChecks<TaskFailureOptions> = {
  error: stringCheck('a string of at most 256 characters', (error) => error.length <= 256),
  cause: stringCheck('a string of at most 32,768 characters', (cause) => cause.length <= 32_768),
}

/** Fails a task (SendTaskFailure). */
export const sendTaskFailure = async (
  session: Session,
  taskToken: string,
  failure: TaskFailureOptions = {},
): Promise<void> => {
  assertValue('taskToken', taskToken, tokenCheck)
  assertOptions('failure', failure, checks)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.SendTaskFailureCommand({ taskToken, ...failure }))
}

/** Restarts the heartbeat timeout of a task (SendTaskHeartbeat). */
export const sendTaskHeartbeat = async (session: Session, taskToken: string): Promise<void> => {
  assertValue('taskToken', taskToken, tokenCheck)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.SendTaskHeartbeatCommand({ taskToken }))
}

const tokenCheck = required(stringCheck('a string'))
