import { describeValue } from '../options.ts'
import type { Logger } from './logger.ts'

interface OfTask {
  readonly activity: string
  readonly taskToken: string
}

/** What happens in the workers, by name: `workers.on('taskFailed', ({ activity, error }) => …)`. */
export interface WorkerEvents {
  taskStarted: OfTask
  taskSucceeded: OfTask & { readonly durationMs: number }
  /** The task was answered with a failure. `thrown` is what the handler, an interceptor or a schema threw. */
  taskFailed: OfTask & {
    readonly durationMs: number
    readonly error: string
    readonly cause: string | undefined
    readonly thrown: unknown
  }
  /** No answer was accepted: the task had timed out, the service refused, or an earlier answer got through unnoticed. */
  taskLost: OfTask & { readonly reason: unknown; readonly attempts: number }
  /** An answer did not get through and is sent again after `delayMs`. */
  answerRetried: OfTask & {
    readonly reason: unknown
    readonly attempts: number
    readonly delayMs: number
  }
  heartbeatFailed: OfTask & { readonly reason: unknown }
  pollFailed: {
    readonly activity: string
    readonly reason: unknown
    readonly failures: number
    readonly delayMs: number
  }
  activityCreated: { readonly activity: string; readonly activityArn: string }
  /** The activity does not exist, and its worker was told to stop in that case. */
  activityMissing: { readonly activity: string; readonly reason: unknown }
  /** The client has fewer sockets than polls and tasks may be open, or gives up on a poll before Step Functions does. */
  connectionsTooTight: { readonly problem: string }
}

export type WorkerEvent = keyof WorkerEvents

export type WorkerListener<E extends WorkerEvent> = (event: WorkerEvents[E]) => unknown

/** Tells everybody who wants to know. */
export interface WorkerEmitter {
  emit<E extends WorkerEvent>(name: E, event: WorkerEvents[E]): void
  /**
   * Calls `listener` for each such event until the returned function is called.
   * @throws TypeError for an event that there is not, and for a listener that is no function.
   */
  on<E extends WorkerEvent>(name: E, listener: WorkerListener<E>): () => void
}

/** How each event reads in a log. */
const lines: {
  readonly [E in WorkerEvent]: readonly [level: 'debug' | 'info' | 'warn' | 'error', message: string]
} = {
  taskStarted: ['debug', 'task started'],
  taskSucceeded: ['debug', 'task succeeded'],
  taskFailed: ['info', 'task failed'],
  taskLost: ['warn', 'the task could not be answered any more'],
  answerRetried: ['info', 'an answer did not get through, it is sent again'],
  heartbeatFailed: ['info', 'a heartbeat did not get through'],
  pollFailed: ['warn', 'a poll for tasks failed, it is repeated'],
  activityCreated: ['info', 'created the activity, it did not exist'],
  activityMissing: ['error', 'the activity does not exist, its worker stops'],
  connectionsTooTight: ['warn', 'the client passed in is too tight for long polls'],
}

/** An emitter that writes each event into `logger` as well. A listener or logger that throws harms nobody, an async one neither. */
export const createWorkerEmitter = (logger: Logger): WorkerEmitter => {
  const listeners = new Map<WorkerEvent, Set<(event: never) => unknown>>()
  const complain = (thrown: unknown) => {
    try {
      logger.error({ err: thrown }, 'a listener of the workers threw')
    } catch {
      // A logger that cannot even take this has nobody to tell.
    }
  }
  const harmless = (call: () => unknown) => {
    try {
      const result = call()
      if (result instanceof Promise) result.catch(complain)
    } catch (thrown) {
      complain(thrown)
    }
  }
  return {
    emit(name, event) {
      const [level, message] = lines[name]
      harmless(() => logger.isLevelEnabled?.(level) !== false && logger[level](fieldsOf(name, event), message))
      for (const listener of listeners.get(name) ?? []) harmless(() => (listener as WorkerListener<typeof name>)(event))
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
    throw new TypeError(`no event ${JSON.stringify(name)}; there are ${Object.keys(lines).join(', ')}`)
  if (typeof listener !== 'function')
    throw new TypeError(
      `the listener of ${JSON.stringify(name)}: expected a function, found ${describeValue(listener)}`,
    )
}

/** pino prints the stack of an error that stands under `err`. */
const fieldsOf = (name: WorkerEvent, event: object): object => {
  const { reason, thrown, ...fields }: { reason?: unknown; thrown?: unknown } = event
  const err = reason ?? thrown
  return { event: name, ...fields, ...(err !== undefined && { err }) }
}
