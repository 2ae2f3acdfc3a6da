import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { type DeleteOptions, deleteStateMachine } from './client/delete-state-machine.ts'
import type { EnsuredStateMachine } from './client/deploy.ts'
import { describeExecution } from './client/describe-execution.ts'
import { describeStateMachine, type StateMachineDescription } from './client/describe-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import type { ExecutionDescription } from './client/execution-description.ts'
import type { ExecutionEvent } from './client/execution-event.ts'
import { executionHistory, type HistoryOptions } from './client/execution-history.ts'
import { type ListExecutionsOptions, type ListedExecution, listExecutions } from './client/list-executions.ts'
import { type ListedStateMachine, listStateMachines } from './client/list-state-machines.ts'
import { type RedrivenExecution, type RedriveOptions, redriveExecution } from './client/redrive-execution.ts'
import { resolveActivityArn } from './client/resolve-arn.ts'
import { type RunOptions, runExecution } from './client/run-execution.ts'
import { createSession, type Session } from './client/session.ts'
import { type StartedExecution, type StartOptions, startExecution } from './client/start-execution.ts'
import type { StateMachineOptions } from './client/state-machine-options.ts'
import { type StopOptions, stopExecution } from './client/stop-execution.ts'
import { type WaitForExecutionOptions, waitForExecution } from './client/wait-for-execution.ts'
import { heartbeatsOf } from './dsl/activities.ts'
import { assertHandlers, assertNamedHandlers } from './dsl/assert-handlers.ts'
import type { StateMachine } from './dsl/definition.ts'
import { isJsonObject } from './json.ts'
import { offload } from './offload/offload.ts'
import { offloadInterceptors } from './offload/offload-interceptors.ts'
import { assertOffloadOptions, type OffloadOptions } from './offload/offload-options.ts'
import { s3Store } from './offload/s3-store.ts'
import { assertOptions, methodsCheck, type OptionChecks, stringCheck } from './options.ts'
import { createReloaded, type Reloaded } from './reloaded.ts'
import type { Definition } from './specs/definition.ts'
import { assertStartWorkersOptions, type StartWorkersOptions } from './start-workers-options.ts'
import type { Asl } from './sugar/state-machine.ts'
import { type ActivityClient, activityClient } from './workers/activity-client.ts'
import type { Handlers, HandlersFor } from './workers/handler.ts'
import { type Logger, loggerCheck } from './workers/logger.ts'
import type { ObjectStore } from './workers/object-store.ts'
import { startWorkers } from './workers/start-workers.ts'
import type { Workers } from './workers/workers.ts'

export interface StepwiseOptions {
  /** Default: a client from the SDK's own chain (environment, profile, `AWS_ENDPOINT_URL_SFN`). */
  readonly sfn?: SFNClient
  /** The client for offloaded values. Default: a client from the SDK's own chain. */
  readonly s3?: S3Client
  /** The IAM role of new state machines. Its ARN contains the account, so names resolve to ARNs without a request. */
  readonly roleArn?: string
  /** The workers' logger. Default: warnings and errors go to the console. */
  readonly logger?: Logger
}

/** A definition as a literal or as ASL. */
export type AnyDefinition = Definition | Asl

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
    (definition: AnyDefinition, options?: StateMachineOptions): Promise<EnsuredStateMachine>
    (name: string, definition: AnyDefinition, options?: StateMachineOptions): Promise<EnsuredStateMachine>
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
   * Deletes a state machine (DeleteStateMachine). Its activities stay. It is not an error if the state machine does not exist.
   *
   * @example
   * await deleteStateMachine('orders', { wait: true })
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
   * Starts an execution and does not wait for it (StartExecution).
   * @throws RangeError if the input has more than 262,144 bytes; TypeError if it is not JSON.
   *
   * @example
   * const { executionArn } = await startExecution('orders', { input: { item: 'book' }, name: 'order-17' })
   */
  readonly startExecution: (nameOrArn: string, options?: StartOptions) => Promise<StartedExecution>
  /**
   * Starts an execution and waits for its end. EXPRESS state machines run through StartSyncExecution.
   * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or
   * the signal's reason if it is aborted, while the execution itself goes on; RangeError and TypeError as `startExecution`.
   *
   * @example
   * const { output } = await runExecution('orders', { input: { item: 'book' }, timeoutMs: 60_000 })
   */
  readonly runExecution: (nameOrArn: string, options?: RunOptions) => Promise<ExecutionDescription>
  /**
   * Returns the status, payloads and dates of an execution (DescribeExecution). AWS does not describe EXPRESS executions.
   *
   * @example
   * const { status, input, startDate } = await describeExecution(executionArn)
   */
  readonly describeExecution: (executionArn: string) => Promise<ExecutionDescription>
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
   * Waits for the end of an execution that was started or redriven, or that has ended already (DescribeExecution).
   * @throws ExecutionFailed unless the execution succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs`, or
   * the signal's reason if it is aborted, while the execution itself goes on.
   *
   * @example
   * const { executionArn } = await startExecution('orders', { input: { item: 'book' } })
   * const { output } = await waitForExecution(executionArn, { timeoutMs: 60_000 })
   */
  readonly waitForExecution: (executionArn: string, options?: WaitForExecutionOptions) => Promise<ExecutionDescription>
  /**
   * Lists the executions of a state machine, newest first, page by page as they are read (ListExecutions).
   *
   * @example
   * for await (const { name, status } of listExecutions('orders', { status: 'RUNNING' })) console.log(name, status)
   */
  readonly listExecutions: (nameOrArn: string, options?: ListExecutionsOptions) => AsyncIterable<ListedExecution>
  /**
   * Reads the events of an execution in their order; with `follow`, until the execution has ended (GetExecutionHistory).
   *
   * @example
   * for await (const { type, state } of executionHistory(executionArn, { follow: true })) console.log(type, state)
   */
  readonly executionHistory: (executionArn: string, options?: HistoryOptions) => AsyncIterable<ExecutionEvent>
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
    <Inputs>(handlers: HandlersFor<Inputs>, options?: StartWorkersOptions): Workers
    <Activity extends string, Inputs extends Readonly<Record<Activity, unknown>>>(
      definition: StateMachine<string, Activity>,
      handlers: HandlersFor<Inputs>,
      options?: StartWorkersOptions,
    ): Workers
  }
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

const checks: OptionChecks<StepwiseOptions> = {
  sfn: methodsCheck('an SFNClient', 'send'),
  s3: methodsCheck('an S3Client', 'send'),
  roleArn: stringCheck('the ARN of a role'),
  logger: loggerCheck,
}

/**
 * Creates the functions of Step Functions on the given clients. A client that is not given is created by the SDK's own chain, at
 * the first call that needs it.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const { startExecution } = createStepwise({ sfn, s3 })
 * await startExecution('orders', { input: { item: 'book' } })
 */
export const createStepwise = (options: StepwiseOptions = {}): Stepwise => {
  assertOptions('options', options, checks)
  const { sfn, s3, roleArn, logger } = options
  const session = createSession({ sfn, roleArn })
  const client = activityClient(async () => (await session.connect()).sfn)
  return bindStepwise(session, { client, objects: s3Store(s3 ?? defaultS3), logger })
}

const defaultS3 = async (): Promise<S3Client> => new (await import('@aws-sdk/client-s3')).S3Client({})

/** What workers need besides the session. */
export interface StepwiseDeps {
  readonly client: ActivityClient
  readonly objects: ObjectStore
  readonly logger: Logger | undefined
  /** Called with all workers that are started, so that they can be ended. */
  readonly onStart?: (workers: Workers) => void
}

/** Uses the heartbeats of the definition, unless the options set others. */
const withHeartbeatsOf = (definition: unknown, options: StartWorkersOptions): StartWorkersOptions => {
  const { heartbeat } = options
  return {
    ...options,
    heartbeat: typeof heartbeat === 'number' ? heartbeat : { ...heartbeatsOf(definition), ...heartbeat },
  }
}

/** Binds the functions to a session. */
export const bindStepwise = (session: Session, { client, objects, logger, onStart }: StepwiseDeps): Stepwise => {
  const arnOf = (activity: string) => resolveActivityArn(session, activity)
  const start = (handlers: Handlers, given?: StartWorkersOptions, definition?: unknown): Workers => {
    const options = given ?? {}
    assertNamedHandlers(handlers)
    assertStartWorkersOptions('options', options, handlers)
    const { offload, ...rest } = definition === undefined ? options : withHeartbeatsOf(definition, options)
    const interceptors = offloadInterceptors(objects, offload)
    const deps = { client, arnOf, system: session.system, objects, interceptors }
    const workers = startWorkers(handlers, { logger, ...rest }, deps)
    onStart?.(workers)
    return workers
  }
  return {
    ensureStateMachine: (...args: EnsureArgs) =>
      isNamedEnsureArgs(args)
        ? ensureStateMachine(session, { name: args[0], definition: args[1] }, args[2])
        : ensureStateMachine(session, { definition: args[0] }, args[1]),
    describeStateMachine: (nameOrArn) => describeStateMachine(session, nameOrArn),
    deleteStateMachine: (nameOrArn, options) => deleteStateMachine(session, nameOrArn, options),
    listStateMachines: () => listStateMachines(session),
    startExecution: (nameOrArn, options) => startExecution(session, nameOrArn, options),
    runExecution: (nameOrArn, options) => runExecution(session, nameOrArn, options),
    describeExecution: (executionArn) => describeExecution(session, executionArn),
    stopExecution: (executionArn, options) => stopExecution(session, executionArn, options),
    redriveExecution: (executionArn, options) => redriveExecution(session, executionArn, options),
    waitForExecution: (executionArn, options) => waitForExecution(session, executionArn, options),
    listExecutions: (nameOrArn, options) => listExecutions(session, nameOrArn, options),
    executionHistory: (executionArn, options) => executionHistory(session, executionArn, options),
    startWorkers: (...args: StartWorkersArgs) => {
      if (!isDefinitionWorkersArgs(args)) return start(...args)
      const [definition, handlers, options] = args
      assertHandlers(definition, handlers)
      return start(handlers, options, definition)
    },
    offloadToS3: async (input, options) => {
      assertOffloadOptions('options', options)
      return offload(input, options, objects)
    },
    reloaded: createReloaded(session, { startWorkers: start, logger }),
  }
}

type EnsureArgs = [AnyDefinition, options?: StateMachineOptions | undefined] | NamedEnsureArgs
type NamedEnsureArgs = [name: string, definition: AnyDefinition, options?: StateMachineOptions | undefined]

const isNamedEnsureArgs = (args: EnsureArgs): args is NamedEnsureArgs => typeof args[0] === 'string'

type DefinitionWorkersArgs = [StateMachine, Handlers, options?: StartWorkersOptions | undefined]
type StartWorkersArgs = [Handlers, options?: StartWorkersOptions | undefined] | DefinitionWorkersArgs

const isDefinitionWorkersArgs = (args: StartWorkersArgs): args is DefinitionWorkersArgs =>
  isJsonObject(args[0]) && 'states' in args[0] && typeof args[0].startAt === 'string'
