import { fromAwsName, toAwsName } from '../arn.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { findActivityArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

/** Creates the activities that do not exist yet (CreateActivity is idempotent). Returns the ARNs of all of them, in order. */
export const registerActivities = async (session: Session, names: readonly string[]): Promise<string[]> => {
  const { sfn, sdk } = await session.connect()
  const register = async (name: string) =>
    completeOutput(await sfn.send(new sdk.CreateActivityCommand({ name: toAwsName(name) }))).activityArn
  return Promise.all(names.map(register))
}

/** Returns the ARN of an activity, given its name or its ARN. It registers the activity if the account is not known yet. */
export const resolveActivityArn = async (session: Session, nameOrArn: string): Promise<string> => {
  const found = await findActivityArn(session, nameOrArn)
  if (found !== undefined) return found
  const [arn = nameOrArn] = await registerActivities(session, [nameOrArn])
  return arn
}

/** Deletes an activity (DeleteActivity), given its name or its ARN. It is not an error if the activity does not exist. */
export const deleteActivity = async (session: Session, nameOrArn: string): Promise<void> => {
  const activityArn = await findActivityArn(session, nameOrArn)
  if (activityArn === undefined) return
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteActivityCommand({ activityArn }))
}

export interface ListedActivity {
  readonly name: string
  readonly activityArn: string
  readonly creationDate: Date
}

/** Lists the activities of the client's account and region, page by page as they are read (ListActivities). */
export async function* listActivities(session: Session): AsyncGenerator<ListedActivity> {
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(await sfn.send(new sdk.ListActivitiesCommand({ maxResults: 1000, nextToken })))
  for await (const { activities } of pages(request)) {
    for (const { name, activityArn, creationDate } of activities) {
      yield { name: fromAwsName(name), activityArn, creationDate }
    }
  }
}
