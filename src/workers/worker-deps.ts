import type { Stop } from '../stop.ts'
import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import type { ActivityHandler } from './activity-handlers.ts'
import type { Interceptor } from './interceptor.ts'
import type { Logger } from './logger.ts'
import type { ObjectStore } from './object-store.ts'
import type { SharedTimeout } from './shared-timeout.ts'
import type { TaskTracer } from './task-tracer.ts'
import type { WorkerEmitter } from './worker-events.ts'

/** The dependencies of all workers. */
export interface WorkersDeps {
  readonly client: ActivityClient
  /** The ARN of an activity, by the name that the handlers use. */
  readonly arnOf: (activity: string) => string | Promise<string>
  readonly system: System
  readonly objects?: ObjectStore | undefined
  /** Interceptors around every handler, outside those of the options. */
  readonly interceptors?: readonly Interceptor[] | undefined
}

/** The dependencies that the worker of one activity passes to its parts and to each attempt. */
export interface WorkerDeps extends ActivityHandler, Pick<WorkersDeps, 'client' | 'arnOf' | 'system' | 'objects'> {
  /** Adds the activity to each line, if the logger can. */
  readonly log: Logger
  readonly events: WorkerEmitter
  readonly trace: TaskTracer
  /** For calls that Step Functions answers within milliseconds. */
  readonly callTimeout: SharedTimeout
  readonly workerName: string
  readonly whenMissing: 'create' | 'stop'
  /** Aborted when the worker stops polling. */
  readonly draining: Stop
  /** Aborted when open polls are abandoned; results are then sent at most once more. */
  readonly abandoning: Stop
}
