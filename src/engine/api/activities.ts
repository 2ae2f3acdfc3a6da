import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { activityArn } from '../../arn.ts'
import { ApiError } from '../api-error.ts'
import type { ActivityRecord } from '../store/activities.ts'
import { readStatesArn } from './model/arns.ts'
import { checkName } from './model/check-name.ts'
import { boundedString } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireActivity } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'
import { byName, page } from './model/page.ts'
import { checkEncryption } from './model/settings.ts'
import { addTags } from './tags.ts'

/** How many workers may wait for one activity's tasks at once (Step Functions quotas). */
const MAX_POLLS = 1000

const NO_TASK = { taskToken: null }

const described = ({ arn, name, creationDate }: ActivityRecord) => ({
  activityArn: arn,
  name,
  creationDate: toSeconds(creationDate),
})

/** The operations on activities. */
export const activityOperations = {
  CreateActivity: operation(
    z.object({
      name: fields.name,
      tags: fields.tags.default([]),
      encryptionConfiguration: fields.encryptionConfiguration.default({ type: 'AWS_OWNED_KEY' }),
    }),
    ({ name, tags, encryptionConfiguration }, { environment, activities, registry, system }) => {
      checkName(name)
      checkEncryption(encryptionConfiguration)
      const arn = activityArn(environment, name)
      const existing = activities.get(arn)
      if (existing && !isDeepStrictEqual(existing.encryptionConfiguration, encryptionConfiguration))
        throw new ApiError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`)
      const creationDate = existing?.creationDate ?? system.now()
      if (!existing && registry.definitions.isFull())
        throw new ApiError(
          'ActivityLimitExceeded',
          'The maximum number of activities has been reached. Existing activities must be deleted before a new activity can be created.',
        )
      if (!existing) {
        activities.add({ arn, name, creationDate, encryptionConfiguration, tags: addTags(new Map(), tags) })
        registry.definitions.addActivity()
      }
      return { activityArn: arn, creationDate: toSeconds(creationDate) }
    },
    { note: 'Idempotent by name.' },
  ),

  DescribeActivity: operation(z.object({ activityArn: fields.arn }), ({ activityArn }, deps) => {
    const activity = requireActivity(deps, activityArn)
    return { ...described(activity), encryptionConfiguration: activity.encryptionConfiguration }
  }),

  DeleteActivity: operation(
    z.object({ activityArn: fields.arn }),
    ({ activityArn }, { activities, registry }) => {
      readStatesArn(activityArn, 'activity')
      if (activities.get(activityArn)) registry.definitions.removeActivity()
      activities.delete(activityArn)
      return {}
    },
    { note: 'It is not an error if the activity does not exist.' },
  ),

  ListActivities: operation(z.object(fields.paging), (request, { activities }) => {
    const all = byName(activities.values())
    const { items, nextToken } = page(all, ({ name }) => name, { ...request, list: 'activities' })
    return { activities: items.map(described), nextToken }
  }),

  GetActivityTask: operation(
    z.object({ activityArn: fields.arn, workerName: boundedString({ min: 1, max: 80 }).optional() }),
    async ({ activityArn, workerName }, deps, signal) => {
      requireActivity(deps, activityArn)
      const { activities } = deps
      if (activities.waitingWorkers(activityArn) >= MAX_POLLS)
        throw new ApiError(
          'ActivityWorkerLimitExceeded',
          `At most ${MAX_POLLS} workers can wait for the tasks of one activity at once: '${activityArn}'`,
        )
      try {
        const task = await activities.poll(activityArn, workerName, signal)
        return task ? { taskToken: task.taskToken, input: task.input } : NO_TASK
      } catch (error) {
        if (signal.aborted) return NO_TASK
        throw error
      }
    },
    {
      blocks: true,
      note: 'For up to 60 seconds. A task whose reply does not reach its caller returns to the queue.',
      undelivered: ({ taskToken }, { activities }) => {
        if (typeof taskToken === 'string') activities.giveBack(taskToken)
      },
    },
  ),
}
