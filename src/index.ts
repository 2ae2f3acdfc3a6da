export type { AwsEnvironment } from './arn.ts'
export { consoleUrl } from './client/console-url.ts'
export type { DeleteOptions } from './client/delete-state-machine.ts'
export type { EnsuredStateMachine } from './client/deploy.ts'
export type { StateMachineDescription } from './client/describe-state-machine.ts'
export type { ExecutionDescription, ExecutionRedrive } from './client/execution-description.ts'
export type { ExecutionEvent } from './client/execution-event.ts'
export type { HistoryOptions } from './client/execution-history.ts'
export type { ListExecutionsOptions, ListedExecution } from './client/list-executions.ts'
export type { ListedStateMachine } from './client/list-state-machines.ts'
export type { RedrivenExecution, RedriveOptions } from './client/redrive-execution.ts'
export type { RunOptions } from './client/run-execution.ts'
export type { StartedExecution, StartOptions } from './client/start-execution.ts'
export type { Encryption, Logging, StateMachineOptions } from './client/state-machine-options.ts'
export type { StopOptions } from './client/stop-execution.ts'
export type { WaitForExecutionOptions } from './client/wait-for-execution.ts'
export {
  deleteStateMachine,
  describeExecution,
  describeStateMachine,
  ensureStateMachine,
  executionHistory,
  listExecutions,
  listStateMachines,
  offloadToS3,
  redriveExecution,
  reloaded,
  runExecution,
  startExecution,
  startWorkers,
  stopExecution,
  waitForExecution,
} from './default-stepwise.ts'
export { type AttemptOptions, attempt, chain, type MachineFields, machine, sequence } from './dsl/compose.ts'
export type { ActivityOf, Checked, StateMachine } from './dsl/definition.ts'
export { defineStateMachine } from './dsl/definition.ts'
export { expr } from './dsl/expr.ts'
export type { Fragment, NameIn, StateLiteral } from './dsl/fragment.ts'
export { prefix } from './dsl/prefix.ts'
export { parseDefinition, type ValidateOptions, validate } from './dsl/validate.ts'
export {
  DefinitionError,
  ExecutionFailed,
  type FailedExecution,
  formatIssue,
  formatPath,
  type Issue,
  TaskError,
} from './errors.ts'
export type { Json, JsonObject } from './json.ts'
export { offloadAll, offloadKeys } from './offload/offload-interceptors.ts'
export type { OffloadOptions } from './offload/offload-options.ts'
export type { Reloaded, ReloadedOptions, SweepOptions } from './reloaded.ts'
export type { Condition } from './specs/condition.ts'
export type { Definition, State } from './specs/definition.ts'
export type { StartWorkersOptions } from './start-workers-options.ts'
export {
  type AnyDefinition,
  createStepwise,
  type Stepwise,
  type StepwiseOptions,
} from './stepwise.ts'
export { type Asl, desugar, resugar } from './sugar/state-machine.ts'
export { type ClockHolds, globalTimers, realSystem, type System } from './system.ts'
export { type VirtualSystem, type VirtualSystemOptions, virtualSystem } from './virtual-system.ts'
export type { Handler, HandlerEntry, Handlers, HandlersFor } from './workers/handler.ts'
export { heartbeatEvery } from './workers/heartbeat-every.ts'
export type { Interceptor, InterceptorContext, InterceptorFunction, InterceptorObject } from './workers/interceptor.ts'
export type { Logger } from './workers/logger.ts'
export type { ObjectStore } from './workers/object-store.ts'
export { type ShutdownOnOptions, type SignalSource, shutdownOn } from './workers/shutdown-on.ts'
export type { StandardSchema } from './workers/standard-schema.ts'
export type { WorkerEvent, WorkerEvents, WorkerListener } from './workers/worker-events.ts'
export type { WorkerStats } from './workers/worker-stats.ts'
export type { TaskContext, TaskFunction, WorkerTask } from './workers/worker-task.ts'
export type { ShutdownOptions, Workers } from './workers/workers.ts'
export type { WorkersOptions } from './workers/workers-options.ts'
