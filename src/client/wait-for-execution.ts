import { describeExecution } from './describe-execution.ts'
import type { Execution } from './execution.ts'
import { unlessAborted } from './limited.ts'
import { patiently, pollDelays } from './patience.ts'
import type { Session } from './session.ts'

/**
 * Waits until an execution has ended: until the engine says so where it can, else looking at it after 5, 15, 45, … at most
 * every 5,000 ms. Errors that may pass are borne.
 */
export const waitForExecution = async (
  session: Session,
  executionArn: string,
  signal: AbortSignal,
): Promise<Execution> => {
  const look = patiently(session, () => describeExecution(session, executionArn, signal))
  const delays = pollDelays()
  if (session.ended) await unlessAborted(session.ended(executionArn), signal)
  while (true) {
    if (!session.ended) await session.system.sleep(delays.next().value, signal)
    const execution = await look()
    if (execution && !isOpen(execution)) return execution
  }
}

const isOpen = ({ status }: Execution): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE'
