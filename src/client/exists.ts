import { activityArn, parseArn, toAwsName } from '../arn.ts'
import { describeValue } from '../options.ts'
import { findStateMachine } from './describe-state-machine.ts'
import { findEnvironment } from './find-environment.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

/**
 * Returns whether a state machine or an activity exists (DescribeStateMachine, DescribeActivity), given its name or its ARN.
 * @throws TypeError if `nameOrArn` is not a name, and not the ARN of a state machine or an activity.
 */
export const exists = async (session: Session, nameOrArn: string): Promise<boolean> => {
  const type = typeof nameOrArn === 'string' && nameOrArn.startsWith('arn:') ? parseArn(nameOrArn)?.resource[0] : 'name'
  if (typeof nameOrArn !== 'string' || (type !== 'name' && type !== 'stateMachine' && type !== 'activity'))
    throw new TypeError(
      `expected the name or the ARN of a state machine or an activity, got ${describeValue(nameOrArn)}`,
    )
  const environment = type === 'name' ? await findEnvironment(session) : undefined
  if (type === 'name' && !environment) return false
  if (type === 'activity') return activityExists(session, nameOrArn)
  if (await findStateMachine(session, await resolveStateMachineArn(session, nameOrArn))) return true
  // A `:` leads to the version or alias of a state machine. The name of an activity has none.
  if (!environment || nameOrArn.includes(':')) return false
  return activityExists(session, activityArn(environment, toAwsName(nameOrArn)))
}

const activityExists = async (session: Session, activityArn: string): Promise<boolean> => {
  const { sfn, sdk } = await session.connect()
  try {
    await sfn.send(new sdk.DescribeActivityCommand({ activityArn }))
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ActivityDoesNotExist') return false
    throw error
  }
}
