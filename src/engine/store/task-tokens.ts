import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import { onAbort, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'
import { ApiError } from '../api-error.ts'
import { heartbeatMissed, StateFailure, timedOut } from '../interpreter/recovery/state-failure.ts'
import { PayloadCache } from './payload-cache.ts'

/** How long a task may take: in all, and between two heartbeats. */
export interface TaskTimeouts {
  readonly timeoutSeconds: number | undefined
  readonly heartbeatSeconds: number | undefined
}

/** A task whose outcome is sent with its token. */
export interface OpenTask {
  /** The output that was sent. @throws StateFailure if the task fails or times out; the reason of the task's signal */
  readonly result: Promise<Json>
  /** Starts the timeouts; the time that a task waits for a worker does not count. */
  startTimeouts(timeouts: TaskTimeouts): void
  /** Closes the task with its output. Has no effect if it is closed. */
  succeed(output: Json): void
  /** Closes the task with a failure of the engine itself. Has no effect if it is closed. */
  fail(failure: unknown): void
}

/** The task tokens of one engine: the holder of a token can end its task. */
export interface TaskTokens {
  create(): string
  /** Opens a task under a token. An outcome, a timeout or the signal closes it, and then nothing of it is kept. */
  open(token: string, signal: StopSignal): OpenTask
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed, InvalidOutput */
  succeed(token: string, output: string): void
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed */
  fail(token: string, error?: string, cause?: string): void
  /** @throws ApiError InvalidToken, TaskTimedOut if the task is closed */
  heartbeat(token: string): void
}

/** Creates the tokens of one engine. */
export const createTaskTokens = (system: System, payloads = new PayloadCache()): TaskTokens => {
  const engine = system.uuid()
  const tasks = new Map<string, PendingTask>()
  let issued = 0

  /** A token itself shows that this engine issued it, so closed tasks need not be remembered. */
  const isIssued = (token: string): boolean => {
    const [issuer, number] = Buffer.from(token, 'base64url').toString().split('/')
    return issuer === engine && Number(number) <= issued && Number(number) > 0
  }
  const taskOf = (token: string): PendingTask => {
    const task = tasks.get(token)
    if (task) return task
    if (!isIssued(token)) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'")
    throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")
  }

  return {
    create: () => Buffer.from(`${engine}/${++issued}/${system.uuid()}`).toString('base64url'),
    open: (token, signal) => new PendingTask(token, tasks, { system, signal }),
    succeed: (token, output) => {
      const task = taskOf(token)
      task.succeed(parseOutput(output, payloads))
    },
    fail: (token, error, cause) => taskOf(token).fail(new StateFailure(error, cause, { isTerminal: false })),
    heartbeat: (token) => taskOf(token).beat(),
  }
}

const doNothing = () => {}

/** An open task with its two timers: one for all of it, one that each heartbeat restarts. */
class PendingTask implements OpenTask {
  readonly result: Promise<Json>
  readonly #token: string
  readonly #tasks: Map<string, PendingTask>
  readonly #system: System
  #resolve: (output: Json) => void = doNothing
  #reject: (failure: unknown) => void = doNothing
  #removeListener = doNothing
  #stopTimeout = doNothing
  #stopHeartbeat = doNothing
  #heartbeatMs: number | undefined

  /** @param tasks - the open tasks by token; the task adds itself and removes itself when it is closed */
  constructor(
    token: string,
    tasks: Map<string, PendingTask>,
    { system, signal }: { system: System; signal: StopSignal },
  ) {
    this.#token = token
    this.#tasks = tasks
    this.#system = system
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    tasks.set(token, this)
    this.#removeListener = onAbort(signal, () => this.fail(signal.reason))
  }

  startTimeouts({ timeoutSeconds, heartbeatSeconds }: TaskTimeouts): void {
    if (timeoutSeconds !== undefined)
      this.#stopTimeout = this.#system.after(timeoutSeconds * 1000, () => this.fail(timedOut()))
    this.#heartbeatMs = heartbeatSeconds === undefined ? undefined : heartbeatSeconds * 1000
    this.beat()
  }

  beat(): void {
    if (this.#heartbeatMs === undefined) return
    this.#stopHeartbeat()
    this.#stopHeartbeat = this.#system.after(this.#heartbeatMs, () => this.fail(heartbeatMissed()))
  }

  succeed(output: Json): void {
    this.#close()
    this.#resolve(output)
  }

  fail(failure: unknown): void {
    this.#close()
    this.#reject(failure)
  }

  #close(): void {
    this.#tasks.delete(this.#token)
    this.#removeListener()
    this.#stopTimeout()
    this.#stopHeartbeat()
    this.#heartbeatMs = undefined
  }
}

const parseOutput = (output: string, payloads: PayloadCache): Json => {
  if (byteLength(output) > MAX_PAYLOAD_BYTES)
    throw new ApiError('InvalidOutput', "Invalid Output: 'Output is larger than the maximum of 262144 bytes'")
  try {
    return payloads.parse(output).value
  } catch {
    throw new ApiError('InvalidOutput', `Invalid Output: '${jsonSyntaxError(output)?.message}'`)
  }
}
