import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { Tags } from '../store/state-machine-record.ts'
import { readStatesArn } from './model/arns.ts'
import { boundedList } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { operation } from './model/operation.ts'

const MAX_TAGS = 50

type Tag = z.output<typeof fields.tags>[number]

/** Adds tags to those of a resource, and replaces those with the same key. @throws ApiError TooManyTags */
export const addTags = (tags: Tags, added: readonly Tag[]): Tags => {
  const merged = new Map([...tags, ...added.map(({ key, value }): [string, string] => [key, value])])
  if (merged.size > MAX_TAGS)
    throw new ApiError('TooManyTags', `Too many tags: ${merged.size}. A resource can have at most ${MAX_TAGS}.`)
  for (const [key, value] of merged) tags.set(key, value)
  return tags
}

/**
 * The tags of a state machine or an activity.
 * @throws ApiError InvalidArn; ResourceNotFound, also for versions and aliases
 */
const tagsOf = ({ registry, activities }: EngineDeps, arn: string): Tags => {
  readStatesArn(arn, 'stateMachine', 'activity')
  const tagged = registry.stateMachines.get(arn) ?? activities.get(arn)
  if (!tagged) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn })
  return tagged.tags
}

/** The operations on the tags of state machines and activities. */
export const tagOperations = {
  TagResource: operation(
    z.object({ resourceArn: fields.arn, tags: fields.tags }),
    (input, deps) => {
      addTags(tagsOf(deps, input.resourceArn), input.tags)
      return {}
    },
    { note: 'At most 50 tags for a state machine or an activity.' },
  ),

  UntagResource: operation(
    z.object({ resourceArn: fields.arn, tagKeys: boundedList(fields.tagKey, {}) }),
    ({ resourceArn, tagKeys }, deps) => {
      const tags = tagsOf(deps, resourceArn)
      for (const key of tagKeys) tags.delete(key)
      return {}
    },
  ),

  ListTagsForResource: operation(z.object({ resourceArn: fields.arn }), ({ resourceArn }, deps) => ({
    tags: Array.from(tagsOf(deps, resourceArn), ([key, value]) => ({ key, value })),
  })),
}
