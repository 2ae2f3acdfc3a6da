import { describeValue, expectedOneOf } from '../options.ts'
import type { Logger } from './logger.ts'

interface TaskEvent {
  readonly activity: string
  readonly taskToken: string
}

/**
 * The events of workers, by name.
 *
 * @example
 * workers.on('taskFailed', ({ activity, error, cause }) => console.error(activity, error, cause))
 */
export interface WorkerEvents {
  taskStarted: TaskEvent
  taskSucceeded: TaskEvent & { readonly durationMs: number }
  /** A failure was sent for the task. `thrown` is the value that the handler, an interceptor or a schema threw. */
  taskFailed: TaskEvent & {
    readonly durationMs: number
    readonly error: string
    readonly cause: string | undefined
    readonly thrown: unknown
  }
  /** No result was accepted: the task had timed out, the service refused it, or an earlier attempt had succeeded without a reply. */
  taskLost: TaskEvent & { readonly reason: unknown; readonly attempts: number }
  /** A result could not be sent and is sent again after `delayMs`. */
  resultRetried: TaskEvent & {
    readonly reason: unknown
    readonly attempts: number
    readonly delayMs: number
  }
  heartbeatFailed: TaskEvent & { readonly reason: unknown }
  /** A poll failed and is repeated after `delayMs`. */
  pollFailed: {
    readonly activity: string
    readonly reason: unknown
    readonly failures: number
    readonly delayMs: number
  }
  activityCreated: { readonly activity: string; readonly activityArn: string }
  /** The activity does not exist, and its worker stops because `whenMissing` is `'stop'`. */
  activityMissing: { readonly activity: string; readonly reason: unknown }
  /** The client has fewer sockets than polls and tasks may be open, or ends a poll before Step Functions does. */
  clientLimitsTooLow: { readonly problem: string }
}

export type WorkerEvent = keyof WorkerEvents

export type WorkerListener<E extends WorkerEvent> = (event: WorkerEvents[E]) => unknown

/** Passes events to the log and the listeners. */
export interface WorkerEmitter {
  emit<E extends WorkerEvent>(name: E, event: WorkerEvents[E]): void
  /** See `Workers.on`. */
  on<E extends WorkerEvent>(name: E, listener: WorkerListener<E>): () => void
}

/** The log line of each event. */
const lines: {
  readonly [E in WorkerEvent]: readonly [level: 'debug' | 'info' | 'warn' | 'error', message: string]
} = {
  taskStarted: ['debug', 'task started'],
  taskSucceeded: ['debug', 'task succeeded'],
  taskFailed: ['info', 'task failed'],
  taskLost: ['warn', 'no result of the task was accepted'],
  resultRetried: ['info', 'a result could not be sent; it is sent again'],
  heartbeatFailed: ['info', 'a heartbeat could not be sent'],
  pollFailed: ['warn', 'a poll for tasks failed; it is repeated'],
  activityCreated: ['info', 'created the activity, which did not exist'],
  activityMissing: ['error', 'the activity does not exist; its worker stops'],
  clientLimitsTooLow: ['warn', 'the limits of the client are too low'],
}

/** An emitter that also logs each event. Errors from listeners and the logger, sync or async, are caught and logged. */
export const createWorkerEmitter = (logger: Logger): WorkerEmitter => {
  const listeners = new Map<WorkerEvent, Set<(event: never) => unknown>>()
  const logError = (thrown: unknown) => {
    try {
      logger.error({ err: thrown }, 'a listener of the workers threw an error')
    } catch {
      // The logger itself fails: the error cannot be reported.
    }
  }
  const callSafely = (call: () => unknown) => {
    try {
      const result = call()
      if (result instanceof Promise) result.catch(logError)
    } catch (thrown) {
      logError(thrown)
    }
  }
  return {
    emit(name, event) {
      const [level, message] = lines[name]
      callSafely(() => logger.isLevelEnabled?.(level) !== false && logger[level](fieldsOf(name, event), message))
      for (const listener of listeners.get(name) ?? [])
        callSafely(() => (listener as WorkerListener<typeof name>)(event))
    },
    on(name, listener) {
      assertListener(name, listener)
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      return () => void all.delete(listener)
    },
  }
}

const assertListener = (name: string, listener: unknown): void => {
  if (!Object.hasOwn(lines, name))
    throw new TypeError(`unknown event ${JSON.stringify(name)}; ${expectedOneOf(name, Object.keys(lines))}`)
  if (typeof listener !== 'function')
    throw new TypeError(`the listener of ${JSON.stringify(name)} must be a function, got ${describeValue(listener)}`)
}

/** pino prints the stack of an error under the key `err`. */
const fieldsOf = (name: WorkerEvent, event: object): object => {
  const { reason, thrown, ...fields }: { reason?: unknown; thrown?: unknown } = event
  const err = reason ?? thrown
  return { event: name, ...fields, ...(err !== undefined && { err }) }
}
