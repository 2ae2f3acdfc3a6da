import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { type DeleteOptions, deleteStateMachine } from './client/delete-state-machine.ts'
import type { EnsuredStateMachine } from './client/deploy.ts'
import { describeExecution } from './client/describe-execution.ts'
import { describeStateMachine, type StateMachine } from './client/describe-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import { activityArnOf } from './client/environment.ts'
import type { ExecutionEvent } from './client/events.ts'
import type { Execution } from './client/execution.ts'
import { executionHistory, type HistoryOptions } from './client/execution-history.ts'
import type { ListExecutionsOptions, ListedExecution, ListedStateMachine } from './client/list.ts'
import { listExecutions, listStateMachines } from './client/list.ts'
import { type RunOptions, runExecution } from './client/run-execution.ts'
import { createSession, type Session } from './client/session.ts'
import type { StateMachineOptions } from './client/settings.ts'
import { type StartedExecution, type StartOptions, startExecution } from './client/start.ts'
import { type StopOptions, stopExecution } from './client/stop-execution.ts'
import { heartbeatsOf } from './dsl/activities.ts'
import { assertHandlers, assertNamedHandlers } from './dsl/assert-handlers.ts'
import type { StateMachineDefinition as DefinedStateMachine } from './dsl/define-state-machine.ts'
import { isJsonObject } from './json.ts'
import { offloading } from './offload/interceptors.ts'
import { assertOffloadOptions, type OffloadOptions, offload } from './offload/offload.ts'
import { s3Store } from './offload/store.ts'
import { assertOptions, hasMethods, isText, type OptionChecks } from './options.ts'
import { createReloaded, type Reloaded } from './reloaded.ts'
import type { Definition } from './specs/definition.ts'
import type { Asl } from './sugar/desugar.ts'
import { type ActivityClient, activityClient } from './workers/activity-client.ts'
import type { Handlers, HandlersFor } from './workers/handlers.ts'
import { isLogger, type Logger } from './workers/logger.ts'
import { startWorkers, type Workers, type WorkersOptions } from './workers/pool.ts'
import type { ObjectStore } from './workers/task.ts'

export interface StepwiseOptions {
  /** By default a client from the SDK's own chain: environment, profile, `AWS_ENDPOINT_URL_SFN`. */
  readonly sfn?: SFNClient
  /** For offloaded values; by default one from the SDK's own chain. */
  readonly s3?: S3Client
  /** The IAM role of new state machines. It also tells the account, so that names need no look-up. */
  readonly roleArn?: string
  /** Where workers log; by default warnings and errors go to the console. */
  readonly logger?: Logger
}

/** What a state machine is made of: the literal, or ASL as it is. */
export type AnyDefinition = Definition | Asl

export interface StartWorkersOptions extends WorkersOptions {
  /** Put large outputs into S3. Offloaded inputs are loaded in any case. */
  readonly offload?: OffloadOptions
}

/**
 * The functions of Step Functions, bound to one pair of clients; none uses `this`, so they can be destructured. A state machine
 * is named by its name or its ARN. Errors of AWS are thrown as the SDK's own exceptions.
 */
export interface Stepwise {
  /**
   * Makes the deployed state machine what the definition and the options say: registers its activities, then creates or
   * updates it. One that is all that already costs one DescribeStateMachine. Definitions are compared as data.
   * Waits for a machine of that name to be deleted (5 minutes at most) and for a new role to be visible (30 s).
   * @throws DefinitionError where the definition is not valid, before anything is sent, or where AWS refuses it (AWS's
   * exception is its `cause`); Error where a new machine on AWS has no role, or an old one would change its type.
   */
  readonly ensureStateMachine: {
    (definition: AnyDefinition, options?: StateMachineOptions): Promise<EnsuredStateMachine>
    (name: string, definition: AnyDefinition, options?: StateMachineOptions): Promise<EnsuredStateMachine>
  }
  /** A deployed state machine, its definition as the literal, whoever deployed it (DescribeStateMachine). */
  readonly describeStateMachine: (nameOrArn: string) => Promise<StateMachine>
  /** Deletes a state machine; one that does not exist is no error. Its activities stay (DeleteStateMachine). */
  readonly deleteStateMachine: (nameOrArn: string, options?: DeleteOptions) => Promise<void>
  /** The state machines of the account in the region, read page by page (ListStateMachines). */
  readonly listStateMachines: () => AsyncIterable<ListedStateMachine>
  /**
   * Starts an execution and does not wait for it (StartExecution).
   * @throws RangeError for an input over 262,144 bytes, TypeError for one that is not JSON.
   */
  readonly startExecution: (nameOrArn: string, options?: StartOptions) => Promise<StartedExecution>
  /**
   * Starts an execution and waits for its end; EXPRESS machines run through StartSyncExecution.
   * @throws ExecutionFailed unless it succeeded or `throwOnFailure` is false; a `TimeoutError` after `timeoutMs` and the
   * signal's reason on an abort, while the execution itself goes on; RangeError and TypeError as `startExecution`.
   */
  readonly runExecution: (nameOrArn: string, options?: RunOptions) => Promise<Execution>
  /** An execution's status, payloads and dates; not of EXPRESS machines (DescribeExecution). */
  readonly describeExecution: (executionArn: string) => Promise<Execution>
  /** Aborts an execution; one that has ended stays as it is (StopExecution). */
  readonly stopExecution: (executionArn: string, options?: StopOptions) => Promise<void>
  /** A machine's executions, newest first (ListExecutions). */
  readonly listExecutions: (nameOrArn: string, options?: ListExecutionsOptions) => AsyncIterable<ListedExecution>
  /** An execution's events in their order, with `follow` until its end (GetExecutionHistory). */
  readonly executionHistory: (executionArn: string, options?: HistoryOptions) => AsyncIterable<ExecutionEvent>
  /**
   * Starts a worker for each activity: it polls for tasks and answers each with what its handler returns or throws. With a
   * definition, the handlers must be those of its activities, and tasks whose states have `heartbeatSeconds` send heartbeats.
   * @throws TypeError, RangeError where a handler or an option is not what it should be.
   */
  readonly startWorkers: {
    <Inputs>(handlers: HandlersFor<Inputs>, options?: StartWorkersOptions): Workers
    <Activity extends string, Inputs extends Readonly<Record<Activity, unknown>>>(
      definition: DefinedStateMachine<string, Activity>,
      handlers: HandlersFor<Inputs>,
      options?: StartWorkersOptions,
    ): Workers
  }
  /**
   * Puts the large parts of an execution's input into S3, pointers in their places; workers load them by themselves.
   * @throws TaskError `Offload.…` with the object's place where it cannot be stored; TypeError where an option is not what it should be.
   */
  readonly offloadToS3: (input: unknown, options: OffloadOptions) => Promise<unknown>
  readonly reloaded: Reloaded
}

const checks: OptionChecks<StepwiseOptions> = {
  sfn: hasMethods('an SFNClient', 'send'),
  s3: hasMethods('an S3Client', 'send'),
  roleArn: isText('the ARN of a role'),
  logger: isLogger,
}

/**
 * The functions on the clients that are passed in or, at the first call that needs one, built by the SDK's own chain.
 * @throws TypeError where an option is not what it should be.
 */
export const createStepwise = (options: StepwiseOptions = {}): Stepwise => {
  assertOptions('createStepwise', options, checks)
  const { sfn, s3, roleArn, logger } = options
  const session = createSession({ sfn, roleArn })
  const client = activityClient(async () => (await session.connect()).sfn)
  return bindStepwise(session, { client, objects: s3Store(s3 ?? defaultS3), logger })
}

const defaultS3 = async (): Promise<S3Client> => new (await import('@aws-sdk/client-s3')).S3Client({})

/** What workers need besides the session. */
export interface Surroundings {
  readonly client: ActivityClient
  readonly objects: ObjectStore
  readonly logger: Logger | undefined
  /** Told of all workers, for whoever has to end them. */
  readonly started?: (workers: Workers) => void
}

/** What the definition says about heartbeats holds unless the options say otherwise. */
const withHeartbeatsOf = (definition: unknown, given?: StartWorkersOptions): StartWorkersOptions => {
  const { heartbeat } = given ?? {}
  return {
    ...given,
    heartbeat: typeof heartbeat === 'number' ? heartbeat : { ...heartbeatsOf(definition), ...heartbeat },
  }
}

/** The functions on a session. */
export const bindStepwise = (session: Session, { client, objects, logger, started }: Surroundings): Stepwise => {
  const arnOf = (activity: string) => activityArnOf(session, activity)
  const start = (handlers: Handlers, given?: StartWorkersOptions): Workers => {
    assertNamedHandlers(handlers)
    const { offload, ...options } = given ?? {}
    const interceptors = offloading(objects, offload)
    const place = { client, arnOf, system: session.system, objects, interceptors }
    const workers = startWorkers(handlers, { logger, ...options }, place)
    started?.(workers)
    return workers
  }
  return {
    ensureStateMachine: (...args: EnsureArgs) =>
      isNamed(args)
        ? ensureStateMachine(session, { name: args[0], definition: args[1] }, args[2])
        : ensureStateMachine(session, { definition: args[0] }, args[1]),
    describeStateMachine: (nameOrArn) => describeStateMachine(session, nameOrArn),
    deleteStateMachine: (nameOrArn, options) => deleteStateMachine(session, nameOrArn, options),
    listStateMachines: () => listStateMachines(session),
    startExecution: (nameOrArn, options) => startExecution(session, nameOrArn, options),
    runExecution: (nameOrArn, options) => runExecution(session, nameOrArn, options),
    describeExecution: (executionArn) => describeExecution(session, executionArn),
    stopExecution: (executionArn, options) => stopExecution(session, executionArn, options),
    listExecutions: (nameOrArn, options) => listExecutions(session, nameOrArn, options),
    executionHistory: (executionArn, options) => executionHistory(session, executionArn, options),
    startWorkers: (...args: StartWorkersArgs) => {
      if (!isDefined(args)) return start(...args)
      const [definition, handlers, options] = args
      assertHandlers(definition, handlers)
      return start(handlers, withHeartbeatsOf(definition, options))
    },
    offloadToS3: async (input, options) => {
      assertOffloadOptions(options)
      return offload(input, options, objects)
    },
    reloaded: createReloaded(session, { startWorkers: start, logger }),
  }
}

type EnsureArgs = [AnyDefinition, options?: StateMachineOptions | undefined] | NamedArgs
type NamedArgs = [name: string, definition: AnyDefinition, options?: StateMachineOptions | undefined]

const isNamed = (args: EnsureArgs): args is NamedArgs => typeof args[0] === 'string'

type DefinedArgs = [DefinedStateMachine, Handlers, options?: StartWorkersOptions | undefined]
type StartWorkersArgs = [Handlers, options?: StartWorkersOptions | undefined] | DefinedArgs

const isDefined = (args: StartWorkersArgs): args is DefinedArgs =>
  isJsonObject(args[0]) && 'states' in args[0] && typeof args[0].startAt === 'string'
