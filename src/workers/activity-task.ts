import type { System } from '../system.ts'
import type { Logger } from './logger.ts'

/** What a handler gets beside its input. */
export interface TaskContext {
  /** The activity's name, as in the definition. */
  readonly activity: string
  readonly taskToken: string
  /** The execution that the task belongs to, where its input carries `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID`. */
  readonly executionArn: string | undefined
  /** Aborted when the result is of no use any more: the task timed out or is gone, or the workers stop for good. */
  readonly signal: AbortSignal
  /** Tells Step Functions that the task is alive. It never rejects; when the task is gone, `signal` is aborted. */
  heartbeat(): Promise<void>
  readonly log: Logger
  /** Time and randomness, which a test may make virtual. */
  readonly system: System
  /** Where values too large for Step Functions are kept, when the workers have such a place. */
  readonly objects: ObjectStore | undefined
}

/** A task on its way through the interceptors: the context and the input. */
export interface ActivityTask extends TaskContext {
  // biome-ignore lint/suspicious/noExplicitAny: the input is whatever the execution sends
  readonly input: any
}

/** What turns a task into its output. */
export type TaskFunction = (task: ActivityTask) => Promise<unknown>

/** A place for values too large for Step Functions. */
export interface ObjectStore {
  put(bucket: string, key: string, body: Uint8Array): Promise<void>
  /** @throws TaskError where there is no such object, or it may not be read. */
  get(bucket: string, key: string): Promise<Uint8Array>
  has(bucket: string, key: string): Promise<boolean>
}
