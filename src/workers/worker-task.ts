import type { System } from '../system.ts'
import type { Logger } from './logger.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * The second argument of a handler: the context of its task.
 *
 * @example
 * const slow: Handler = async ({ item }, { heartbeat, signal, system }) => {
 *   await heartbeat()
 *   await system.sleep(1000, signal)
 *   return item
 * }
 */
export interface TaskContext {
  /** The activity's name, as in the definition. */
  readonly activity: string
  readonly taskToken: string
  /** The execution of the task, if its input has `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID`. */
  readonly executionArn: string | undefined
  /** Aborted when the result is no longer needed: the task has timed out or is gone, or the workers were killed. */
  readonly signal: AbortSignal
  /** Sends a heartbeat. It never rejects. If the task is gone, `signal` is aborted. */
  heartbeat(): Promise<void>
  readonly log: Logger
  /** Time and randomness, which tests can make virtual. */
  readonly system: System
  /** The store for values that are too large for Step Functions, if the workers have one. */
  readonly objects: ObjectStore | undefined
  /** A number that is greater for a later attempt of the same work. Present with the interceptor `idempotent`. */
  readonly fenceToken?: number | undefined
}

/** A task of an activity as interceptors see it: the context and the input. */
export interface WorkerTask extends TaskContext {
  // biome-ignore lint/suspicious/noExplicitAny: an execution may send any input
  readonly input: any
}

/** Runs a task and returns its output. */
export type TaskFunction = (task: WorkerTask) => Promise<unknown>
