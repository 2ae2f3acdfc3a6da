import type { AwsEnvironment } from '../arn.ts'
import type { Json, JsonObject } from '../json.ts'
import type { StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { Execution } from './execution/execution.ts'
import type { MapRunCall } from './interpreter/program/map-run-call.ts'
import type { Activities } from './store/activity-queues.ts'
import type { TaskTokens } from './store/task-tokens.ts'
import type { InvokeLambda } from './tasks/lambda/lambda.ts'
import type { TaskHandler } from './tasks/services/integration.ts'

/** What the executions of one engine share, and may touch. */
export interface EngineDeps {
  readonly environment: AwsEnvironment
  readonly system: System
  readonly tokens: TaskTokens
  readonly activities: Activities
  readonly invokeLambda: InvokeLambda
  /** Handlers that the user gave for resources, by resource (`sqs:sendMessage`) or by service (`sqs`). */
  readonly taskHandlers: Readonly<Record<string, TaskHandler>>
  /** Calls an operation of this engine's own API. @throws ApiError */
  callOperation(name: string, input: JsonObject, signal: StopSignal): Promise<JsonObject>
  /** The execution with an ARN, for whoever waits for its end. */
  findExecution(arn: string): Execution | undefined
  /** Runs the children of a distributed Map. */
  runMap(call: MapRunCall, parent: Execution): Promise<Json>
}
