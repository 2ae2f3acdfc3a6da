import type { TaskFailureOptions } from './client/send-task-result.ts'
import type { StateTestResult, TestStateOptions } from './client/test-state.ts'
import type { ActivityIn, AnyDefinition, DefinitionArgument } from './definition-argument.ts'
import type { ExecutionFunctions } from './execution-functions.ts'
import type { JsonObject } from './json.ts'
import type { OffloadOptions } from './offload/offload-options.ts'
import type { Reloaded } from './reloaded.ts'
import type { State } from './specs/definition.ts'
import type { StartWorkersOptions } from './start-workers-options.ts'
import type { StateMachineFunctions } from './state-machine-functions.ts'
import type { ForActivities, HandlersFor, WithJsonResults } from './workers/handler.ts'
import type { Workers } from './workers/workers.ts'

/**
 * The functions of Step Functions, bound to one pair of clients. None of them uses `this`, so they can be destructured. A state
 * machine is given by its name or its ARN. Errors of AWS are thrown as the SDK's own exceptions.
 */
export interface Stepwise extends StateMachineFunctions, ExecutionFunctions {
  /**
   * Tests one state: its output for an input, its retries, and its next state (TestState). Nothing is deployed.
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
