import { awsEnvironment, parseArn } from '../../arn.ts'
import { deleteActivity, registerActivities } from '../../client/activities.ts'
import { engineKind } from '../../client/engine-kind.ts'
import { findEnvironment, regionOf } from '../../client/find-environment.ts'
import type { Session } from '../../client/session.ts'
import type { DeployDeps } from '../deploy-deps.ts'

/** Finds the account of a client in an account without state machines, by any role in it. */
export const findAccount = async (session: Session, iam: DeployDeps['services']['iam']): Promise<void> => {
  if (await findEnvironment(session)) return
  const { Roles: [role] = [] } = await iam('ListRoles', { MaxItems: 1 })
  const accountId = role?.Arn === undefined ? undefined : parseArn(role.Arn)?.accountId
  if (accountId) session.facts.environment = awsEnvironment(await regionOf(session), accountId)
}

/** Finds the account of an empty engine, such as `stepwise local`, from the ARN of an activity, which is deleted again. */
export const findAccountOfServer = async (session: Session): Promise<void> => {
  if ((await engineKind(session)) === 'aws' || (await findEnvironment(session))) return
  const [arn = ''] = await registerActivities(session, ['stepwise-deploy'])
  session.facts.environment = parseArn(arn)
  await deleteActivity(session, arn)
}
