import { activityArn, stateMachineArn, toAwsName } from '../arn.ts'
import { isJsonObject } from '../json.ts'
import { describeValue } from '../options.ts'
import { findEnvironment, regionOf } from './find-environment.ts'
import type { Session } from './session.ts'

/** A state machine's name or ARN, or its definition, which must have a name. */
export type StateMachineReference = string | object

/**
 * Returns the ARN of a state machine, given its name, its ARN or its definition. A name may end in `:version` or `:alias`.
 * @throws StateMachineDoesNotExist if the account has no state machine at all; TypeError if `ref` is none of these.
 */
export const resolveStateMachineArn = async (session: Session, ref: StateMachineReference): Promise<string> => {
  const nameOrArn = nameOf(ref)
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  if (environment) return stateMachineArn(environment, toAwsName(nameOrArn))
  const { sdk } = await session.connect()
  const region = await regionOf(session)
  const message = `no state machine is named "${nameOrArn}": the account has no state machine in ${region}`
  throw new sdk.StateMachineDoesNotExist({ message, $metadata: {} })
}

const nameOf = (ref: StateMachineReference): string => {
  if (typeof ref === 'string') return ref
  const name = isJsonObject(ref) ? ref.name : undefined
  if (typeof name === 'string') return name
  const message = 'expected the name or the ARN of a state machine, or its definition with a name'
  throw new TypeError(`${message}, got ${describeValue(ref)}`)
}

/** Returns the ARN of an activity, given its name or its ARN; `undefined` if the account has no state machine and no activity. */
export const findActivityArn = async (session: Session, nameOrArn: string): Promise<string | undefined> => {
  if (typeof nameOrArn !== 'string')
    throw new TypeError(`expected the name or the ARN of an activity, got ${describeValue(nameOrArn)}`)
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  return environment && activityArn(environment, toAwsName(nameOrArn))
}
