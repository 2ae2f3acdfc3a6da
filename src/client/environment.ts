import { type AwsEnvironment, activityArn, awsEnvironment, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { show } from '../specs/show.ts'
import { answered } from './answered.ts'
import type { Session } from './session.ts'

/**
 * The place that names are completed with: the client's region and the account of its role or, without one, of anything
 * that Step Functions lists there. `undefined` where there is nothing yet.
 */
export const findEnvironment = async (
  session: Session,
  roleArn = session.roleArn,
): Promise<AwsEnvironment | undefined> => {
  session.facts.environment ??= (await placeOfRole(session, roleArn)) ?? (await placeOfListed(session))
  return session.facts.environment
}

/**
 * The ARN of a state machine that is named by name or ARN; a version or alias may follow a name after a colon.
 * @throws StateMachineDoesNotExist where the account has no state machine at all; TypeError for what is no text.
 */
export const machineArn = async (session: Session, nameOrArn: string): Promise<string> => {
  if (typeof nameOrArn !== 'string')
    throw new TypeError(`expected the name or the ARN of a state machine, found ${show(nameOrArn)}`)
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  if (environment) return stateMachineArn(environment, toAwsName(nameOrArn))
  const { sdk } = await session.connect()
  const message = `no state machine named "${nameOrArn}": ${await regionOf(session)} has none`
  throw new sdk.StateMachineDoesNotExist({ message, $metadata: {} })
}

/** The ARN of an activity that is named by name or ARN; where the account is not known yet, registering it tells. */
export const activityArnOf = async (session: Session, nameOrArn: string): Promise<string> => {
  if (nameOrArn.startsWith('arn:')) return nameOrArn
  const environment = await findEnvironment(session)
  if (environment) return activityArn(environment, toAwsName(nameOrArn))
  const { sfn, sdk } = await session.connect()
  return answered(await sfn.send(new sdk.CreateActivityCommand({ name: toAwsName(nameOrArn) }))).activityArn
}

/** The region of the session's client. */
export const regionOf = async (session: Session): Promise<string> => {
  const { sfn } = await session.connect()
  try {
    return await sfn.config.region()
  } catch (cause) {
    throw new Error('no AWS region: set AWS_REGION, or pass a client that has one', { cause })
  }
}

const placeOfRole = async (session: Session, roleArn: string | undefined): Promise<AwsEnvironment | undefined> => {
  const accountId = roleArn && parseArn(roleArn)?.accountId
  return accountId ? awsEnvironment(await regionOf(session), accountId) : undefined
}

const placeOfListed = async (session: Session): Promise<AwsEnvironment | undefined> => {
  await regionOf(session)
  const { sfn, sdk } = await session.connect()
  const { stateMachines } = answered(await sfn.send(new sdk.ListStateMachinesCommand({ maxResults: 1 })))
  if (stateMachines[0]) return parseArn(stateMachines[0].stateMachineArn)
  const { activities } = answered(await sfn.send(new sdk.ListActivitiesCommand({ maxResults: 1 })))
  return activities[0] && parseArn(activities[0].activityArn)
}
