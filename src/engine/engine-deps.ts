import type { AwsEnvironment } from '../arn.ts'
import type { JsonObject } from '../json.ts'
import type { StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { Turns } from '../turns.ts'
import type { EngineExecution } from './execution/engine-execution.ts'
import type { Inspect } from './interpreter/inspect.ts'
import type { TaskCall } from './interpreter/task-call.ts'
import type { EngineLimits } from './limits.ts'
import type { ExecutionLogs } from './logs/execution-logs.ts'
import type { StatusEvents } from './logs/status-events.ts'
import type { EngineMocks } from './mocks/engine-mocks.ts'
import type { MockedTask } from './mocks/execution-mocks.ts'
import type { MemoryStorage } from './s3/memory-storage.ts'
import type { ObjectStorage } from './s3/object-storage.ts'
import type { Activities } from './store/activities.ts'
import type { OpenExecutions } from './store/open-executions.ts'
import type { PayloadCache } from './store/payload-cache.ts'
import type { Registry } from './store/registry.ts'
import type { Slots } from './store/slots.ts'
import type { TaskTokens } from './store/task-tokens.ts'
import type { TestedDefinitions } from './store/tested-definitions.ts'
import type { InvokeLambda } from './tasks/lambda/invoke-lambda.ts'
import type { ServiceClients } from './tasks/sdk/service-clients.ts'
import type { TaskHandlers } from './tasks/task-handler.ts'

/** The state and the services of one engine, shared by its API operations, executions, tasks and Map Runs. */
export interface EngineDeps {
  readonly environment: AwsEnvironment
  readonly system: System
  /** Turns of everything that the engine computes. */
  readonly turns: Turns
  /** State machines, executions and Map Runs. */
  readonly registry: Registry
  /** The share of the engine's limits that open executions use. */
  readonly open: OpenExecutions
  /** The Map Runs that may run at the same time. */
  readonly mapRunSlots: Slots
  /** Payloads that came in lately. */
  readonly payloads: PayloadCache
  readonly limits: Required<EngineLimits>
  /** Activities and the tasks that wait for their workers. */
  readonly activities: Activities
  readonly tokens: TaskTokens
  /** The engine's own S3, for `aws-sdk:s3`. */
  readonly s3: MemoryStorage
  /** The objects that distributed Maps read and write. */
  readonly objects: ObjectStorage
  readonly invokeLambda: InvokeLambda
  readonly taskHandlers: TaskHandlers
  readonly mocks: EngineMocks
  /** The clients of services outside of the engine. */
  readonly services: ServiceClients
  /** The sinks for the log events of executions, if any. */
  readonly logs: ExecutionLogs | undefined
  /** The sink for the status changes of executions, if any. */
  readonly statusEvents: StatusEvents | undefined
  readonly testedDefinitions: TestedDefinitions
  /** Returns what observes the data flow of an execution, if anything. */
  readonly inspectorOf?: ((execution: EngineExecution) => Inspect | undefined) | undefined
  /**
   * Returns what performs a task in place of its resource, if anything.
   * @param mock - returns the next attempt of the task's mock, if it has one
   * @throws StateFailure if the task must not be performed
   */
  readonly overrideTask?: ((call: TaskCall, mock: () => MockedTask | undefined) => MockedTask | undefined) | undefined
  /** Calls an operation of this engine's own API. @throws ApiError */
  callOperation(name: string, input: JsonObject, signal: StopSignal): Promise<JsonObject>
}
