import { hostname } from 'node:os'
import { TaskError } from '../errors.ts'
import { assertOptions } from '../options.ts'
import { onAbort, Stop } from '../stop.ts'
import { activityHandlers } from './activity-handlers.ts'
import { startActivityWorker } from './activity-worker.ts'
import { checkClientLimits } from './check-client-limits.ts'
import type { HandlersFor } from './handler.ts'
import { consoleLogger } from './logger.ts'
import { createSharedTimeout } from './shared-timeout.ts'
import { createTaskTracer } from './task-tracer.ts'
import type { WorkerDeps, WorkersDeps } from './worker-deps.ts'
import { createWorkerEmitter } from './worker-events.ts'
import { countTasks } from './worker-stats.ts'
import { shutdownChecks, type Workers } from './workers.ts'
import type { WorkersOptions } from './workers-options.ts'

/** A result or a heartbeat takes milliseconds; after this time, no answer will come. */
const CALL_TIMEOUT_MS = 5000

/**
 * Starts a worker for each activity of `handlers`; it runs until it is shut down.
 * @param options as `workersChecks` accepts them.
 * @throws TypeError, RangeError if a handler, or an option that may be given by activity, is wrong.
 */
export const startWorkers = <Inputs>(
  handlers: HandlersFor<Inputs>,
  options: WorkersOptions,
  deps: WorkersDeps,
): Workers => {
  const { system } = deps
  const { signal } = options
  const allDeps = workerDeps(handlers, options, deps)
  const { events, callTimeout } = allDeps
  const tallyOf = countTasks(events)
  checkClientLimits(events, deps.client, sum(allDeps.workers.map(({ concurrency }) => concurrency)))
  const workers = allDeps.workers.map(startActivityWorker)
  const ended = new Stop()
  const done = Promise.all(workers.map((worker) => worker.done)).then(() => {
    ended.abort()
    callTimeout.abort()
  })
  const failTasks = (error: TaskError) => {
    for (const worker of workers) worker.failTasks(error)
  }
  const drain = () => {
    for (const worker of workers) worker.drain()
  }

  const shutdown: Workers['shutdown'] = async (shutdownOptions = {}) => {
    assertOptions('options', shutdownOptions, shutdownChecks)
    const { timeoutMs } = shutdownOptions
    drain()
    if (timeoutMs !== undefined) {
      const handBack = () =>
        failTasks(new TaskError('Worker.Shutdown', `the worker shut down, the task did not end within ${timeoutMs} ms`))
      system.sleep(timeoutMs, ended).then(handBack, () => {})
    }
    await done
  }
  const kill = async () => {
    for (const worker of workers) worker.abandon()
    drain()
    failTasks(new TaskError('Worker.Killed', 'the worker was killed'))
    await done
  }
  if (signal) void done.then(onAbort(signal, drain))
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

interface AllDeps extends Pick<WorkerDeps, 'events' | 'callTimeout'> {
  readonly workers: readonly WorkerDeps[]
}

const workerDeps = (handlers: object, options: WorkersOptions, deps: WorkersDeps): AllDeps => {
  const { client, arnOf, system, objects, interceptors: outer } = deps
  const { logger = consoleLogger, whenMissing = 'create' } = options
  const { workerName = `${hostname().slice(0, 60)}-${system.uuid().slice(0, 8)}` } = options
  const events = createWorkerEmitter(logger)
  const callTimeout = createSharedTimeout(system, CALL_TIMEOUT_MS)
  const trace = createTaskTracer()
  const shared = { client, arnOf, system, objects, events, callTimeout, trace, workerName, whenMissing }
  const workers = activityHandlers(handlers, options, { outer }).map((handler) => ({
    ...handler,
    ...shared,
    log: logger.child?.({ activity: handler.activity }) ?? logger,
    draining: new Stop(),
    abandoning: new Stop(),
  }))
  return { events, callTimeout, workers }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
