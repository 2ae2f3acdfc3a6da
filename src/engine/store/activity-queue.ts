import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { toJsonText } from '../interpreter/program/json-text.ts'
import type { OpenTask, TaskTimeouts, TaskTokens } from './task-tokens.ts'

/** How long GetActivityTask waits for a task (AWS API, GetActivityTask). */
const LONG_POLL_MS = 60_000

/** A task as a worker gets it. */
export interface ActivityTask {
  readonly taskToken: string
  readonly input: string
}

/** What an execution wants an activity's worker to do. */
export interface ScheduledTask {
  readonly input: Json
  readonly clocks: TaskTimeouts
  /** Told when a worker has taken the task. */
  started(workerName: string | undefined): void
}

/** The activities of one engine: their queues of tasks, and the workers that wait for one. */
export interface Activities {
  create(arn: string): void
  /** Polls of it come back empty. Tasks that are queued stay queued, as on AWS. */
  delete(arn: string): void
  exists(arn: string): boolean
  /** Queues a task. @throws what {@link TaskTokens.open} says */
  perform(arn: string, task: ScheduledTask, signal: StopSignal): Promise<Json>
  /**
   * Waits up to 60 seconds for a task. An aborted poll never takes one.
   * @throws the signal's reason
   */
  poll(arn: string, workerName: string | undefined, signal: StopSignal): Promise<ActivityTask | undefined>
  /** Takes back a task whose answer did not reach its worker: the next poll gets it. */
  giveBack(taskToken: string): void
}

interface Queued extends ActivityTask {
  readonly arn: string
  take(workerName: string | undefined): void
}

interface Poller {
  readonly workerName: string | undefined
  give(task: Queued | undefined): void
}

interface Activity {
  exists: boolean
  readonly queue: Set<Queued>
  readonly pollers: Set<Poller>
}

export const createActivities = (system: System, tokens: TaskTokens): Activities => {
  const activities = new Map<string, Activity>()
  const taken = new Map<string, Queued>()

  const activityOf = (arn: string): Activity => {
    const known = activities.get(arn)
    if (known) return known
    const activity: Activity = { exists: false, queue: new Set(), pollers: new Set() }
    activities.set(arn, activity)
    return activity
  }
  const hand = (task: Queued, { workerName, give }: Poller) => {
    taken.set(task.taskToken, task)
    task.take(workerName)
    give(task)
  }
  const offer = (task: Queued, { pollers, queue }: Activity) => {
    const [poller] = pollers
    if (poller) hand(task, poller)
    else queue.add(task)
  }
  /** Before all others that wait. */
  const offerFirst = (task: Queued, activity: Activity) => {
    const behind = [...activity.queue]
    activity.queue.clear()
    offer(task, activity)
    for (const other of behind) activity.queue.add(other)
  }

  return {
    create: (arn) => {
      activityOf(arn).exists = true
    },
    delete: (arn) => {
      const activity = activities.get(arn)
      if (!activity) return
      activity.exists = false
      for (const { give } of activity.pollers) give(undefined)
      if (activity.queue.size === 0) activities.delete(arn)
    },
    exists: (arn) => activities.get(arn)?.exists ?? false,
    perform: async (arn, scheduled, signal) => {
      const activity = activityOf(arn)
      const taskToken = tokens.create()
      const open = tokens.open(taskToken, signal)
      const task: Queued = { arn, taskToken, input: toJsonText(scheduled.input), take: takeOnce(scheduled, open) }
      offer(task, activity)
      try {
        return await open.result
      } finally {
        taken.delete(taskToken)
        activity.queue.delete(task)
      }
    },
    poll: async (arn, workerName, signal) => {
      signal.throwIfAborted()
      const activity = activityOf(arn)
      const [task] = activity.queue
      if (!task) return waitForTask(activity, workerName, signal, system)
      activity.queue.delete(task)
      hand(task, { workerName, give: () => {} })
      return task
    },
    giveBack: (taskToken) => {
      const task = taken.get(taskToken)
      if (!task) return
      taken.delete(taskToken)
      offerFirst(task, activityOf(task.arn))
    },
  }
}

/** Starts a task's clocks when a worker takes it; a task that was given back and is taken again goes on. */
const takeOnce = ({ clocks, started }: ScheduledTask, open: OpenTask): Queued['take'] => {
  let isStarted = false
  return (workerName) => {
    if (isStarted) return
    isStarted = true
    try {
      started(workerName)
      open.startClocks(clocks)
    } catch (failure) {
      // the history is full: that is the execution's end, and nothing that the worker could mend
      open.fail(failure)
    }
  }
}

const waitForTask = (
  { pollers }: Activity,
  workerName: string | undefined,
  signal: StopSignal,
  system: System,
): Promise<ActivityTask | undefined> =>
  new Promise((resolve, reject) => {
    const leave = () => {
      pollers.delete(poller)
      signal.removeEventListener('abort', stop)
      stopWaiting()
    }
    const stop = () => {
      leave()
      reject(signal.reason)
    }
    const give = (task: ActivityTask | undefined) => {
      leave()
      resolve(task)
    }
    const poller: Poller = { workerName, give }
    const stopWaiting = system.after(LONG_POLL_MS, () => give(undefined))
    pollers.add(poller)
    signal.addEventListener('abort', stop, { once: true })
  })
