import { assertOptions, type OptionChecks, stringCheck } from '../options.ts'
import type { Session } from './session.ts'

export interface StopOptions {
  /** The error name that the execution gets, at most 256 characters. */
  readonly error?: string
  /** The cause that the execution gets, at most 32,768 characters. */
  readonly cause?: string
}

const checks: OptionChecks<StopOptions> = { error: stringCheck('a string'), cause: stringCheck('a string') }

/** Aborts an execution (StopExecution). An execution that has ended does not change. AWS cannot stop EXPRESS executions. */
export const stopExecution = async (
  session: Session,
  executionArn: string,
  options: StopOptions = {},
): Promise<void> => {
  assertOptions('options', options, checks)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.StopExecutionCommand({ executionArn, ...options }))
}
