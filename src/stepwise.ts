import type { ListedActivity } from './client/activities.ts'
import type { AliasDescription, AliasOptions, AliasWeights, EnsuredAlias, ListedAlias } from './client/aliases.ts'
import type { EnsuredStateMachine } from './client/create-or-update.ts'
import type { DeleteOptions } from './client/delete-state-machine.ts'
import type { DescribeExecutionOptions } from './client/describe-execution.ts'
import type { StateMachineDescription } from './client/describe-state-machine.ts'
import type { ExecutionDescription, SucceededExecution } from './client/execution-description.ts'
import type { ExecutionEvent } from './client/execution-event.ts'
import type { HistoryOptions } from './client/execution-history.ts'
import type { ListExecutionsOptions, ListedExecution, MapRunExecutions } from './client/list-executions.ts'
import type { ListedMapRun } from './client/list-map-runs.ts'
import type { ListedStateMachine } from './client/list-state-machines.ts'
import type { RedrivenExecution, RedriveOptions } from './client/redrive-execution.ts'
import type { ResumedExecution, ResumeOptions } from './client/resume-execution.ts'
import type { RunOptions } from './client/run-execution.ts'
import type { TaskFailureOptions } from './client/send-task-result.ts'
import type { StartedExecution, StartOptions } from './client/start-execution.ts'
import type { StartExecutionsOptions } from './client/start-executions.ts'
import type { StateMachineOptions } from './client/state-machine-options.ts'
import type { StopOptions } from './client/stop-execution.ts'
import type { StateTestResult, TestStateOptions } from './client/test-state.ts'
import type { ValidateRemotelyOptions } from './client/validate-remotely.ts'
import type { PublishedVersion, PublishVersionOptions } from './client/versions.ts'
import type { WaitForExecutionOptions } from './client/wait-for-execution.ts'
import type { ActivityIn, AnyDefinition, DefinitionArgument } from './definition-argument.ts'
import type { InputOf, OutputOf } from './dsl/define-state-machine.ts'
import type { ValidateOptions } from './dsl/validate.ts'
import type { Issue } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import type { OffloadOptions } from './offload/offload-options.ts'
import type { Reloaded } from './reloaded.ts'
import type { State } from './specs/definition.ts'
import type { StartWorkersOptions } from './start-workers-options.ts'
import type { ForActivities, HandlersFor, WithJsonResults } from './workers/handler.ts'
import type { Workers } from './workers/workers.ts'

/**
 * The functions of Step Functions, bound to one pair of clients. None of them uses `this`, so they can be destructured. A state
 * machine is given by its name or its ARN. Errors of AWS are thrown as the SDK's own exceptions.
 */
export interface Stepwise {
  /**
   * Registers the activities of a definition, then creates the state machine, or updates it if it differs. If nothing has
   * changed, this costs one DescribeStateMachine call. Definitions are compared as data.
   * Waits while a state machine of that name is being deleted (5 minutes at most) and until a new role is visible (30 s at most).
   * @param name replaces the definition's own name.
   * @throws DefinitionError if the definition is not valid, before anything is sent, or if AWS rejects it (AWS's exception is
   * the `cause`); Error if a new state machine on AWS has no role, or if the type of the state machine would change.
   *
   * @example
   * const { stateMachineArn, action } = await ensureStateMachine(orders, { tags: { team: 'shop' } })
   * await ensureStateMachine('orders-test', orders)
   */
  readonly ensureStateMachine: {
    <const D>(definition: DefinitionArgument<D>, options?: StateMachineOptions): Promise<EnsuredStateMachine>
    <const D>(
      name: string,
      definition: DefinitionArgument<D>,
      options?: StateMachineOptions,
    ): Promise<EnsuredStateMachine>
  }
  /**
   * Returns a deployed state machine, with its definition as a literal (DescribeStateMachine).
   *
   * @example
   * const { definition, type } = await describeStateMachine('orders')
   * expect(definition).toEqual(orders)
   */
  readonly describeStateMachine: (nameOrArn: string) => Promise<StateMachineDescription>
  /**
   * Deletes a state machine (DeleteStateMachine). Its activities stay, unless `activities` is true. It is not an error if the
   * state machine does not exist.
   * @throws TypeError for a wrong option; the signal's reason if it is aborted during the wait.
   *
   * @example
   * await deleteStateMachine('orders', { activities: true, wait: true })
   * await exists('orders') // => false
   */
  readonly deleteStateMachine: (nameOrArn: string, options?: DeleteOptions) => Promise<void>
  /**
   * Lists the state machines of the account and region, page by page as they are read (ListStateMachines).
   *
   * @example
   * for await (const { name, type } of listStateMachines()) console.log(name, type)
   */
  readonly listStateMachines: () => AsyncIterable<ListedStateMachine>
  /**
   * Publishes the current definition of a state machine as a version, which never changes (PublishStateMachineVersion). If nothing
   * has changed since the last version, it returns that version. `ensureStateMachine` does the same with its option `publish`.
   * @throws TypeError for a wrong option; AWS's ConflictException if `revisionId` is not the current revision.
   *
   * @example
   * const { version, versionArn } = await publishVersion('orders', { description: 'asks twice' })
   * await runExecution(`orders:${version}`, { input: { item: 'book' } })
   */
  readonly publishVersion: (nameOrArn: string, options?: PublishVersionOptions) => Promise<PublishedVersion>
  /**
   * Lists the versions of a state machine, newest first, page by page as they are read (ListStateMachineVersions).
   *
   * @example
   * for await (const { version, creationDate } of listVersions('orders')) console.log(version, creationDate)
   */
  readonly listVersions: (nameOrArn: string) => AsyncIterable<PublishedVersion>
  /**
   * Deletes a version (DeleteStateMachineVersion). It is not an error if the version does not exist.
   * @throws TypeError if `version` is not the number of a version; AWS's ConflictException if an alias points to it.
   *
   * @example
   * await deleteVersion('orders', 3)
   */
  readonly deleteVersion: (nameOrArn: string, version: number) => Promise<void>
  /**
   * Makes an alias point to a version, or to two versions with the percentages of executions that they get. The alias is created if
   * it does not exist (CreateStateMachineAlias, UpdateStateMachineAlias).
   * @param versions the number of a version, or weights that add up to 100: `{ 3: 90, 4: 10 }`.
   * @throws TypeError if `versions` is something else; AWS's ResourceNotFound if a version does not exist.
   *
   * @example
   * const stable = await publishVersion('orders')
   * const next = await publishVersion('orders', { description: 'asks twice' })
   * await setAlias('orders', 'live', stable.version)
   * await setAlias('orders', 'live', { [stable.version]: 90, [next.version]: 10 })
   * await startExecution('orders:live')
   */
  readonly setAlias: (
    nameOrArn: string,
    alias: string,
    versions: number | AliasWeights,
    options?: AliasOptions,
  ) => Promise<EnsuredAlias>
  /**
   * Describes an alias, with its versions and their weights (DescribeStateMachineAlias).
   * @throws AWS's ResourceNotFound if it does not exist.
   *
   * @example
   * const { version } = await publishVersion('orders')
   * await setAlias('orders', 'live', version)
   * const { weights } = await describeAlias('orders', 'live') // => { 1: 100 }
   */
  readonly describeAlias: (nameOrArn: string, alias: string) => Promise<AliasDescription>
  /**
   * Lists the aliases of a state machine, or those that point to a version of it (`orders:3`), page by page as they are read
   * (ListStateMachineAliases).
   *
   * @example
   * for await (const { name } of listAliases('orders')) console.log(name, (await describeAlias('orders', name)).weights)
   */
  readonly listAliases: (nameOrArn: string) => AsyncIterable<ListedAlias>
  /**
   * Deletes an alias (DeleteStateMachineAlias). It is not an error if the alias does not exist.
   *
   * @example
   * await deleteAlias('orders', 'live')
   */
  readonly deleteAlias: (nameOrArn: string, alias: string) => Promise<void>
  /**
   * Finds every problem of a definition, sorted by path. Errors block a deployment, warnings do not. For ASL the messages are AWS's;
   * for a literal the same problems are reported with its own names and paths. With `remote`, the configured client is asked too
   * (ValidateStateMachineDefinition), and a promise is returned. The added problems have paths in the definition as it is written.
   * @param definition a literal, or ASL.
   * @throws with `remote`: TypeError for a wrong option, and the exceptions of the operation; else nothing.
   *
   * @example
   * validate({ startAt: 'a', states: {} }).map(formatIssue) // => ['startAt: no state named "a"']
   * const issues = await validate(orders, { remote: true })
   */
  readonly validate: {
    (definition: unknown, options: ValidateRemotelyOptions): Promise<Issue[]>
    (definition: unknown, options?: ValidateOptions): Issue[]
  }
  /**
   * Returns whether a state machine or an activity exists (DescribeStateMachine, DescribeActivity), given its name or its ARN.
   * @throws TypeError if `nameOrArn` is not a name, and not the ARN of a state machine or an activity.
   *
   * @example
   * await exists('orders') // => true
   * await exists('activity/price') // => true
   */
  readonly exists: (nameOrArn: string) => Promise<boolean>
  /**
   * Lists the activities of the account and region, page by page as they are read (ListActivities).
   *
   * @example
   * for await (const { name, activityArn } of listActivities()) console.log(name, activityArn)
   */
  readonly listActivities: () => AsyncIterable<ListedActivity>
  /**
   * Deletes an activity (DeleteActivity), given its name or its ARN. It is not an error if the activity does not exist.
   *
   * @example
   * await deleteActivity('activity/price')
   */
  readonly deleteActivity: (nameOrArn: string) => Promise<void>
  /**
   * Starts an execution and does not wait for it (StartExecution). A definition stands for the state machine of its name.
   * @throws RangeError if the input has more than 262,144 bytes; TypeError if it is not JSON.
   *
   * @example
   * const { executionArn } = await startExecution('orders', { input: { item: 'book' }, name: 'order-17' })
   */
  readonly startExecution: {
    (nameOrArn: string, options?: StartOptions): Promise<StartedExecution>
    <const D>(definition: DefinitionArgument<D>, ...options: WithInput<StartOptions, D>): Promise<StartedExecution>
  }
  /**
   * Starts an execution for each input, 10 at a time by default, and waits for none of them.
   * @returns the started executions, in the order of the inputs.
   * @throws AggregateError after all others were started, if some were not; the signal's reason if it is aborted; TypeError for a wrong
   * option.
   *
   * @example
   * const items = ['book', 'pen'].map((item) => ({ item }))
   * const started = await startExecutions('orders', items, { concurrency: 5, name: (_, index) => `batch-3-${index}` })
   * expect(started).toHaveLength(2)
   */
  readonly startExecutions: {
    (nameOrArn: string, inputs: readonly unknown[], options?: StartExecutionsOptions): Promise<StartedExecution[]>
    <const D>(
      definition: DefinitionArgument<D>,
      inputs: readonly InputOf<D>[],
      options?: StartExecutionsOptions,
    ): Promise<StartedExecution[]>
  }
  /**
   * Starts an execution and waits for its end. EXPRESS state machines run through StartSyncExecution. A definition stands for the
   * state machine of its name; if it has schemas, they parse the input and the output.
   * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or
   * the signal's reason if it is aborted, while the execution itself goes on; RangeError and TypeError as `startExecution`.
   *
   * @example
   * const { output } = await runExecution('orders', { input: { item: 'book' }, timeoutMs: 60_000 })
   */
  readonly runExecution: {
    <Output = Json>(nameOrArn: string, options?: ThrowingRunOptions): Promise<SucceededExecution<Output>>
    <Output = Json>(nameOrArn: string, options: RunOptions): Promise<ExecutionDescription<Output>>
    <const D>(
      definition: DefinitionArgument<D>,
      ...options: WithInput<ThrowingRunOptions, D>
    ): Promise<SucceededExecution<OutputOf<D>>>
    <const D>(
      definition: DefinitionArgument<D>,
      ...options: WithInput<RunOptions, D>
    ): Promise<ExecutionDescription<OutputOf<D>>>
  }
  /**
   * Returns the status, payloads and dates of an execution (DescribeExecution). AWS does not describe EXPRESS executions.
   * With `trace`, it also returns the URL of the execution's page in the AWS console and, if the execution ended without success,
   * the state that failed with its input and its attempts.
   *
   * @example
   * const { status, input, startDate } = await describeExecution(executionArn)
   * const { failedState, consoleUrl: url } = await describeExecution(executionArn, { trace: true })
   * if (failedState) console.log(formatPath(failedState.path), failedState.input, failedState.attempts, url)
   */
  readonly describeExecution: (
    executionArn: string,
    options?: DescribeExecutionOptions,
  ) => Promise<ExecutionDescription>
  /**
   * Aborts an execution (StopExecution). An execution that has ended does not change.
   *
   * @example
   * await stopExecution(executionArn, { error: 'Cancelled', cause: 'the customer called' })
   */
  readonly stopExecution: (executionArn: string, options?: StopOptions) => Promise<void>
  /**
   * Continues an execution that failed, timed out or was aborted, from the states that did not succeed, and does not wait for its
   * end (RedriveExecution). Parallel and Map states run only their parts that did not succeed. AWS allows this for 14 days.
   *
   * @example
   * await stopExecution(executionArn)
   * await redriveExecution(executionArn)
   * const { output } = await waitForExecution(executionArn)
   */
  readonly redriveExecution: (executionArn: string, options?: RedriveOptions) => Promise<RedrivenExecution>
  /**
   * Continues an execution that failed, timed out or was aborted, and does not wait for its end. It is redriven (`redriveExecution`) if AWS
   * allows that and no option is given. Else a new execution starts at the state that was entered last, with that state's input and the
   * variables at that time, on a state machine that has the same definition and starts there (`startAt` of `startExecution`).
   * @throws Error if the execution runs, has succeeded or has no history; RangeError if `startAt` was not entered; TypeError for a wrong
   * option.
   *
   * @example
   * await stopExecution(executionArn)
   * const { executionArn: resumedArn } = await resumeExecution(executionArn, { startAt: 'price' })
   * await waitForExecution(resumedArn)
   */
  readonly resumeExecution: (executionArn: string, options?: ResumeOptions) => Promise<ResumedExecution>
  /**
   * Waits for the end of an execution that was started or redriven, or that has ended already (DescribeExecution).
   * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or
   * the signal's reason if it is aborted, while the execution itself goes on.
   *
   * @example
   * const { executionArn } = await startExecution('orders', { input: { item: 'book' } })
   * const { output } = await waitForExecution(executionArn, { timeoutMs: 60_000 })
   */
  readonly waitForExecution: {
    <Output = Json>(executionArn: string, options?: ThrowingWaitOptions): Promise<SucceededExecution<Output>>
    <Output = Json>(executionArn: string, options: WaitForExecutionOptions): Promise<ExecutionDescription<Output>>
  }
  /**
   * Lists the executions of a state machine, or the child executions of a map run, newest first, page by page as they are read
   * (ListExecutions).
   *
   * @example
   * for await (const { name, status } of listExecutions('orders', { status: 'RUNNING' })) console.log(name, status)
   * for await (const { mapRunArn } of listMapRuns(executionArn))
   *   for await (const { name } of listExecutions({ mapRunArn, status: 'FAILED' })) console.log(name)
   */
  readonly listExecutions: {
    (nameOrArn: string, options?: ListExecutionsOptions): AsyncIterable<ListedExecution>
    (of: MapRunExecutions): AsyncIterable<ListedExecution>
  }
  /**
   * Lists the map runs that an execution started, page by page as they are read (ListMapRuns).
   *
   * @example
   * for await (const { mapRunArn, stopDate } of listMapRuns(executionArn)) console.log(mapRunArn, stopDate)
   */
  readonly listMapRuns: (executionArn: string) => AsyncIterable<ListedMapRun>
  /**
   * Reads the events of an execution in their order; with `follow`, until the execution has ended (GetExecutionHistory).
   *
   * @example
   * for await (const { type, state } of executionHistory(executionArn, { follow: true })) console.log(type, state)
   */
  readonly executionHistory: (executionArn: string, options?: HistoryOptions) => AsyncIterable<ExecutionEvent>
  /**
   * Tests one state: what it makes of an input, whether it would be retried, where it leads (TestState). Nothing is deployed.
   * A Map or Parallel state, an activity, and a task that waits for a job or a token need a `mock`; other tasks really run without one.
   * @param definition a state, or a whole definition with the option `stateName`; a literal or ASL.
   * @throws TypeError for a wrong option; DefinitionError if a whole definition is not valid; the exceptions of TestState.
   *
   * @example
   * const { status, output } = await testState(orders, { stateName: 'price', input: { item: 'book' }, mock: { result: 25 } })
   * const { nextState } = await testState({ type: 'pass', next: 'b' }) // => 'b'
   */
  readonly testState: (
    definition: State | AnyDefinition | JsonObject,
    options?: TestStateOptions,
  ) => Promise<StateTestResult>
  /**
   * Starts a worker for each activity. A worker polls for tasks, runs the handler, and sends what it returns or throws.
   * With a definition, there must be one handler for each of its activities, and workers send heartbeats for tasks whose states
   * have `heartbeatSeconds`.
   * @throws TypeError or RangeError for a wrong handler or option.
   *
   * @example
   * const workers = startWorkers(orders, handlers, { concurrency: 10 })
   * await workers.shutdown()
   */
  readonly startWorkers: {
    <Inputs, H>(handlers: HandlersFor<Inputs> & H & WithJsonResults<H>, options?: StartWorkersOptions): Workers
    <const D, Inputs, H>(
      definition: DefinitionArgument<D>,
      handlers: HandlersFor<Inputs> & H & WithJsonResults<H> & ForActivities<H, ActivityIn<D>>,
      options?: StartWorkersOptions,
    ): Workers
  }
  /**
   * Ends a task successfully (SendTaskSuccess): for tasks that wait for a token that a handler or another service has passed on.
   * @param output any JSON value of at most 262,144 bytes; `undefined` is `null`.
   * @throws RangeError if the output has more bytes; TypeError if it is not JSON; AWS's TaskTimedOut if the task is over.
   *
   * @example
   * const approve = (taskToken) => sendTaskSuccess(taskToken, { approved: true })
   */
  readonly sendTaskSuccess: (taskToken: string, output?: unknown) => Promise<void>
  /**
   * Fails a task (SendTaskFailure).
   * @param failure the error name that `retry` and `catch` match, and a cause; or any error, which is sent as if a handler had
   * thrown it.
   * @throws TypeError for a wrong option; AWS's TaskTimedOut if the task is over.
   *
   * @example
   * const reject = (taskToken) => sendTaskFailure(taskToken, { error: 'OrderRejected', cause: 'out of range' })
   * const fail = (taskToken, error) => sendTaskFailure(taskToken, error)
   */
  readonly sendTaskFailure: (taskToken: string, failure?: TaskFailureOptions | Error) => Promise<void>
  /**
   * Restarts the heartbeat timeout of a task (SendTaskHeartbeat). Workers do this on their own.
   * @throws AWS's TaskTimedOut if the task is over.
   *
   * @example
   * const keepAlive = (taskToken) => sendTaskHeartbeat(taskToken)
   */
  readonly sendTaskHeartbeat: (taskToken: string) => Promise<void>
  /**
   * Puts the large parts of an execution's input into S3, and returns the input with pointers in their place. Workers load them
   * on their own.
   * @throws TaskError `Offload.…` with the object's location if it cannot be stored; TypeError for a wrong option.
   *
   * @example
   * const input = await offloadToS3({ text: 'x'.repeat(300_000) }, { bucket: 'my-bucket' })
   * await startExecution('orders', { input })
   */
  readonly offloadToS3: (input: unknown, options: OffloadOptions) => Promise<unknown>
  /**
   * Runs a definition and its handlers under temporary names, without touching what is deployed.
   *
   * @example
   * const { output } = await reloaded.startExecution(orders, handlers, { item: 'book' })
   */
  readonly reloaded: Reloaded
}

/** With these options, `runExecution` throws unless the execution succeeded. */
export interface ThrowingRunOptions extends RunOptions {
  readonly throwOnFailure?: true
}

/** With these options, `waitForExecution` throws unless the execution succeeded. */
export interface ThrowingWaitOptions extends WaitForExecutionOptions {
  readonly throwOnFailure?: true
}

/** Options with the input that the definition's schema requires. They can be left out if it has none. */
export type WithInput<Options, D> =
  unknown extends InputOf<D> ? [options?: Options] : [options: Options & { readonly input: InputOf<D> }]
