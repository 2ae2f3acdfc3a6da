import { byteLength, MAX_PAYLOAD_BYTES } from '../json.ts'
import type { StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import { backoffMs } from './backoff-ms.ts'
import { reactionTo, serviceError } from './service-error.ts'
import type { SharedTimeout } from './shared-timeout.ts'
import type { TaskFailure } from './task-failure.ts'

/** What Step Functions is told about a task: its output, a text of JSON, or why it failed. */
export type TaskResult = { readonly output: string } | TaskFailure

/** How an answer ended: the one that was accepted, or why none was. */
export type Delivery = { readonly accepted: TaskResult } | { readonly reason: unknown; readonly attempts: number }

/** The answer that returns `output`, or a failure with a clear name where Step Functions could not take it. */
export const taskResult = (output: unknown): TaskResult => {
  try {
    const text = output === undefined ? 'null' : JSON.stringify(output)
    if (text === undefined)
      return {
        error: 'Worker.InvalidOutput',
        cause: `the output is not JSON: nothing is left of this ${typeof output}`,
      }
    const bytes = byteLength(text)
    return bytes > MAX_PAYLOAD_BYTES ? tooLarge(bytes) : { output: text }
  } catch (thrown) {
    return {
      error: 'Worker.InvalidOutput',
      cause: `the output is not JSON: ${serviceError(thrown).message}`,
    }
  }
}

const tooLarge = (bytes: number): TaskFailure => ({
  error: 'States.DataLimitExceeded',
  cause:
    `the output has ${bytes.toLocaleString('en')} bytes, Step Functions takes ${MAX_PAYLOAD_BYTES.toLocaleString('en')} at most; ` +
    'return an object, and keep its large values in S3 with the offload option, offloadKeys or offloadAll',
})

export interface Delivering {
  readonly client: ActivityClient
  readonly system: System
  readonly sending: SharedTimeout
  /** Aborted when no attempt is to follow the next one. */
  readonly lastCall: StopSignal
  readonly onRetry: (taskToken: string, retry: { reason: unknown; attempts: number; delayMs: number }) => void
}

/** Sends an answer until it is accepted, or can be no more. An output that is refused becomes a failure that says so. */
export const deliver = async (taskToken: string, answer: TaskResult, delivering: Delivering): Promise<Delivery> => {
  const { client, system, sending, lastCall, onRetry } = delivering
  for (let attempts = 1, current = answer; ; attempts++) {
    try {
      await send(client, taskToken, current, sending.signal)
      return { accepted: current }
    } catch (reason) {
      const reaction = reactionTo(reason)
      if (reaction === 'refused' && 'output' in current) {
        current = {
          error: 'Worker.InvalidOutput',
          cause: `Step Functions refused the output: ${serviceError(reason).message}`,
        }
      } else if (reaction !== 'retry' || lastCall.aborted) {
        return { reason, attempts }
      } else {
        const delayMs = backoffMs(attempts, system.random)
        onRetry(taskToken, { reason, attempts, delayMs })
        await system.sleep(delayMs, lastCall).catch(() => {})
      }
    }
  }
}

const send = (client: ActivityClient, taskToken: string, answer: TaskResult, signal: AbortSignal): Promise<void> =>
  'output' in answer ? client.succeed(taskToken, answer.output, signal) : client.fail(taskToken, answer, signal)
