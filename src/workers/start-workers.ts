import { hostname } from 'node:os'
import { TaskError } from '../errors.ts'
import { assertOptions } from '../options.ts'
import { onAbort, Stop } from '../stop.ts'
import type { System } from '../system.ts'
import { activityHandlers } from './activity-handlers.ts'
import { type ActivityWorker, startActivityWorker } from './activity-worker.ts'
import { checkClientLimits } from './check-client-limits.ts'
import type { HandlersFor } from './handler.ts'
import { consoleLogger } from './logger.ts'
import { createSharedTimeout } from './shared-timeout.ts'
import { createTaskTracer } from './task-tracer.ts'
import type { WorkersDeps } from './worker-deps.ts'
import { createWorkerEmitter } from './worker-events.ts'
import { countTasks } from './worker-stats.ts'
import { killChecks, shutdownChecks, type Workers } from './workers.ts'
import type { WorkersOptions } from './workers-options.ts'

/** The timeout of results and heartbeats, which normally take milliseconds. */
const CALL_TIMEOUT_MS = 5000

/**
 * Starts a worker for each activity of `handlers`; it runs until it is shut down.
 * @param options the options that `workersChecks` accepts.
 * @throws TypeError, RangeError if a handler, or an option that may be given by activity, is wrong.
 */
export const startWorkers = <Inputs>(
  handlers: HandlersFor<Inputs>,
  options: WorkersOptions,
  deps: WorkersDeps,
): Workers => {
  const { client, system, interceptors: outer } = deps
  const { signal, logger = consoleLogger } = options
  const assigned = activityHandlers(handlers, options, { outer })
  const shared = sharedDeps(options, deps)
  const { events, callTimeout } = shared
  const tallyOf = countTasks(events)
  checkClientLimits(events, client, sum(assigned.map(({ concurrency }) => concurrency)))
  const workers = assigned.map((handler) => {
    const log = logger.child?.({ activity: handler.activity }) ?? logger
    return startActivityWorker({ ...handler, ...shared, log, draining: new Stop(), abandoning: new Stop() })
  })
  const { done, shutdown, kill } = stopFunctions(workers, system)
  void done.then(callTimeout.abort)
  if (signal) void done.then(onAbort(signal, () => void shutdown()))
  return {
    shutdown,
    kill,
    done,
    on: events.on,
    stats: () =>
      Object.fromEntries(workers.map(({ activity, polling }) => [activity, { polling, ...tallyOf(activity) }])),
    [Symbol.asyncDispose]: () => shutdown(),
  }
}

/** The time that is reserved for reporting tasks that are handed back. */
const HAND_BACK_MS = 3000

/** Calls `action` after `ms` milliseconds, unless they are infinite. @returns a function that cancels the call. */
const afterLimit = (system: System, ms: number, action: () => void): (() => void) =>
  Number.isFinite(ms) ? system.after(ms, action) : () => {}

const stopFunctions = (
  workers: readonly ActivityWorker[],
  system: System,
): Pick<Workers, 'done' | 'shutdown' | 'kill'> => {
  const done = Promise.all(workers.map((worker) => worker.done)).then(() => {})
  const drain = () => {
    for (const worker of workers) worker.drain()
  }
  const abandon = () => {
    for (const worker of workers) worker.abandon()
  }
  const failTasks = (error: TaskError) => {
    for (const worker of workers) worker.failTasks(error)
  }
  return {
    done,
    async shutdown(options = {}) {
      assertOptions('options', options, shutdownChecks)
      const { withinMs } = options
      const timeoutMs = Math.min(
        options.timeoutMs ?? Number.POSITIVE_INFINITY,
        Math.max(0, (withinMs ?? Number.POSITIVE_INFINITY) - HAND_BACK_MS),
      )
      drain()
      const cancels = [
        afterLimit(system, timeoutMs, () => {
          const cause = `the worker shut down, the task did not end within ${timeoutMs} ms`
          failTasks(new TaskError('Worker.Shutdown', cause))
        }),
        afterLimit(system, withinMs ?? Number.POSITIVE_INFINITY, abandon),
      ]
      await done
      for (const cancel of cancels) cancel()
    },
    async kill(options = {}) {
      assertOptions('options', options, killChecks)
      const { report = true } = options
      const error = new TaskError('Worker.Killed', 'the worker was killed')
      abandon()
      drain()
      for (const worker of workers) report ? worker.failTasks(error) : worker.dropTasks(error)
      await done
    },
  }
}

/** The dependencies that the workers of all activities share. */
const sharedDeps = (options: WorkersOptions, { client, arnOf, system, objects }: WorkersDeps) => {
  const { logger = consoleLogger, whenMissing = 'create' } = options
  return {
    client,
    arnOf,
    system,
    objects,
    whenMissing,
    workerName: options.workerName ?? `${hostname().slice(0, 60)}-${system.uuid().slice(0, 8)}`,
    events: createWorkerEmitter(logger),
    trace: createTaskTracer(),
    callTimeout: createSharedTimeout(system, CALL_TIMEOUT_MS),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
