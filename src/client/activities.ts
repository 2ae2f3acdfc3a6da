import { toAwsName } from '../arn.ts'
import { answered } from './answered.ts'
import type { Session } from './session.ts'

/** Creates the activities that are missing (CreateActivity is idempotent), and returns the ARNs of all. */
export const registerActivities = async (session: Session, names: readonly string[]): Promise<string[]> => {
  const { sfn, sdk } = await session.connect()
  const register = async (name: string) =>
    answered(await sfn.send(new sdk.CreateActivityCommand({ name: toAwsName(name) }))).activityArn
  return Promise.all(names.map(register))
}

/** Deletes an activity (DeleteActivity); one that does not exist is no error. */
export const deleteActivity = async (session: Session, activityArn: string): Promise<void> => {
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteActivityCommand({ activityArn }))
}
