import { TaskError } from '../errors.ts'
import { Stop } from '../stop.ts'
import type { System } from '../system.ts'
import type { ActivityClient, PolledTask } from './activity-client.ts'
import type { ObjectStore, TaskFunction } from './activity-task.ts'
import { AttemptTask } from './attempt-task.ts'
import type { Logger } from './logger.ts'
import { sendHeartbeat } from './send-heartbeat.ts'
import { type TaskResult, taskResult } from './send-result.ts'
import type { SharedTimeout } from './shared-timeout.ts'
import { taskFailure } from './task-failure.ts'
import type { TaskTracer } from './task-tracer.ts'

/** What came of performing a task: its answer (and what was thrown, if it failed), or why no answer is wanted any more. */
export type Outcome = { readonly answer: TaskResult; readonly thrown?: unknown } | { readonly gone: unknown }

export interface Attempting {
  readonly activity: string
  readonly run: TaskFunction
  readonly client: ActivityClient
  readonly system: System
  readonly log: Logger
  readonly objects: ObjectStore | undefined
  readonly trace: TaskTracer
  readonly sending: SharedTimeout
  readonly onHeartbeatFailed: (taskToken: string, reason: unknown) => void
}

/** One go of a task through its interceptors and handler. */
export class Attempt {
  /** Never rejects. */
  readonly outcome: Promise<Outcome>
  readonly system: System
  readonly #taskToken: string
  readonly #attempting: Attempting
  readonly #abort = new Stop()
  readonly #over = new Stop()
  #gone: { readonly gone: unknown } | undefined
  #settle: (outcome: Outcome) => void = () => {}

  /** With a verdict, the task is not even begun. */
  constructor({ taskToken, input }: PolledTask, attempting: Attempting, verdict?: Error) {
    this.#taskToken = taskToken
    this.#attempting = attempting
    this.system = attempting.system
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve
    })
    if (verdict) this.#settle(failed(verdict))
    else void this.#perform(input)
  }

  /** Aborted when the task is gone or given up. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Never rejects. */
  async heartbeat(): Promise<void> {
    const { client, system, sending, onHeartbeatFailed } = this.#attempting
    await sendHeartbeat(this.#taskToken, {
      client,
      system,
      sending,
      over: this.#over,
      onFailed: (reason) => onHeartbeatFailed(this.#taskToken, reason),
      onGone: (reason) => {
        this.#gone = { gone: reason }
        this.#abort.abort(reason)
      },
    })
  }

  /** Aborts the handler and ends the task with this failure, whether the handler listens or not. */
  giveUp(verdict: Error): void {
    this.#settle(this.#gone ?? failed(verdict))
    this.#abort.abort(verdict)
  }

  /** The task is answered: no more heartbeats. */
  end(): void {
    this.#over.abort('the task is over')
  }

  async #perform(text: string): Promise<void> {
    try {
      const output = await this.#execute(text)
      this.#settle(this.#gone ?? { answer: taskResult(output) })
    } catch (thrown) {
      this.#settle(this.#gone ?? failed(thrown))
    }
  }

  /** @throws TaskError where the input is not JSON. */
  #execute(text: string): Promise<unknown> {
    const { run, trace } = this.#attempting
    const task = new AttemptTask(this.#taskToken, parse(text), this.#attempting, this)
    return trace(task, () => run(task))
  }
}

const failed = (thrown: unknown): Outcome => ({ answer: taskFailure(thrown), thrown })

const parse = (input: string): unknown => {
  try {
    return JSON.parse(input)
  } catch (thrown) {
    throw new TaskError('Worker.InvalidInput', `the input is not JSON: ${String(thrown)}`)
  }
}
