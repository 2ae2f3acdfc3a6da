import { TaskError } from '../errors.ts'
import { Stop, type StopSignal } from '../stop.ts'
import { holdClock, type System } from '../system.ts'
import type { PolledTask } from './activity-client.ts'
import { AttemptTask } from './attempt-task.ts'
import { backoffMs } from './backoff-ms.ts'
import { type TaskResult, taskResult } from './send-result.ts'
import { reactionTo } from './service-error.ts'
import { taskFailure } from './task-failure.ts'
import type { WorkerDeps } from './worker-deps.ts'

/**
 * The end of an attempt: the result to send (with the thrown value, if it is a failure), or the reason why the task is gone and no result
 * is expected.
 */
export type AttemptEnd = { readonly result: TaskResult; readonly thrown?: unknown } | { readonly gone: unknown }

/** The number of attempts to send a heartbeat. It is small, as the next heartbeat follows soon. */
const HEARTBEAT_ATTEMPTS = 3

/** One run of a task through its interceptors and handler. */
export class Attempt {
  /** Never rejects. */
  readonly ended: Promise<AttemptEnd>
  readonly taskToken: string
  readonly system: System
  readonly #deps: WorkerDeps
  readonly #abort = new Stop()
  readonly #closed = new Stop()
  #gone: { readonly gone: unknown } | undefined
  #end: (end: AttemptEnd) => void = () => {}

  /** If the tasks of the worker have been stopped, this one has the same end and does not run. */
  constructor({ taskToken, input }: PolledTask, deps: WorkerDeps, stopEnd?: AttemptEnd) {
    this.taskToken = taskToken
    this.#deps = deps
    this.system = deps.system
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    if (stopEnd) this.#end(stopEnd)
    else void this.#run(input)
  }

  /** Aborted when the task is gone or `stopWith` was called. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** The same as `signal`, without the cost of an AbortSignal. */
  get stop(): StopSignal {
    return this.#abort
  }

  /** Sends a heartbeat. Never rejects. */
  async heartbeat(): Promise<void> {
    const { activity, client, system, events, callTimeout } = this.#deps
    for (let failures = 0; failures < HEARTBEAT_ATTEMPTS && !this.#closed.aborted; ) {
      try {
        return await client.heartbeat(this.taskToken, callTimeout.signal)
      } catch (reason) {
        if (this.#closed.aborted) return
        events.emit('heartbeatFailed', { activity, taskToken: this.taskToken, reason })
        const reaction = reactionTo(reason)
        if (reaction === 'gone') {
          this.#gone = { gone: reason }
          this.#abort.abort(reason)
        }
        if (reaction !== 'retry') return
        await system.sleep(backoffMs(++failures, system.random), this.#closed).catch(() => {})
      }
    }
  }

  /** Gives the attempt this end at once, and aborts its handler with the error. */
  stopWith(error: TaskError, end: AttemptEnd): void {
    this.#end(this.#gone ?? end)
    this.#abort.abort(error)
  }

  /** Stops heartbeats, once the result has been sent. */
  close(): void {
    this.#closed.abort('the task is over')
  }

  async #run(json: string): Promise<void> {
    const { run, trace } = this.#deps
    try {
      const input = parse(json)
      const output = await holdClock(this.system, (system) => {
        const task = new AttemptTask(input, system, this.#deps, this)
        return trace(task, () => run(task))
      })
      this.#end(this.#gone ?? { result: taskResult(output) })
    } catch (thrown) {
      this.#end(this.#gone ?? failed(thrown))
    }
  }
}

/** The end of an attempt that threw this value. */
export const failed = (thrown: unknown): AttemptEnd => ({ result: taskFailure(thrown), thrown })

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (thrown) {
    throw new TaskError('Worker.InvalidInput', `the input is not JSON: ${String(thrown)}`)
  }
}
