export type { AwsEnvironment } from './arn.ts'
export type { ListedActivity } from './client/activities.ts'
export type { AliasDescription, AliasOptions, AliasWeights, EnsuredAlias, ListedAlias } from './client/aliases.ts'
export { consoleUrl } from './client/console-url.ts'
export type { EnsuredStateMachine } from './client/create-or-update.ts'
export type { DeleteOptions } from './client/delete-state-machine.ts'
export type { DescribeExecutionOptions } from './client/describe-execution.ts'
export type { StateMachineDescription } from './client/describe-state-machine.ts'
export type { ExecutionDescription, ExecutionRedrive, SucceededExecution } from './client/execution-description.ts'
export type { ExecutionEvent } from './client/execution-event.ts'
export type { HistoryOptions } from './client/execution-history.ts'
export type { ListExecutionsOptions, ListedExecution, MapRunExecutions } from './client/list-executions.ts'
export type { ListedMapRun } from './client/list-map-runs.ts'
export type { ListedStateMachine } from './client/list-state-machines.ts'
export type { RedrivenExecution, RedriveOptions } from './client/redrive-execution.ts'
export type { ResumedExecution, ResumeOptions } from './client/resume-execution.ts'
export type { RunOptions } from './client/run-execution.ts'
export type { TaskFailureOptions } from './client/send-task-result.ts'
export type { StartedExecution, StartOptions } from './client/start-execution.ts'
export type { StartExecutionsOptions } from './client/start-executions.ts'
export type { Encryption, Logging, StateMachineOptions } from './client/state-machine-options.ts'
export type { StopOptions } from './client/stop-execution.ts'
export type {
  StateConfiguration,
  StateInspection,
  StateMock,
  StateTestResult,
  TestStateOptions,
} from './client/test-state.ts'
export type { ValidateRemotelyOptions } from './client/validate-remotely.ts'
export type { PublishedVersion, PublishVersionOptions } from './client/versions.ts'
export type { WaitForExecutionOptions } from './client/wait-for-execution.ts'
export { createStepwise, type StepwiseOptions } from './create-stepwise.ts'
export {
  deleteActivity,
  deleteAlias,
  deleteStateMachine,
  deleteVersion,
  describeAlias,
  describeExecution,
  describeStateMachine,
  ensureStateMachine,
  executionHistory,
  exists,
  listActivities,
  listAliases,
  listExecutions,
  listMapRuns,
  listStateMachines,
  listVersions,
  offloadToS3,
  publishVersion,
  redriveExecution,
  reloaded,
  resumeExecution,
  runExecution,
  sendTaskFailure,
  sendTaskHeartbeat,
  sendTaskSuccess,
  setAlias,
  startExecution,
  startExecutions,
  startWorkers,
  stopExecution,
  testState,
  validate,
  waitForExecution,
} from './default-stepwise.ts'
export type { ActivityIn, AnyDefinition, DefinitionArgument } from './definition-argument.ts'
export { type AttemptOptions, attempt } from './dsl/attempt.ts'
export { type ChainOptions, chain } from './dsl/chain.ts'
export { conditionText } from './dsl/condition-text.ts'
export type { ActivityOf, CheckedDefinition, InputOf, OutputOf, StateMachine } from './dsl/define-state-machine.ts'
export { defineStateMachine } from './dsl/define-state-machine.ts'
export { type EvaluateOptions, type EvaluateState, evaluate } from './dsl/evaluate/evaluate.ts'
export { expr } from './dsl/expr.ts'
export type { Fragment, NameIn, StateLiteral } from './dsl/fragment.ts'
export { lambdaRetry } from './dsl/lambda-retry.ts'
export { type MachineFields, machine } from './dsl/machine.ts'
export type { MachineSchemas } from './dsl/machine-schemas.ts'
export { prefix } from './dsl/prefix.ts'
export { ends, reachable } from './dsl/reachable.ts'
export { sequence } from './dsl/sequence.ts'
export { type ExecutionNames, stamp } from './dsl/stamp.ts'
export { parseDefinition, type ValidateOptions } from './dsl/validate.ts'
export {
  DefinitionError,
  ExecutionFailed,
  type FailedExecution,
  type FailedState,
  formatIssue,
  formatPath,
  type Issue,
  TaskError,
} from './errors.ts'
export type { ExecutionFunctions, ThrowingRunOptions, ThrowingWaitOptions, WithInput } from './execution-functions.ts'
export { type DynamoDbClient, type DynamoDbStoreOptions, dynamoDbStore } from './idempotency/dynamo-db-store.ts'
export type { IdempotencyAnswer, IdempotencyClaim, IdempotencyStore } from './idempotency/idempotency-store.ts'
export { type IdempotentOptions, idempotent } from './idempotency/idempotent.ts'
export { memoryStore } from './idempotency/memory-store.ts'
export type { Json, JsonObject } from './json.ts'
export { offloadAll, offloadKeys } from './offload/offload-interceptors.ts'
export type { CommonOffloadOptions, OffloadOptions } from './offload/offload-options.ts'
export type { Reloaded, ReloadedOptions, SweepOptions, ThrowingReloadedOptions } from './reloaded.ts'
export type { Condition } from './specs/condition.ts'
export type { Definition, State } from './specs/definition.ts'
export type { StandardSchema } from './standard-schema.ts'
export type { StartWorkersOptions } from './start-workers-options.ts'
export type { StateMachineFunctions } from './state-machine-functions.ts'
export type { Stepwise } from './stepwise.ts'
export { type Asl, desugar, resugar } from './sugar/desugar.ts'
export { type ClockHolds, globalTimers, realSystem, type System } from './system.ts'
export { type VirtualSystem, type VirtualSystemOptions, virtualSystem } from './virtual-system.ts'
export type { ForActivities, Handler, HandlerEntry, Handlers, HandlersFor, WithJsonResults } from './workers/handler.ts'
export { heartbeatEvery } from './workers/heartbeat-every.ts'
export type { Interceptor, InterceptorContext, InterceptorFunction, InterceptorObject } from './workers/interceptor.ts'
export type { Logger } from './workers/logger.ts'
export type { ObjectStore } from './workers/object-store.ts'
export { type ShutdownOnOptions, type SignalSource, shutdownOn } from './workers/shutdown-on.ts'
export type { WorkerEvent, WorkerEvents, WorkerListener } from './workers/worker-events.ts'
export type { WorkerStats } from './workers/worker-stats.ts'
export type { TaskContext, TaskFunction, WorkerTask } from './workers/worker-task.ts'
export type { KillOptions, ShutdownOptions, Workers } from './workers/workers.ts'
export type { WorkersOptions } from './workers/workers-options.ts'
