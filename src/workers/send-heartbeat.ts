import type { StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import { backoffMs } from './backoff-ms.ts'
import { reactionTo } from './service-error.ts'
import type { SharedTimeout } from './shared-timeout.ts'

export interface Pulse {
  readonly client: ActivityClient
  readonly system: System
  readonly sending: SharedTimeout
  /** Aborted when the task is over, and with it its heartbeats. */
  readonly over: StopSignal
  readonly onFailed: (reason: unknown) => void
  /** The task has timed out, or was never there. */
  readonly onGone: (reason: unknown) => void
}

/** A heartbeat that is not heard may cost the task, so it is sent again soon; before long, there will be another one. */
const ATTEMPTS = 3

/** Tells Step Functions that a task is alive. It never rejects. */
export const sendHeartbeat = async (taskToken: string, pulse: Pulse): Promise<void> => {
  const { client, system, sending, over, onFailed, onGone } = pulse
  for (let failures = 0; failures < ATTEMPTS && !over.aborted; ) {
    try {
      return await client.heartbeat(taskToken, sending.signal)
    } catch (reason) {
      if (over.aborted) return
      onFailed(reason)
      const reaction = reactionTo(reason)
      if (reaction === 'gone') onGone(reason)
      if (reaction !== 'retry') return
      await system.sleep(backoffMs(++failures, system.random), over).catch(() => {})
    }
  }
}
