import type { System } from '../system.ts'
import type { ActivityClient } from './activity-client.ts'
import type { Deadline } from './deadline.ts'
import type { Emitter } from './events.ts'
import type { Logger } from './logger.ts'
import type { ObjectStore } from './task.ts'
import type { Trace } from './tracing.ts'

/** What all workers of a pool share. */
export interface Surroundings {
  readonly client: ActivityClient
  /** The ARN of an activity, by the name that the handlers use. */
  readonly arnOf: (activity: string) => string | Promise<string>
  readonly system: System
  readonly objects: ObjectStore | undefined
  readonly events: Emitter
  readonly logger: Logger
  readonly trace: Trace
  /** For calls that are answered in milliseconds. */
  readonly sending: Deadline
  readonly workerName: string
  readonly whenMissing: 'create' | 'stop'
}
