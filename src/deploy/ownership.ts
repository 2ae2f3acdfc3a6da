/** The tags of the resources that `deploy` creates. `destroy` removes nothing without them. */
export const ownTags = { 'managed-by': 'stepwise-ts' } as const

/** The tag of a state machine with the label of its last version. */
export const VERSION_TAG = 'stepwise:version'

/** The tag of an activity or a Lambda function with the state machine that it was created for. */
export const CREATOR_TAG = 'stepwise:created-for'

/** The tag of a Lambda function with the hash of its code. */
export const CODE_TAG = 'stepwise:code'

type Tags = Readonly<Record<string, string>>

/** True if tags mark a resource as created or adopted by `deploy`. */
export const isOwn = (tags: Tags): boolean => tags['managed-by'] === ownTags['managed-by']

/** A tag in the form of Step Functions (`key`) or of other services (`Key`). */
interface AwsTag {
  readonly key?: string | undefined
  readonly value?: string | undefined
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/** A list of tags as a record, without AWS's own (`aws:…`). */
export const tagRecord = (tags: readonly AwsTag[] = []): Tags =>
  Object.fromEntries(
    tags
      .map(({ key, value, Key, Value }): [string, string] => [key ?? Key ?? '', value ?? Value ?? ''])
      .filter(([key]) => !key.startsWith('aws:')),
  )

/** A record of tags in the form of services other than Step Functions. */
export const awsTagList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
