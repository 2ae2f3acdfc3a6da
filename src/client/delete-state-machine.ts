import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { findStateMachine } from './describe-state-machine.ts'
import { pollDelays } from './poll-delays.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

export interface DeleteOptions {
  /** Waits until the state machine is gone: AWS lets its running executions end first. Default false. */
  readonly wait?: boolean
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<DeleteOptions> = { wait: booleanCheck, signal: signalCheck }

/**
 * Deletes a state machine (DeleteStateMachine). Its activities stay. It is not an error if the state machine does not exist.
 * @throws the signal's reason if it is aborted during the wait.
 */
export const deleteStateMachine = async (
  session: Session,
  nameOrArn: string,
  options: DeleteOptions = {},
): Promise<void> => {
  assertOptions('options', options, checks)
  const { wait = false, signal } = options
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn }))
  session.facts.types.delete(stateMachineArn)
  const delays = pollDelays()
  while (wait && (await findStateMachine(session, stateMachineArn))) {
    await session.system.sleep(delays.next().value, signal)
  }
}
