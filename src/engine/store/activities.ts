import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { toJsonText } from '../interpreter/program/json-text.ts'
import { ActivityQueue, type QueuedTask } from './activity-queue.ts'
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

/** A task of an activity, as GetActivityTask returns it. */
export interface ActivityTask {
  readonly taskToken: string
  readonly input: string
}

/** A task that an execution schedules. */
export interface ScheduledTask {
  readonly input: Json
  readonly timeouts: TaskTimeouts
  /** Called when the first worker takes the task. */
  started(workerName: string | undefined): void
}

/** `record` is `undefined` if the activity does not exist (any more): a queue can outlive it. */
interface ActivityEntry {
  record: ActivityRecord | undefined
  readonly queue: ActivityQueue
}

/** The activities of one engine, by ARN, each with its queue. */
export class Activities {
  readonly #system: System
  readonly #tokens: TaskTokens
  readonly #entries = new Map<string, ActivityEntry>()
  /** The tasks that workers have taken, by token. */
  readonly #taken = new Map<string, QueuedTask>()

  constructor(system: System, tokens: TaskTokens) {
    this.#system = system
    this.#tokens = tokens
  }

  get(arn: string): ActivityRecord | undefined {
    return this.#entries.get(arn)?.record
  }

  values(): ActivityRecord[] {
    return [...this.#entries.values()].flatMap(({ record }) => record ?? [])
  }

  add(activity: ActivityRecord): void {
    this.#entryOf(activity.arn).record = activity
  }

  /** Removes an activity and ends the polls of its workers. Its queued tasks stay queued, as on AWS. */
  delete(arn: string): void {
    const entry = this.#entries.get(arn)
    if (!entry) return
    entry.record = undefined
    entry.queue.dismissWorkers()
    this.#forgetIfUnused(arn)
  }

  /** Queues a task and waits for its output. @throws the same as {@link OpenTask.result} */
  async perform(arn: string, scheduled: ScheduledTask, signal: StopSignal): Promise<Json> {
    const { queue } = this.#entryOf(arn)
    const taskToken = this.#tokens.create()
    const open = this.#tokens.open(taskToken, signal)
    const { input } = scheduled
    const task: QueuedTask = { activityArn: arn, taskToken, input, start: startOnce(scheduled, open) }
    queue.add(task)
    try {
      return await open.result
    } finally {
      this.#taken.delete(taskToken)
      queue.remove(task)
      this.#forgetIfUnused(arn)
    }
  }

  /** The number of workers that wait for a task of an activity. */
  waitingWorkers(arn: string): number {
    return this.#entries.get(arn)?.queue.waitingWorkers ?? 0
  }

  /**
   * Waits up to 60 seconds for a task. An aborted poll never takes a task.
   * @throws the signal's reason
   */
  async poll(arn: string, workerName: string | undefined, signal: StopSignal): Promise<ActivityTask | undefined> {
    const task = await this.#entryOf(arn).queue.poll(workerName, signal)
    return task && { taskToken: task.taskToken, input: toJsonText(task.input) }
  }

  /** Returns a task to its queue, before all others: the response with it did not reach its worker. */
  giveBack(taskToken: string): void {
    const task = this.#taken.get(taskToken)
    if (!task) return
    this.#taken.delete(taskToken)
    this.#entryOf(task.activityArn).queue.addFirst(task)
  }

  #entryOf(arn: string): ActivityEntry {
    const known = this.#entries.get(arn)
    if (known) return known
    const onTaken = (task: QueuedTask) => this.#taken.set(task.taskToken, task)
    const entry: ActivityEntry = { record: undefined, queue: new ActivityQueue(this.#system, onTaken) }
    this.#entries.set(arn, entry)
    return entry
  }

  #forgetIfUnused(arn: string): void {
    const entry = this.#entries.get(arn)
    if (entry && !entry.record && !entry.queue.hasTasks) this.#entries.delete(arn)
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
