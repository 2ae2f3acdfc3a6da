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

/** What all workers get from outside. */
export interface WorkersDeps {
  readonly client: ActivityClient
  /** The ARN of an activity, by the name that the handlers use. */
  readonly arnOf: (activity: string) => string | Promise<string>
  readonly system: System
  readonly objects?: ObjectStore | undefined
  /** Around every handler, outside the interceptors of the options. */
  readonly interceptors?: readonly Interceptor[] | undefined
}

/** What the worker of one activity passes to each of its parts and to each attempt at a task. */
export interface WorkerDeps extends ActivityHandler, Pick<WorkersDeps, 'client' | 'arnOf' | 'system' | 'objects'> {
  /** Adds the activity to each line, if the logger can. */
  readonly log: Logger
  readonly events: WorkerEmitter
  readonly trace: TaskTracer
  /** For calls that Step Functions answers within milliseconds. */
  readonly callTimeout: SharedTimeout
  readonly workerName: string
  readonly whenMissing: 'create' | 'stop'
  /** Aborted when the worker polls no more. */
  readonly draining: Stop
  /** Aborted when open polls are abandoned, and a result is sent once more at most. */
  readonly abandoning: Stop
}
