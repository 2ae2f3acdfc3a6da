import { activityArn, stateMachineArn, toAwsName } from '../arn.ts'
import { describeValue } from '../options.ts'
import { show } from '../specs/show.ts'
import { findEnvironment, regionOf } from './find-environment.ts'
import type { Session } from './session.ts'

/**
 * Returns the ARN of a state machine, given its name or its ARN. A name may end in `:version` or `:alias`.
 * @throws StateMachineDoesNotExist if the account has no state machine at all; TypeError if `nameOrArn` is not a string.
 */
export const resolveStateMachineArn = async (session: Session, nameOrArn: string): Promise<string> => {
  if (typeof nameOrArn !== 'string')
    throw new TypeError(`expected the name or the ARN of a state machine, found ${show(nameOrArn)}`)
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  if (environment) return stateMachineArn(environment, toAwsName(nameOrArn))
  const { sdk } = await session.connect()
  const region = await regionOf(session)
  const message = `no state machine is named "${nameOrArn}": the account has no state machine in ${region}`
  throw new sdk.StateMachineDoesNotExist({ message, $metadata: {} })
}

/** Returns the ARN of an activity, given its name or its ARN; `undefined` if the account has no state machine and no activity. */
export const findActivityArn = async (session: Session, nameOrArn: string): Promise<string | undefined> => {
  if (typeof nameOrArn !== 'string')
    throw new TypeError(`expected the name or the ARN of an activity, got ${describeValue(nameOrArn)}`)
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  return environment && activityArn(environment, toAwsName(nameOrArn))
}
