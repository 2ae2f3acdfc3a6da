import { hostname } from 'node:os'
import { TaskError } from '../errors.ts'
import {
  amountCheck,
  assertOptions,
  checkedElsewhere,
  type OptionChecks,
  oneOfCheck,
  signalCheck,
  stringCheck,
} from '../options.ts'
import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import { assignments, type HandlerSettings, type HandlersFor } from './activity-handlers.ts'
import type { ObjectStore } from './activity-task.ts'
import { startWorker } from './activity-worker.ts'
import { checkConnections } from './check-client-limits.ts'
import type { Interceptor } from './interceptor.ts'
import { consoleLogger, type Logger, loggerCheck } from './logger.ts'
import { createSharedTimeout } from './shared-timeout.ts'
import { createTaskTracer } from './task-tracer.ts'
import type { Surroundings } from './worker-deps.ts'
import { createWorkerEmitter, type WorkerEmitter } from './worker-events.ts'
import { countTasks, type WorkerStats } from './worker-stats.ts'

/** How workers are to run. */
export interface WorkersOptions extends HandlerSettings {
  /** How many tasks of an activity run at once: for each, or by activity. Default 1. */
  readonly concurrency?: number | Readonly<Record<string, number>> | undefined
  /** Seconds from one heartbeat of a running task to the next: for each activity, or by activity. Default: none are sent. */
  readonly heartbeat?: number | Readonly<Record<string, number>> | undefined
  /** Around every handler, the first one outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined
  /** When it is aborted, the workers shut down, as by `shutdown()`. */
  readonly signal?: AbortSignal | undefined
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined
  /** What Step Functions records as the name of the worker. Default: the host's name and a few characters of chance. */
  readonly workerName?: string | undefined
  /** Whether a worker whose activity does not exist creates it, or reports it and stops. Default `'create'`. */
  readonly whenMissing?: 'create' | 'stop' | undefined
}

/** How workers are to shut down. */
export interface ShutdownOptions {
  /** How long running tasks have before they are handed back. */
  readonly timeoutMs?: number | undefined
}

export const shutdownChecks: OptionChecks<ShutdownOptions> = { timeoutMs: amountCheck('milliseconds') }

/** Where workers run: the effects they need. */
export interface WorkersDeps {
  readonly client: ActivityClient
  /** The ARN of an activity, by the name that the handlers use. */
  readonly arnOf: (activity: string) => string | Promise<string>
  readonly system: System
  readonly objects?: ObjectStore | undefined
  /** Around everything but the heartbeats. */
  readonly interceptors?: readonly Interceptor[] | undefined
}

/** Workers at work. */
export interface Workers extends Pick<WorkerEmitter, 'on'>, AsyncDisposable {
  /**
   * Stops polling, finishes what is running and what outstanding polls still bring (on AWS, they return within 60 s), then resolves.
   * After `timeoutMs`, tasks are handed back instead: handlers are aborted, and the tasks fail with `Worker.Shutdown`.
   */
  shutdown(options?: ShutdownOptions): Promise<void>
  /**
   * Stops at once: handlers are aborted, their tasks fail with `Worker.Killed`, outstanding polls are abandoned. A task that AWS hands
   * to an abandoned poll is lost until it times out; `shutdown({ timeoutMs: 0 })` loses none.
   */
  kill(): Promise<void>
  /** Resolves when all workers have stopped. */
  readonly done: Promise<void>
  /** What each activity's worker is doing and has done. */
  stats(): Record<string, WorkerStats>
}

/** An answer or a heartbeat takes milliseconds; one that takes this long will not be answered. */
const SEND_TIMEOUT_MS = 5000

/**
 * Starts a worker for each activity of `handlers`; it runs until it is shut down.
 * @throws TypeError, RangeError where a handler or option is not what it should be.
 */
export const startWorkers = <Inputs>(
  handlers: HandlersFor<Inputs>,
  options: WorkersOptions,
  place: WorkersDeps,
): Workers => {
  assertOptions('options', options, optionChecks)
  const { signal } = options
  const assigned = assignments(handlers, options, place.interceptors)
  const surroundings = surroundingsOf(options, place)
  const { client, system, events, sending } = surroundings
  const tallyOf = countTasks(events)
  checkConnections(events, client, sum(assigned.map(({ concurrency }) => concurrency)))
  const workers = assigned.map((assignment) => startWorker(assignment, surroundings))
  const over = new AbortController()
  const done = Promise.all(workers.map((worker) => worker.done)).then(() => {
    over.abort()
    sending.abort()
  })
  const giveUp = (verdict: TaskError) => {
    for (const worker of workers) worker.giveUp(verdict)
  }
  const drain = () => {
    for (const worker of workers) worker.drain()
  }

  const shutdown: Workers['shutdown'] = async (ending = {}) => {
    assertOptions('shutdown', ending, shutdownChecks)
    const { timeoutMs } = ending
    drain()
    if (timeoutMs !== undefined) {
      const deadline = () =>
        giveUp(new TaskError('Worker.Shutdown', `the worker shut down and gave the task ${timeoutMs} ms to end`))
      system.sleep(timeoutMs, over.signal).then(deadline, () => {})
    }
    await done
  }
  const kill = async () => {
    for (const worker of workers) worker.cut()
    drain()
    giveUp(new TaskError('Worker.Killed', 'the worker was killed'))
    await done
  }
  signal?.addEventListener('abort', drain, { once: true })
  if (signal?.aborted) drain()
  done.then(() => signal?.removeEventListener('abort', drain))
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

/** The name's length is that of GetActivityTask (Step Functions API reference). */
const optionChecks: OptionChecks<WorkersOptions> = {
  concurrency: checkedElsewhere,
  heartbeat: checkedElsewhere,
  interceptors: checkedElsewhere,
  signal: signalCheck,
  logger: loggerCheck,
  workerName: stringCheck('a name of 1 to 80 characters', (name) => name.length > 0 && name.length <= 80),
  whenMissing: oneOfCheck('create', 'stop'),
}

const surroundingsOf = (options: WorkersOptions, { client, arnOf, system, objects }: WorkersDeps): Surroundings => {
  const { logger = consoleLogger, whenMissing = 'create' } = options
  return {
    client,
    arnOf,
    system,
    objects,
    logger,
    whenMissing,
    workerName: options.workerName ?? `${hostname().slice(0, 60)}-${system.uuid().slice(0, 8)}`,
    events: createWorkerEmitter(logger),
    trace: createTaskTracer(),
    sending: createSharedTimeout(system, SEND_TIMEOUT_MS),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
