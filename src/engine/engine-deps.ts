import type { AwsEnvironment } from '../arn.ts'
import type { JsonObject } from '../json.ts'
import type { StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { MemoryStorage } from './s3/memory-storage.ts'
import type { ObjectStorage } from './s3/object-storage.ts'
import type { Activities } from './store/activities.ts'
import type { Registry } from './store/registry.ts'
import type { TaskTokens } from './store/task-tokens.ts'
import type { InvokeLambda } from './tasks/lambda/invoke-lambda.ts'
import type { TaskHandlers } from './tasks/task-handler.ts'

/** The state and the services of one engine, shared by its API operations, executions, tasks and Map Runs. */
export interface EngineDeps {
  readonly environment: AwsEnvironment
  readonly system: System
  /** State machines, executions and Map Runs. */
  readonly registry: Registry
  /** Activities and the tasks that wait for their workers. */
  readonly activities: Activities
  readonly tokens: TaskTokens
  /** The engine's own S3, for `aws-sdk:s3`. */
  readonly s3: MemoryStorage
  /** The objects that distributed Maps read and write. */
  readonly objects: ObjectStorage
  readonly invokeLambda: InvokeLambda
  readonly taskHandlers: TaskHandlers
  /** Calls an operation of this engine's own API. @throws ApiError */
  callOperation(name: string, input: JsonObject, signal: StopSignal): Promise<JsonObject>
}
