import { TaskError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { System } from '../system.ts'
import type { ActivityClient, PolledTask } from './activity-client.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Deadline } from './deadline.ts'
import { failureOf } from './failure.ts'
import { LazyAbort } from './lazy-abort.ts'
import type { Logger } from './logger.ts'
import { sendHeartbeat } from './send-heartbeat.ts'
import type { ObjectStore, Run, Task } from './task.ts'
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
  readonly sending: Deadline
  readonly onHeartbeatFailed: (taskToken: string, reason: unknown) => void
}

/** A task in progress. */
export interface Performance {
  /** Never rejects. */
  readonly outcome: Promise<Outcome>
  /** Aborts the handler and ends the task with this failure, whether the handler listens or not. */
  giveUp(verdict: Error): void
  /** Aborted when the task is gone or given up. */
  readonly signal: AbortSignal
  heartbeat(): Promise<void>
  readonly system: System
  /** The task is answered: no more heartbeats. */
  end(): void
}

/** Runs a task through its interceptors and handler. */
export const perform = (polled: PolledTask, performing: Performing): Performance => {
  const { taskToken } = polled
  const { client, system, sending, onHeartbeatFailed } = performing
  const abort = new LazyAbort()
  const over = new LazyAbort()
  let gone: { readonly gone: unknown } | undefined
  const onGone = (reason: unknown) => {
    gone = { gone: reason }
    abort.abort(reason)
  }
  const onFailed = (reason: unknown) => onHeartbeatFailed(taskToken, reason)
  const heartbeat = () => sendHeartbeat(taskToken, { client, system, sending, over, onFailed, onGone })

  let giveUp: (verdict: Error) => void = () => {}
  const output = new Promise<unknown>((resolve, reject) => {
    giveUp = (verdict) => {
      reject(verdict)
      abort.abort(verdict)
    }
    execute(polled, performing, { abort, heartbeat }).then(resolve, reject)
  })
  return {
    outcome: output.then(
      (value) => gone ?? { answer: answerOf(value) },
      (thrown) => gone ?? { answer: failureOf(thrown), thrown },
    ),
    giveUp,
    get signal() {
      return abort.signal
    },
    heartbeat,
    system,
    end: () => over.abort('the task is over'),
  }
}

interface Controls {
  readonly abort: LazyAbort
  readonly heartbeat: () => Promise<void>
}

/** @throws TaskError where the input is not JSON. */
const execute = ({ taskToken, input }: PolledTask, performing: Performing, { abort, heartbeat }: Controls) => {
  const { activity, run, system, log, objects, trace } = performing
  const parsed = parse(input)
  const executionArn = executionOf(parsed)
  const task: Task = {
    activity,
    taskToken,
    executionArn,
    get signal() {
      return abort.signal
    },
    heartbeat,
    log,
    system,
    objects,
    input: parsed,
  }
  return trace(task, () => run(task))
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
