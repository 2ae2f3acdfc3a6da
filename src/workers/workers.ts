import { amountCheck, booleanCheck, type OptionChecks } from '../options.ts'
import type { WorkerEvent, WorkerListener } from './worker-events.ts'
import type { WorkerStats } from './worker-stats.ts'

/** The options of a shutdown. */
export interface ShutdownOptions {
  /**
   * The time in milliseconds after which running tasks are handed back. By default there is no limit. It does not limit the shutdown: on
   * AWS, open polls return within 60 s, and their tasks are handed back as well.
   */
  readonly timeoutMs?: number | undefined
  /**
   * The maximum time of the whole shutdown in milliseconds, for a container that is killed after a grace period. At its end, open polls are
   * abandoned: a task that AWS hands to one of them is lost until it times out, so give such tasks a `heartbeatSeconds`. Tasks are handed
   * back 3 seconds before, unless `timeoutMs` is less. By default there is no limit.
   */
  readonly withinMs?: number | undefined
}

export const shutdownChecks: OptionChecks<ShutdownOptions> = {
  timeoutMs: amountCheck('milliseconds'),
  withinMs: amountCheck('milliseconds'),
}

/** The options of a kill. */
export interface KillOptions {
  /**
   * If false, the running tasks are not reported to Step Functions, as if the process had crashed: each ends by its `heartbeatSeconds` or
   * `timeoutSeconds`. Default true.
   */
  readonly report?: boolean | undefined
}

export const killChecks: OptionChecks<KillOptions> = { report: booleanCheck }

/** Running workers, one for each activity. */
export interface Workers extends AsyncDisposable {
  /**
   * Stops polling, finishes the running tasks and those that open polls still return (on AWS, polls return within 60 s), then resolves.
   * After `timeoutMs`, tasks are handed back: their handlers are aborted, and they fail with `Worker.Shutdown`, which a retrier can match.
   * After `withinMs`, open polls are abandoned as well, so that the shutdown ends.
   * @throws TypeError if `timeoutMs` or `withinMs` is not a number from 0.
   *
   * @example
   * await workers.shutdown({ withinMs: 28_000 })
   */
  shutdown(options?: ShutdownOptions): Promise<void>
  /**
   * Stops at once: handlers are aborted, their tasks fail with `Worker.Killed`, open polls are abandoned. A task that AWS hands to an
   * abandoned poll is lost until it times out; `shutdown({ timeoutMs: 0 })` loses none.
   * @throws TypeError if `report` is not true or false.
   *
   * @example
   * await workers.kill({ report: false }) // in a test: what happens if the process crashes?
   */
  kill(options?: KillOptions): Promise<void>
  /**
   * Resolves when all workers have stopped. Never rejects.
   *
   * @example
   * void workers.done.then(() => console.log('all workers have stopped'))
   */
  readonly done: Promise<void>
  /**
   * The counters of each activity's worker: numbers of polls and tasks.
   *
   * @example
   * expect(workers.stats()['activity/price']).toMatchObject({ running: 0, failed: 0 })
   */
  stats(): Record<string, WorkerStats>
  /**
   * Calls `listener` for each event of this name. Errors from listeners, sync or async, are caught and logged.
   * @returns a function that removes the listener.
   * @throws TypeError for an unknown event, and for a listener that is not a function.
   *
   * @example
   * const remove = workers.on('taskFailed', ({ activity, error }) => console.error(activity, error))
   * remove()
   */
  on<E extends WorkerEvent>(name: E, listener: WorkerListener<E>): () => void
}
