import { answered } from './answered.ts'
import { encodeInput } from './payload.ts'
import { machineArn } from './place.ts'
import type { Session } from './session.ts'

export interface StartOptions {
  /** Any JSON value up to 262,144 bytes; `{}` by default. */
  readonly input?: unknown
  /** The execution's name, at most 80 characters, unique for 90 days; AWS invents one by default. */
  readonly name?: string
  /** An AWS X-Ray trace header. */
  readonly traceHeader?: string
}

export interface StartedExecution {
  readonly executionArn: string
  readonly startDate: Date
}

/** Starts an execution and does not wait for it (StartExecution). */
export const startExecution = async (
  session: Session,
  nameOrArn: string,
  options: StartOptions = {},
): Promise<StartedExecution> => {
  const request = startRequest(await machineArn(session, nameOrArn), options)
  const { sfn, sdk } = await session.connect()
  const { executionArn, startDate } = answered(await sfn.send(new sdk.StartExecutionCommand(request)))
  return { executionArn, startDate }
}

/** What StartExecution and StartSyncExecution are asked. */
export const startRequest = (stateMachineArn: string, { input, name, traceHeader }: StartOptions) => ({
  stateMachineArn,
  input: encodeInput(input),
  name,
  traceHeader,
})
