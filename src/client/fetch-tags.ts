import { completeOutput } from './complete-output.ts'
import type { Session } from './session.ts'

/** Returns the tags of a state machine or an activity (ListTagsForResource). */
export const fetchTags = async (
  session: Session,
  resourceArn: string,
): Promise<readonly { readonly key?: string | undefined; readonly value?: string | undefined }[]> => {
  const { sfn, sdk } = await session.connect()
  return completeOutput(await sfn.send(new sdk.ListTagsForResourceCommand({ resourceArn }))).tags ?? []
}
