import { byteLength, MAX_PAYLOAD_BYTES } from '../json.ts'
import { backoffMs } from './backoff-ms.ts'
import { reactionTo, serviceError } from './service-error.ts'
import type { TaskFailure } from './task-failure.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** The result of a task that is sent to Step Functions: its output as JSON, or its failure. */
export type TaskResult = { readonly output: string } | TaskFailure

/** The end of sending a result: the result that was accepted, or the reason why none was. */
export type Delivery = { readonly accepted: TaskResult } | { readonly reason: unknown; readonly attempts: number }

/** The result for an output, or a failure with a clear name if Step Functions could not accept the output. */
export const taskResult = (output: unknown): TaskResult => {
  try {
    const json = output === undefined ? 'null' : JSON.stringify(output)
    if (json === undefined) return notJson(`JSON cannot represent a ${typeof output}`)
    const bytes = byteLength(json)
    return bytes > MAX_PAYLOAD_BYTES ? tooLarge(bytes) : { output: json }
  } catch (thrown) {
    return notJson(serviceError(thrown).message)
  }
}

const notJson = (problem: string): TaskFailure => ({
  error: 'Worker.InvalidOutput',
  cause: `the output is not JSON: ${problem}`,
})

const tooLarge = (bytes: number): TaskFailure => ({
  error: 'States.DataLimitExceeded',
  cause:
    `the output has ${bytes.toLocaleString('en')} bytes, Step Functions accepts at most ${MAX_PAYLOAD_BYTES.toLocaleString('en')}; ` +
    'store its large values in S3 with the offload option, offloadKeys or offloadAll',
})

/**
 * Sends a result, with growing pauses between attempts, until it is accepted or refused for good. An output that Step Functions refuses
 * becomes a failure.
 */
export const sendResult = async (taskToken: string, result: TaskResult, deps: WorkerDeps): Promise<Delivery> => {
  const { activity, client, system, events, callTimeout, abandoning } = deps
  for (let attempts = 1, current = result; ; attempts++) {
    try {
      await ('output' in current
        ? client.succeed(taskToken, current.output, callTimeout.signal)
        : client.fail(taskToken, current, callTimeout.signal))
      return { accepted: current }
    } catch (reason) {
      const reaction = reactionTo(reason)
      if (reaction === 'refused' && 'output' in current) {
        current = {
          error: 'Worker.InvalidOutput',
          cause: `Step Functions refused the output: ${serviceError(reason).message}`,
        }
      } else if (reaction !== 'retry' || abandoning.aborted) {
        return { reason, attempts }
      } else {
        const delayMs = backoffMs(attempts, system.random)
        events.emit('resultRetried', { activity, taskToken, reason, attempts, delayMs })
        await system.sleep(delayMs, abandoning).catch(() => {})
      }
    }
  }
}
