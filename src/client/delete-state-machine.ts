import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { describeIfPresent } from './describe-state-machine.ts'
import { machineArn } from './environment.ts'
import { pollDelays } from './patience.ts'
import type { Session } from './session.ts'

export interface DeleteOptions {
  /** Resolve only when it is gone: AWS lets its running executions end first. Default false. */
  readonly wait?: boolean
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<DeleteOptions> = { wait: booleanCheck, signal: signalCheck }

/** Deletes a state machine (DeleteStateMachine); one that does not exist is no error. Its activities stay. */
export const deleteStateMachine = async (
  session: Session,
  nameOrArn: string,
  options: DeleteOptions = {},
): Promise<void> => {
  assertOptions('options', options, checks)
  const { wait = false, signal } = options
  const stateMachineArn = await machineArn(session, nameOrArn)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn }))
  session.facts.types.delete(stateMachineArn)
  const delays = pollDelays()
  while (wait && (await describeIfPresent(session, stateMachineArn))) {
    await session.system.sleep(delays.next().value, signal)
  }
}
