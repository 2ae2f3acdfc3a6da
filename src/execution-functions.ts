import type { DescribeExecutionOptions } from './client/describe-execution.ts'
import type { ExecutionDescription, SucceededExecution } from './client/execution-description.ts'
import type { ExecutionEvent } from './client/execution-event.ts'
import type { HistoryOptions } from './client/execution-history.ts'
import type { ListExecutionsOptions, ListedExecution, MapRunExecutions } from './client/list-executions.ts'
import type { ListedMapRun } from './client/list-map-runs.ts'
import type { RedrivenExecution, RedriveOptions } from './client/redrive-execution.ts'
import type { ResumedExecution, ResumeOptions } from './client/resume-execution.ts'
import type { RunOptions } from './client/run-execution.ts'
import type { StartedExecution, StartOptions } from './client/start-execution.ts'
import type { StartExecutionsOptions } from './client/start-executions.ts'
import type { StopOptions } from './client/stop-execution.ts'
import type { WaitForExecutionOptions } from './client/wait-for-execution.ts'
import type { DefinitionArgument } from './definition-argument.ts'
import type { InputOf, OutputOf } from './dsl/define-state-machine.ts'
import type { Json } from './json.ts'

/** The functions for executions. */
export interface ExecutionFunctions {
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
