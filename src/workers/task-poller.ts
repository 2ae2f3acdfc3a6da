import { parseArn } from '../arn.ts'
import { onAbort } from '../stop.ts'
import type { PolledTask } from './activity-client.ts'
import { backoffMs } from './backoff-ms.ts'
import { reactionTo } from './service-error.ts'
import { createSharedTimeout } from './shared-timeout.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Polls for the tasks of one activity. */
export interface TaskPoller {
  /** Returns a task, or `undefined` if there was none. Waits after a failure; never rejects. */
  poll(): Promise<PolledTask | undefined>
  /** The number of open polls. */
  readonly open: number
}

/** Step Functions answers a poll within 60 s; after this time, the connection is dead. */
const POLL_TIMEOUT_MS = 75_000

/** A poller creates an activity that does not exist, or drains the worker if `whenMissing` is `'stop'`. */
export const createTaskPoller = (deps: WorkerDeps): TaskPoller => {
  const { activity, client, system, events, workerName, whenMissing, arnOf, draining, abandoning } = deps
  const pollTimeout = createSharedTimeout(system, POLL_TIMEOUT_MS)
  onAbort(abandoning, pollTimeout.abort)
  const abandonIfSafe = () => {
    if (client.abortablePolls && draining.aborted) pollTimeout.abort()
  }
  onAbort(draining, abandonIfSafe)
  client.onAbortablePolls?.(abandonIfSafe)
  let activityArn: string | undefined
  let failures = 0
  let open = 0

  const recover = async (reason: unknown) => {
    failures++
    const delayMs = backoffMs(failures, system.random)
    const problem = reactionTo(reason) === 'missing' ? await replaceActivity(reason) : reason
    if (problem) events.emit('pollFailed', { activity, reason: problem, failures, delayMs })
    await system.sleep(delayMs, draining)
  }
  /** Returns the problem if the activity could not be created. */
  const replaceActivity = async (reason: unknown): Promise<unknown> => {
    if (whenMissing === 'stop') {
      events.emit('activityMissing', { activity, reason })
      return draining.abort()
    }
    try {
      activityArn = await client.create(awsNameIn(activityArn) ?? activity)
      return events.emit('activityCreated', { activity, activityArn })
    } catch (problem) {
      return problem
    }
  }

  return {
    async poll() {
      open++
      try {
        activityArn ??= await arnOf(activity)
        const arn = activityArn
        const poll = () => client.poll(arn, workerName, pollTimeout.signal)
        const polled = await (client.holds ? client.holds.idle(poll) : poll())
        failures = 0
        return polled
      } catch (reason) {
        const isEnding = client.abortablePolls ? draining.aborted : abandoning.aborted
        if (!isEnding) await recover(reason).catch(() => {})
        return undefined
      } finally {
        open--
      }
    },
    get open() {
      return open
    },
  }
}

const awsNameIn = (activityArn: string | undefined): string | undefined =>
  activityArn && parseArn(activityArn)?.resource[1]
