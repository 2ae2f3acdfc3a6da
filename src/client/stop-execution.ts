import { assertOptions, type OptionChecks, stringCheck } from '../options.ts'
import type { Session } from './session.ts'

export interface StopOptions {
  /** The error name and cause that the execution will show, at most 256 and 32,768 characters. */
  readonly error?: string
  readonly cause?: string
}

const checks: OptionChecks<StopOptions> = { error: stringCheck('a text'), cause: stringCheck('a text') }

/** Aborts an execution (StopExecution); one that has ended stays as it is. EXPRESS executions cannot be stopped. */
export const stopExecution = async (
  session: Session,
  executionArn: string,
  options: StopOptions = {},
): Promise<void> => {
  assertOptions('options', options, checks)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.StopExecutionCommand({ executionArn, ...options }))
}
