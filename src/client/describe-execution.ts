import { answered } from './answered.ts'
import { type Execution, readExecution } from './execution.ts'
import type { Session } from './session.ts'

/** An execution's status, payloads and dates (DescribeExecution). EXPRESS executions cannot be described. */
export const describeExecution = async (
  session: Session,
  executionArn: string,
  abortSignal?: AbortSignal,
): Promise<Execution> => {
  const { sfn, sdk } = await session.connect()
  const command = new sdk.DescribeExecutionCommand({ executionArn })
  const answer = answered(await sfn.send(command, abortSignal && { abortSignal }))
  return readExecution(answer.stateMachineArn, answer)
}
