import { fetchTags } from './fetch-tags.ts'
import type { Session } from './session.ts'

type Tags = Readonly<Record<string, string>>

/** A record of tags in AWS's form, a list. */
export const tagList = (tags: Tags): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }))

/** Gives a state machine exactly these tags, and returns whether any changed. AWS's own tags (`aws:…`) stay. */
export const ensureTags = async (session: Session, resourceArn: string, wanted: Tags): Promise<boolean> => {
  const { sfn, sdk } = await session.connect()
  const present = await fetchTags(session, resourceArn)
  const tags = tagList(wanted).filter(
    ({ key, value }) => !present.some((tag) => tag.key === key && tag.value === value),
  )
  const tagKeys = present.flatMap(({ key = '' }) => (key.startsWith('aws:') || Object.hasOwn(wanted, key) ? [] : [key]))
  if (tags.length > 0) await sfn.send(new sdk.TagResourceCommand({ resourceArn, tags }))
  if (tagKeys.length > 0) await sfn.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys }))
  return tags.length + tagKeys.length > 0
}
