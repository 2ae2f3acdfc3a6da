import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { activityArn } from '../../arn.ts'
import { ApiError } from '../api-error.ts'
import type { Activity } from '../store/registry.ts'
import { readStatesArn } from './model/arns.ts'
import { checkName } from './model/check-name.ts'
import { boundedString } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireActivity } from './model/lookup.ts'
import { operation, seconds } from './model/operation.ts'
import { byName, page } from './model/page.ts'
import { checkEncryption } from './model/settings.ts'
import { addTags } from './tags.ts'

/** How many workers may wait for one activity's tasks at once (Step Functions quotas). */
const MAX_POLLS = 1000

const NO_TASK = { taskToken: null }

const described = ({ arn, name, creationDate }: Activity) => ({
  activityArn: arn,
  name,
  creationDate: seconds(creationDate),
})

/** What workers serve: named queues of tasks. */
export const activities = {
  CreateActivity: operation(
    z.object({
      name: fields.name,
      tags: fields.tags.default([]),
      encryptionConfiguration: fields.encryptionConfiguration.default({ type: 'AWS_OWNED_KEY' }),
    }),
    ({ name, tags, encryptionConfiguration }, { environment, registry, activities, system }) => {
      checkName(name)
      checkEncryption(encryptionConfiguration)
      const arn = activityArn(environment, name)
      const existing = registry.activities.get(arn)
      if (existing && !isDeepStrictEqual(existing.encryptionConfiguration, encryptionConfiguration))
        throw new ApiError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`)
      const creationDate = existing?.creationDate ?? system.now()
      if (!existing) {
        const activity = { arn, name, creationDate, encryptionConfiguration, tags: addTags(new Map(), tags), polls: 0 }
        registry.activities.set(arn, activity)
        activities.create(arn)
      }
      return { activityArn: arn, creationDate: seconds(creationDate) }
    },
  ),

  DescribeActivity: operation(z.object({ activityArn: fields.arn }), ({ activityArn }, { registry }) => {
    const activity = requireActivity(registry, activityArn)
    return { ...described(activity), encryptionConfiguration: activity.encryptionConfiguration }
  }),

  DeleteActivity: operation(z.object({ activityArn: fields.arn }), ({ activityArn }, { registry, activities }) => {
    readStatesArn(activityArn, 'activity')
    registry.activities.delete(activityArn)
    activities.delete(activityArn)
    return {}
  }),

  ListActivities: operation(z.object(fields.paging), (request, { registry }) => {
    const all = byName(registry.activities.values())
    const { items, nextToken } = page(all, ({ name }) => name, { ...request, list: 'activities' })
    return { activities: items.map(described), nextToken }
  }),

  GetActivityTask: operation(
    z.object({ activityArn: fields.arn, workerName: boundedString({ min: 1, max: 80 }).optional() }),
    async ({ activityArn, workerName }, { registry, activities }, signal) => {
      const activity = requireActivity(registry, activityArn)
      if (activity.polls >= MAX_POLLS)
        throw new ApiError(
          'ActivityWorkerLimitExceeded',
          `At most ${MAX_POLLS} workers can wait for the tasks of one activity at once: '${activityArn}'`,
        )
      activity.polls++
      try {
        const task = await activities.poll(activityArn, workerName, signal)
        return task ? { taskToken: task.taskToken, input: task.input } : NO_TASK
      } catch (error) {
        if (signal.aborted) return NO_TASK
        throw error
      } finally {
        activity.polls--
      }
    },
    {
      undelivered: ({ taskToken }, { activities }) => {
        if (typeof taskToken === 'string') activities.giveBack(taskToken)
      },
    },
  ),
}
