import { TaskError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { System } from '../system.ts'
import type { ActivityClient, PolledTask } from './activity-client.ts'
import { type Answer, answerOf } from './answer.ts'
import { failureOf } from './failure.ts'
import type { Logger } from './logger.ts'
import { sendHeartbeat } from './send-heartbeat.ts'
import type { ObjectStore, Run } from './task.ts'
import type { Trace } from './tracing.ts'

/** What came of performing a task: its answer (and what was thrown, if it failed), or why no answer is wanted any more. */
export type Outcome = { readonly answer: Answer; readonly thrown?: unknown } | { readonly gone: unknown }

export interface Performing {
  readonly activity: string
  readonly run: Run
  readonly client: ActivityClient
  readonly system: System
  readonly log: Logger
  readonly objects: ObjectStore | undefined
  readonly trace: Trace
  readonly onHeartbeatFailed: (reason: unknown) => void
}

/** A task in progress. */
export interface Performance {
  /** Never rejects. */
  readonly outcome: Promise<Outcome>
  /** Aborts the handler and ends the task with this failure, whether the handler listens or not. */
  giveUp(verdict: Error): void
}

/** Runs a task through its interceptors and handler. */
export const perform = ({ taskToken, input }: PolledTask, performing: Performing): Performance => {
  const { activity, run, client, system, log, objects, trace, onHeartbeatFailed } = performing
  const abort = new AbortController()
  const settled = new AbortController()
  let gone: { readonly gone: unknown } | undefined
  const onGone = (reason: unknown) => {
    gone = { gone: reason }
    abort.abort(reason)
  }
  const pulse = { client, system, over: settled.signal, onFailed: onHeartbeatFailed, onGone }
  const heartbeat = () => sendHeartbeat(taskToken, pulse)
  const execute = async (): Promise<unknown> => {
    const parsed = parse(input)
    const executionArn = executionOf(parsed)
    const context = { activity, taskToken, executionArn, signal: abort.signal, heartbeat, log, system, objects }
    return trace({ activity, taskToken, executionArn, input: parsed }, () => run({ ...context, input: parsed }))
  }

  let giveUp: (verdict: Error) => void = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (verdict) => {
      reject(verdict)
      abort.abort(verdict)
    }
  })
  const outcome = Promise.race([execute(), givenUp])
    .then(
      (output): Outcome => ({ answer: answerOf(output) }),
      (thrown): Outcome => ({ answer: failureOf(thrown), thrown }),
    )
    .then((result) => gone ?? result)
    .finally(() => settled.abort(settled))
  return { outcome, giveUp }
}

const parse = (input: string): unknown => {
  try {
    return JSON.parse(input)
  } catch (thrown) {
    throw new TaskError('Worker.InvalidInput', `the input is not JSON: ${String(thrown)}`)
  }
}

/** AWS's own convention for telling the started work who started it; `"….$": "$$.Execution.Id"` in the state's parameters. */
const EXECUTION_KEY = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'

const executionOf = (input: unknown): string | undefined => {
  const arn = isJsonObject(input) ? input[EXECUTION_KEY] : undefined
  return typeof arn === 'string' ? arn : undefined
}
