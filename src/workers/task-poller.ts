import { parseArn } from '../arn.ts'
import type { StopSignal } from '../stop.ts'
import type { PolledTask } from './activity-client.ts'
import { backoffMs } from './backoff-ms.ts'
import { reactionTo } from './service-error.ts'
import { createSharedTimeout } from './shared-timeout.ts'
import type { Surroundings } from './worker-deps.ts'

/** Gets the tasks of one activity. */
export interface Poller {
  /** A task, or `undefined` where none came. Waits after a failure; never rejects. */
  poll(): Promise<PolledTask | undefined>
  /** How many polls are open. */
  readonly open: number
}

interface Signals {
  /** No poll is to be repeated. */
  readonly draining: StopSignal
  /** Polls that are open are to be abandoned. */
  readonly ending: StopSignal
  /** The activity does not exist and shall not. */
  readonly onMissing: () => void
}

/** Step Functions answers a poll within 60 s; after this, nobody is there. */
const POLL_TIMEOUT_MS = 75_000

export const createPoller = (activity: string, surroundings: Surroundings, signals: Signals): Poller => {
  const { client, system, events, workerName, whenMissing, arnOf } = surroundings
  const { draining, ending, onMissing } = signals
  const polling = createSharedTimeout(system, POLL_TIMEOUT_MS)
  ending.addEventListener('abort', polling.abort, { once: true })
  let activityArn: string | undefined
  let failures = 0
  let open = 0

  const recover = async (reason: unknown) => {
    failures++
    const delayMs = backoffMs(failures, system.random)
    const problem = reactionTo(reason) === 'missing' ? await replace(reason) : reason
    if (problem) events.emit('pollFailed', { activity, reason: problem, failures, delayMs })
    await system.sleep(delayMs, draining)
  }
  /** Does what is to be done about an activity that does not exist; returns the problem, if it could not. */
  const replace = async (reason: unknown): Promise<unknown> => {
    if (whenMissing === 'stop') {
      events.emit('activityMissing', { activity, reason })
      return onMissing()
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
        const polled = await client.poll(activityArn, workerName, polling.signal)
        failures = 0
        return polled
      } catch (reason) {
        if (!ending.aborted) await recover(reason).catch(() => {})
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
