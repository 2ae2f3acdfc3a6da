import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { toJsonText } from '../interpreter/program/json-text.ts'
import { ActivityQueue, type ActivityTask, type QueuedTask } from './activity-queue.ts'
import type { EncryptionConfiguration, Tags } from './state-machine-record.ts'
import type { OpenTask, TaskTimeouts, TaskTokens } from './task-tokens.ts'

/** An activity as it was created. */
export interface ActivityRecord {
  readonly arn: string
  readonly name: string
  readonly creationDate: number
  readonly encryptionConfiguration: EncryptionConfiguration
  readonly tags: Tags
}

/** A task that an execution schedules. */
export interface ScheduledTask {
  readonly input: Json
  readonly timeouts: TaskTimeouts
  /** Called when the first worker takes the task. */
  started(workerName: string | undefined): void
}

/** The activities of one engine, by ARN, each with its queue. */
export interface Activities {
  get(arn: string): ActivityRecord | undefined
  values(): ActivityRecord[]
  add(activity: ActivityRecord): void
  /** Removes an activity and ends the polls of its workers. Its queued tasks stay queued, as on AWS. */
  delete(arn: string): void
  /** Queues a task and waits for its result. @throws the same as {@link OpenTask.result} */
  perform(arn: string, task: ScheduledTask, signal: StopSignal): Promise<Json>
  /** The number of workers that wait for a task of an activity. */
  waitingWorkers(arn: string): number
  /**
   * Waits up to 60 seconds for a task. An aborted poll never takes a task.
   * @throws the signal's reason
   */
  poll(arn: string, workerName: string | undefined, signal: StopSignal): Promise<ActivityTask | undefined>
  /** Returns a task to its queue, before all others: the response with it did not reach its worker. */
  giveBack(taskToken: string): void
}

interface Entry {
  /** `undefined` if the activity does not exist (any more): a queue can outlive it. */
  record: ActivityRecord | undefined
  readonly queue: ActivityQueue
}

/** Creates an empty collection of activities. */
export const createActivities = (system: System, tokens: TaskTokens): Activities => {
  const entries = new Map<string, Entry>()
  const taken = new Map<string, QueuedTask>()
  const onTaken = (task: QueuedTask) => taken.set(task.taskToken, task)

  const entryOf = (arn: string): Entry => {
    const known = entries.get(arn)
    if (known) return known
    const entry: Entry = { record: undefined, queue: new ActivityQueue(system, onTaken) }
    entries.set(arn, entry)
    return entry
  }
  const forgetIfUnused = (arn: string) => {
    const entry = entries.get(arn)
    if (entry && !entry.record && !entry.queue.hasTasks) entries.delete(arn)
  }

  return {
    get: (arn) => entries.get(arn)?.record,
    values: () => [...entries.values()].flatMap(({ record }) => record ?? []),
    add: (activity) => {
      entryOf(activity.arn).record = activity
    },
    delete: (arn) => {
      const entry = entries.get(arn)
      if (!entry) return
      entry.record = undefined
      entry.queue.dismissWorkers()
      forgetIfUnused(arn)
    },
    perform: async (arn, scheduled, signal) => {
      const { queue } = entryOf(arn)
      const taskToken = tokens.create()
      const open = tokens.open(taskToken, signal)
      const input = toJsonText(scheduled.input)
      const task: QueuedTask = { activityArn: arn, taskToken, input, start: startOnce(scheduled, open) }
      queue.add(task)
      try {
        return await open.result
      } finally {
        taken.delete(taskToken)
        queue.remove(task)
        forgetIfUnused(arn)
      }
    },
    waitingWorkers: (arn) => entries.get(arn)?.queue.waitingWorkers ?? 0,
    poll: (arn, workerName, signal) => entryOf(arn).queue.poll(workerName, signal),
    giveBack: (taskToken) => {
      const task = taken.get(taskToken)
      if (!task) return
      taken.delete(taskToken)
      entryOf(task.activityArn).queue.addFirst(task)
    },
  }
}

/** Starts a task's timeouts when the first worker takes it; they continue if another worker takes it again. */
const startOnce = ({ timeouts, started }: ScheduledTask, open: OpenTask): QueuedTask['start'] => {
  let isStarted = false
  return (workerName) => {
    if (isStarted) return
    isStarted = true
    try {
      started(workerName)
      open.startTimeouts(timeouts)
    } catch (failure) {
      // The history is full: this ends the execution, and is not an error of the worker's request.
      open.fail(failure)
    }
  }
}
