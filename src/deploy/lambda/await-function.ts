import { pollDelays } from '../../client/poll-delays.ts'
import type { DeployDeps } from '../deploy-deps.ts'

/** The longest time in milliseconds that the creation or an update of a function may take. */
const MOST_MS = 300_000

/**
 * Waits until a function is created and its last update is done. Returns its revision.
 * @throws Error with Lambda's reason if either failed; the signal's reason.
 */
export const awaitFunction = async (
  { session, services: { lambda } }: DeployDeps,
  FunctionName: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const start = session.system.now()
  const delays = pollDelays(2000)
  while (true) {
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason, RevisionId } = await lambda(
      'GetFunctionConfiguration',
      { FunctionName },
    )
    if (State === 'Failed') throw new Error(`the Lambda function ${FunctionName} failed: ${StateReason}`)
    if (LastUpdateStatus === 'Failed')
      throw new Error(`the update of the Lambda function ${FunctionName} failed: ${LastUpdateStatusReason}`)
    if (State !== 'Pending' && LastUpdateStatus !== 'InProgress') return RevisionId
    if (session.system.now() - start >= MOST_MS)
      throw new Error(`the Lambda function ${FunctionName} is still ${State ?? 'being updated'} after 5 minutes`)
    await session.system.sleep(delays.next().value, signal)
  }
}
