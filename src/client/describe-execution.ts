import { completeOutput } from './complete-output.ts'
import { type ExecutionDescription, toExecutionDescription } from './execution-description.ts'
import type { Session } from './session.ts'

/** Returns the status, payloads and dates of an execution (DescribeExecution). AWS does not describe EXPRESS executions. */
export const describeExecution = async (
  session: Session,
  executionArn: string,
  abortSignal?: AbortSignal,
): Promise<ExecutionDescription> => {
  const { sfn, sdk } = await session.connect()
  const command = new sdk.DescribeExecutionCommand({ executionArn })
  const output = completeOutput(await sfn.send(command, abortSignal && { abortSignal }))
  return toExecutionDescription(output.stateMachineArn, output)
}
