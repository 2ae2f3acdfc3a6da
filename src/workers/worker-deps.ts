import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import type { ObjectStore } from './activity-task.ts'
import type { Logger } from './logger.ts'
import type { SharedTimeout } from './shared-timeout.ts'
import type { TaskTracer } from './task-tracer.ts'
import type { WorkerEmitter } from './worker-events.ts'

/** What all workers of a pool share. */
export interface Surroundings {
  readonly client: ActivityClient
  /** The ARN of an activity, by the name that the handlers use. */
  readonly arnOf: (activity: string) => string | Promise<string>
  readonly system: System
  readonly objects: ObjectStore | undefined
  readonly events: WorkerEmitter
  readonly logger: Logger
  readonly trace: TaskTracer
  /** For calls that are answered in milliseconds. */
  readonly sending: SharedTimeout
  readonly workerName: string
  readonly whenMissing: 'create' | 'stop'
}
