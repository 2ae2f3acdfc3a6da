import { TaskError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import {
  assertOptions,
  functionCheck,
  methodsCheck,
  type OptionCheck,
  type OptionChecks,
  required,
} from '../options.ts'
import { onAbort, Stop } from '../stop.ts'
import { backoffMs } from '../workers/backoff-ms.ts'
import { startHeartbeats } from '../workers/heartbeat-every.ts'
import type { InterceptorFunction } from '../workers/interceptor.ts'
import type { TaskFunction, WorkerTask } from '../workers/worker-task.ts'
import type { IdempotencyClaim, IdempotencyStore } from './idempotency-store.ts'

export interface IdempotentOptions {
  /** The store that all workers share: `dynamoDbStore`, or `memoryStore` for one process. */
  readonly store: IdempotencyStore
  /**
   * The key of the work, which is the same for each attempt of a task. Of an array, the first string is the scope of fencing tokens. Default:
   * the member `idempotencyKey` of the input. The name of the activity is added to it.
   */
  readonly key?: (task: WorkerTask) => string | readonly string[]
  /** The time in seconds after which another attempt repeats the work of one that has died. A running attempt prolongs its lease. Default 60. */
  readonly leaseSeconds?: number
  /** The time in seconds for which results are kept. Default 90 days: AWS does not accept the name of an execution again for so long. */
  readonly retentionSeconds?: number
}

const positive: OptionCheck = {
  expected: 'a positive number of seconds',
  fits: (seconds: unknown) => typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0,
}

const checks: OptionChecks<IdempotentOptions> = {
  store: required(methodsCheck('a store: dynamoDbStore(…) or memoryStore()', 'claim', 'extend', 'complete', 'release')),
  key: functionCheck,
  leaseSeconds: positive,
  retentionSeconds: positive,
}

const RETENTION_SECONDS = 90 * 24 * 3600

/** The pauses of an attempt that waits for another one, in milliseconds. They grow from the first to the last. */
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5000

/** The number of attempts to store an output. */
const COMPLETE_ATTEMPTS = 8

/**
 * An interceptor that runs the handler once for each piece of work, even if a task is attempted again because a worker died before it
 * reported the result. The first attempt stores its output, and later ones return it. While one attempt runs, others wait for its output or
 * for the end of its lease. An error of the handler is not stored: the next attempt runs the handler again.
 *
 * The handler gets `fenceToken` in its context: a number that is greater for a later attempt. A resource that refuses numbers smaller than the
 * last one is safe from an attempt that still runs after its lease has ended.
 * @throws TypeError for a wrong option. A task fails with `Idempotent.NoKey` if it has no key, and with `Idempotent.LeaseLost` if another
 * attempt has taken the work over.
 *
 * @example
 * const once = idempotent({ store: memoryStore(), key: ({ input }) => input.item })
 * startWorkers(orders, handlers, { interceptors: [once] })
 */
export const idempotent = (options: IdempotentOptions): InterceptorFunction => {
  assertOptions('options', options, checks)
  return (task, next) => new IdempotentRun(options, task).run(next)
}

/** One attempt. */
class IdempotentRun {
  readonly #store: IdempotencyStore
  readonly #task: WorkerTask
  readonly #identity: Pick<IdempotencyClaim, 'id' | 'scope' | 'owner'>
  readonly #leaseMs: number
  readonly #retentionMs: number

  constructor(
    { store, key, leaseSeconds = 60, retentionSeconds = RETENTION_SECONDS }: IdempotentOptions,
    task: WorkerTask,
  ) {
    this.#store = store
    this.#task = task
    this.#identity = { ...identityOf(task, key ? key(task) : keyInInput(task)), owner: task.system.uuid() }
    this.#leaseMs = leaseSeconds * 1000
    this.#retentionMs = retentionSeconds * 1000
  }

  async run(next: TaskFunction): Promise<unknown> {
    const { signal, system } = this.#task
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const answer = await this.#store.claim(this.#claim())
      if (answer.status === 'done') return JSON.parse(answer.output)
      if (answer.status === 'claimed') return this.#perform(next, answer.fenceToken)
      await system.sleep(Math.max(1, Math.min(wait, answer.leaseUntil - system.now())), signal)
    }
  }

  #claim(): IdempotencyClaim {
    const now = this.#task.system.now()
    return { ...this.#identity, now, leaseUntil: now + this.#leaseMs, expiresAt: now + this.#retentionMs }
  }

  /** Runs the handler, and prolongs the lease until the handler ends. */
  async #perform(next: TaskFunction, fenceToken: number): Promise<unknown> {
    const task = this.#task
    const stop = new Stop()
    const unlink = onAbort(task.signal, () => stop.abort(task.signal.reason))
    const extend = async () => {
      // A failure of the store is not the loss of the lease, which the next call or the end reports.
      const isHeld = await this.#store.extend(this.#claim()).catch(() => true)
      if (!isHeld) stop.abort(this.#lost())
    }
    const stopExtending = startHeartbeats({ heartbeat: extend, system: task.system }, this.#leaseMs / 3000, stop)
    try {
      const output = await next({ ...task, signal: stop.signal, fenceToken })
      return await this.#complete(output)
    } catch (thrown) {
      await this.#store
        .release(this.#claim())
        .catch((err) => task.log.warn({ err }, 'the lease of a task stays until it ends'))
      throw thrown
    } finally {
      stopExtending()
      unlink()
    }
  }

  async #complete(output: unknown): Promise<unknown> {
    const json = JSON.stringify(output) ?? 'null'
    const { signal, system } = this.#task
    for (let failures = 0; ; ) {
      try {
        if (await this.#store.complete(this.#claim(), json)) return output
        throw this.#lost()
      } catch (error) {
        // The work is done. It is done again only if the store fails at every attempt.
        if (error instanceof TaskError || ++failures === COMPLETE_ATTEMPTS) throw error
        await system.sleep(backoffMs(failures, system.random), signal)
      }
    }
  }

  #lost(): TaskError {
    return new TaskError('Idempotent.LeaseLost', `another attempt has taken over ${this.#identity.id}`)
  }
}

const keyInInput = ({ input }: WorkerTask): unknown => (isJsonObject(input) ? input.idempotencyKey : undefined)

const identityOf = ({ activity }: WorkerTask, key: unknown): Pick<IdempotencyClaim, 'id' | 'scope'> => {
  const parts = Array.isArray(key) ? key : [key]
  const [scope] = parts
  if (typeof scope === 'string' && scope !== '' && parts.every((part) => typeof part === 'string'))
    return { id: JSON.stringify([activity, ...parts]), scope }
  throw new TaskError(
    'Idempotent.NoKey',
    'the key of a task must be a string or an array of strings: pass "idempotencyKey" in the input of the task, or the option "key"',
  )
}
