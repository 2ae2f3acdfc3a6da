import { parseArn } from '../arn.ts'
import { activitiesOf } from '../dsl/activities.ts'
import { assertOptions, booleanCheck, type OptionChecks, signalCheck } from '../options.ts'
import { resugar } from '../sugar/desugar.ts'
import { deleteActivity } from './activities.ts'
import { findStateMachine } from './describe-state-machine.ts'
import { pollDelays } from './poll-delays.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

export interface DeleteOptions {
  /** Waits until the state machine is gone: AWS lets its running executions end first. Default false. */
  readonly wait?: boolean
  /**
   * Also deletes the activities that the definition names, even if other state machines use them. With `wait`, they are deleted
   * when the state machine is gone, so that its running executions can use them until they end. Default false.
   */
  readonly activities?: boolean
  /** Ends the wait. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<DeleteOptions> = { wait: booleanCheck, activities: booleanCheck, signal: signalCheck }

/**
 * Deletes a state machine (DeleteStateMachine). Its activities stay, unless `activities` is true. It is not an error if the state
 * machine does not exist.
 * @throws the signal's reason if it is aborted during the wait.
 */
export const deleteStateMachine = async (
  session: Session,
  nameOrArn: string,
  options: DeleteOptions = {},
): Promise<void> => {
  assertOptions('options', options, checks)
  const { wait = false, activities = false, signal } = options
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const names = activities ? await activitiesOfDeployed(session, stateMachineArn) : []
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn }))
  session.facts.types.delete(stateMachineArn)
  const delays = pollDelays()
  while (wait && (await findStateMachine(session, stateMachineArn))) {
    await session.system.sleep(delays.next().value, signal)
  }
  await Promise.all(names.map((name) => deleteActivity(session, name)))
}

/** Returns the names of the activities of a state machine; none if it does not exist. */
const activitiesOfDeployed = async (session: Session, stateMachineArn: string): Promise<string[]> => {
  const present = await findStateMachine(session, stateMachineArn)
  return present ? activitiesOf(resugar(JSON.parse(present.definition), parseArn(stateMachineArn))) : []
}
