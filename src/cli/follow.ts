import type { ExecutionEvent } from '../client/events.ts'
import type { Execution } from '../client/execution.ts'
import type { Stepwise } from '../stepwise.ts'
import type { Io } from './io.ts'

/** Waits for an execution's end, telling each of its events. When the command is asked to stop, the execution is stopped. */
export const follow = async (
  stepwise: Stepwise,
  executionArn: string,
  tell: (event: ExecutionEvent) => void,
  { signal }: Io,
): Promise<Execution> => {
  try {
    for await (const event of stepwise.executionHistory(executionArn, { follow: true, signal })) tell(event)
  } catch (error) {
    if (!signal.aborted) throw error
    await stepwise.stopExecution(executionArn, { error: 'Stepwise.Stopped', cause: 'the command was asked to stop' })
  }
  return stepwise.describeExecution(executionArn)
}
