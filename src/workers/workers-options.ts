import { checkedElsewhere, type OptionChecks, oneOfCheck, signalCheck, stringCheck } from '../options.ts'
import type { Interceptor } from './interceptor.ts'
import { type Logger, loggerCheck } from './logger.ts'

/** The options of workers. */
export interface WorkersOptions {
  /**
   * The maximum number of concurrent tasks of an activity: one number for all, or a number by activity. Default 1.
   *
   * @example
   * local.startWorkers(orders, handlers, { concurrency: { 'activity/price': 10 } })
   */
  readonly concurrency?: number | Readonly<Record<string, number>> | undefined
  /**
   * The interval of a running task's heartbeats, in seconds: one number for all, or a number by activity. By default a third of the state's
   * `heartbeatSeconds` if the workers have a definition, else no heartbeats.
   *
   * @example
   * local.startWorkers(orders, handlers, { heartbeat: 10 })
   */
  readonly heartbeat?: number | Readonly<Record<string, number>> | undefined
  /**
   * Interceptors around every handler; the first one is the outermost.
   *
   * @example
   * local.startWorkers(orders, handlers, { interceptors: [heartbeatEvery(5), (task, next) => next(task)] })
   */
  readonly interceptors?: readonly Interceptor[] | undefined
  /**
   * Shuts the workers down when it is aborted, as `shutdown()` does.
   *
   * @example
   * const stopped = local.startWorkers(orders, handlers, { signal: AbortSignal.abort() })
   * await stopped.done
   */
  readonly signal?: AbortSignal | undefined
  /**
   * The logger of the workers. By default, warnings and errors go to the console.
   *
   * @example
   * const silent = () => {}
   * local.startWorkers(orders, handlers, { logger: { debug: silent, info: silent, warn: silent, error: console.error } })
   */
  readonly logger?: Logger | undefined
  /**
   * The name of the worker that Step Functions records, at most 80 characters. By default the host's name and a few random characters.
   *
   * @example
   * local.startWorkers(orders, handlers, { workerName: 'orders-1' })
   */
  readonly workerName?: string | undefined
  /**
   * The reaction of a worker if its activity does not exist: create it, or report it and stop. Default `'create'`.
   *
   * @example
   * local.startWorkers(orders, handlers, { whenMissing: 'stop' })
   */
  readonly whenMissing?: 'create' | 'stop' | undefined
}

/** `activityHandlers` checks the options that may be given by activity. The name's length is that of GetActivityTask (API reference). */
export const workersChecks: OptionChecks<WorkersOptions> = {
  concurrency: checkedElsewhere,
  heartbeat: checkedElsewhere,
  interceptors: checkedElsewhere,
  signal: signalCheck,
  logger: loggerCheck,
  workerName: stringCheck('a name of 1 to 80 characters', (name) => name.length > 0 && name.length <= 80),
  whenMissing: oneOfCheck('create', 'stop'),
}
