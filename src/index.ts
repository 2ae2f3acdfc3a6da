export type { AwsEnvironment } from './arn.ts'
export { consoleUrl } from './client/console-url.ts'
export type { DeleteOptions } from './client/delete-state-machine.ts'
export type { EnsuredStateMachine } from './client/deploy.ts'
export type { StateMachine as DescribedStateMachine } from './client/describe-state-machine.ts'
export type { ExecutionEvent } from './client/events.ts'
export type { Execution } from './client/execution.ts'
export type { HistoryOptions } from './client/execution-history.ts'
export type { ListExecutionsOptions, ListedExecution, ListedStateMachine } from './client/list.ts'
export type { RunOptions } from './client/run-execution.ts'
export type { Encryption, Logging, StateMachineOptions } from './client/settings.ts'
export type { StartedExecution, StartOptions } from './client/start.ts'
export type { StopOptions } from './client/stop-execution.ts'
export {
  deleteStateMachine,
  describeExecution,
  describeStateMachine,
  ensureStateMachine,
  executionHistory,
  listExecutions,
  listStateMachines,
  offloadToS3,
  reloaded,
  runExecution,
  startExecution,
  startWorkers,
  stopExecution,
} from './default-stepwise.ts'
export { type AttemptOptions, attempt } from './dsl/attempt.ts'
export { type ChainOptions, chain } from './dsl/chain.ts'
export { conditionText } from './dsl/condition-text.ts'
export type { ActivityOf, CheckedDefinition, StateMachineDefinition } from './dsl/define-state-machine.ts'
export { defineStateMachine } from './dsl/define-state-machine.ts'
export { type EvaluateOptions, type EvaluateState, evaluate } from './dsl/evaluate/evaluate.ts'
export { expr } from './dsl/expr.ts'
export type { Fragment, NameIn, StateLiteral } from './dsl/fragment.ts'
export { lambdaRetry } from './dsl/lambda-retry.ts'
export { type MachineFields, machine } from './dsl/machine.ts'
export { prefix } from './dsl/prefix.ts'
export { ends, reachable } from './dsl/reachable.ts'
export { sequence } from './dsl/sequence.ts'
export { type ExecutionNames, stamp } from './dsl/stamp.ts'
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
export { type OffloadOptions, offloadAll, offloadKeys } from './offload/interceptors.ts'
export type { Reloaded, ReloadedOptions, SweepOptions } from './reloaded.ts'
export type { Condition } from './specs/condition.ts'
export type { Definition, State } from './specs/definition.ts'
export {
  type AnyDefinition,
  createStepwise,
  type StartWorkersOptions,
  type Stepwise,
  type StepwiseOptions,
} from './stepwise.ts'
export { type Asl, desugar, resugar } from './sugar/desugar.ts'
export { realSystem, type System, type VirtualSystem, type VirtualSystemOptions, virtualSystem } from './system.ts'
export type { Listener, WorkerEvent, WorkerEvents } from './workers/events.ts'
export type { Handler, HandlerEntry, Handlers, HandlersFor } from './workers/handlers.ts'
export { heartbeatEvery } from './workers/heartbeat.ts'
export type { Interceptor, InterceptorPair, Onion, PairContext } from './workers/interceptors.ts'
export type { Logger } from './workers/logger.ts'
export type { Workers, WorkersOptions } from './workers/pool.ts'
export { type ShutdownOnOptions, type SignalSource, shutdownOn } from './workers/shutdown-on.ts'
export type { StandardSchema } from './workers/standard-schema.ts'
export type { WorkerStats } from './workers/stats.ts'
export type { ObjectStore, Run, Task, TaskContext } from './workers/task.ts'
