import { assertOptions, type OptionChecks, signalCheck, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import type { Session } from './session.ts'

export interface RedriveOptions {
  /** A repeated request with the same token within 15 minutes does not redrive again. Default: a UUID of the SDK. */
  readonly clientToken?: string
  /** Ends the request. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<RedriveOptions> = { clientToken: stringCheck('a string'), signal: signalCheck }

export interface RedrivenExecution {
  readonly redriveDate: Date
}

/**
 * Continues an execution that failed, timed out or was aborted, from the states that did not succeed, and does not wait for its end
 * (RedriveExecution). AWS allows this for 14 days, and not for EXPRESS executions.
 */
export const redriveExecution = async (
  session: Session,
  executionArn: string,
  options: RedriveOptions = {},
): Promise<RedrivenExecution> => {
  assertOptions('options', options, checks)
  const { clientToken, signal } = options
  const { sfn, sdk } = await session.connect()
  const command = new sdk.RedriveExecutionCommand({ executionArn, clientToken })
  const { redriveDate } = completeOutput(await sfn.send(command, signal && { abortSignal: signal }))
  return { redriveDate }
}
