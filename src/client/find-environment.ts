import { type AwsEnvironment, awsEnvironment, parseArn } from '../arn.ts'
import { completeOutput } from './complete-output.ts'
import type { Session } from './session.ts'

/**
 * Finds the AWS environment that completes names to ARNs: the client's region, and the account of the role. Without a role, the
 * account is taken from any state machine or activity that Step Functions lists. Returns `undefined` if it lists none.
 */
export const findEnvironment = async (
  session: Session,
  roleArn = session.roleArn,
): Promise<AwsEnvironment | undefined> => {
  session.facts.environment ??= (await environmentOfRole(session, roleArn)) ?? (await environmentOfListed(session))
  return session.facts.environment
}

/**
 * Returns the region of the session's client.
 * @throws Error if the client has none.
 */
export const regionOf = async (session: Session): Promise<string> => {
  const { sfn } = await session.connect()
  try {
    return await sfn.config.region()
  } catch (cause) {
    throw new Error('no AWS region is configured: set AWS_REGION, or pass a client with a region', { cause })
  }
}

const environmentOfRole = async (
  session: Session,
  roleArn: string | undefined,
): Promise<AwsEnvironment | undefined> => {
  const accountId = roleArn && parseArn(roleArn)?.accountId
  return accountId ? awsEnvironment(await regionOf(session), accountId) : undefined
}

const environmentOfListed = async (session: Session): Promise<AwsEnvironment | undefined> => {
  await regionOf(session)
  const { sfn, sdk } = await session.connect()
  const { stateMachines } = completeOutput(await sfn.send(new sdk.ListStateMachinesCommand({ maxResults: 1 })))
  if (stateMachines[0]) return parseArn(stateMachines[0].stateMachineArn)
  const { activities } = completeOutput(await sfn.send(new sdk.ListActivitiesCommand({ maxResults: 1 })))
  return activities[0] && parseArn(activities[0].activityArn)
}
