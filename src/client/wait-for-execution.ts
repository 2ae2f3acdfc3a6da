import { describeExecution } from './describe-execution.ts'
import type { Execution } from './execution.ts'
import { patiently, pollDelays } from './patience.ts'
import type { Session } from './session.ts'

export interface WaitOptions {
  /** Ends the wait; the execution goes on. */
  readonly signal?: AbortSignal
  /** The longest wait in milliseconds; without limit by default. The execution goes on. */
  readonly timeoutMs?: number
}

/**
 * Waits until an execution has ended, looking at it after 5, 15, 45, … at most every 5,000 ms.
 * @throws a `TimeoutError` after `timeoutMs`, the signal's reason on an abort, AWS's errors unless they may pass.
 */
export const waitForExecution = async (
  session: Session,
  executionArn: string,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions = {},
): Promise<Execution> => {
  const { system } = session
  const deadline = system.now() + timeoutMs
  const look = patiently(session, () => describeExecution(session, executionArn, signal))
  for (const delay of pollDelays()) {
    await system.sleep(Math.min(delay, deadline - system.now()), signal)
    const execution = await look()
    if (execution && !isOpen(execution)) return execution
    if (system.now() >= deadline) break
  }
  throw new DOMException(`${executionArn} has not ended after ${timeoutMs} ms; it goes on`, 'TimeoutError')
}

const isOpen = ({ status }: Execution): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE'
