import { fromAwsName, parseArn, toAwsName } from '../arn.ts'
import { activityName } from '../dsl/activities.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { findActivityArn } from './resolve-arn.ts'
import type { Session } from './session.ts'

/**
 * Creates the activities that do not exist yet (CreateActivity is idempotent), given their names or ARNs. An ARN of another account
 * or region is left out. Returns the ARNs of all that were registered, in order.
 */
export const registerActivities = async (session: Session, namesOrArns: readonly string[]): Promise<string[]> => {
  const { sfn, sdk } = await session.connect()
  const register = async (name: string) =>
    completeOutput(await sfn.send(new sdk.CreateActivityCommand({ name: toAwsName(name) }))).activityArn
  const own = namesOrArns.filter((one) => !one.startsWith('arn:') || isOwnArn(session, one))
  return Promise.all(own.map((one) => register(activityName(one))))
}

const isOwnArn = ({ facts: { environment } }: Session, arn: string): boolean => {
  const { region, accountId } = parseArn(arn) ?? {}
  return region === environment?.region && accountId === environment?.accountId
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
