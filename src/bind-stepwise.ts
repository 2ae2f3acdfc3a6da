import { deleteActivity, listActivities, resolveActivityArn } from './client/activities.ts'
import { deleteAlias, describeAlias, listAliases, setAlias } from './client/aliases.ts'
import { deleteStateMachine } from './client/delete-state-machine.ts'
import { describeExecution } from './client/describe-execution.ts'
import { describeStateMachine } from './client/describe-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import { executionHistory } from './client/execution-history.ts'
import { exists } from './client/exists.ts'
import { type ListExecutionsOptions, listExecutions, type MapRunExecutions } from './client/list-executions.ts'
import { listMapRuns } from './client/list-map-runs.ts'
import { listStateMachines } from './client/list-state-machines.ts'
import { redriveExecution } from './client/redrive-execution.ts'
import type { StateMachineReference } from './client/resolve-arn.ts'
import { resumeExecution } from './client/resume-execution.ts'
import { type RunOptions, runExecution } from './client/run-execution.ts'
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './client/send-task-result.ts'
import type { Session } from './client/session.ts'
import { withSession } from './client/session-of.ts'
import { type StartOptions, startExecution } from './client/start-execution.ts'
import { type StartExecutionsOptions, startExecutions } from './client/start-executions.ts'
import type { StateMachineOptions } from './client/state-machine-options.ts'
import { stopExecution } from './client/stop-execution.ts'
import { testState } from './client/test-state.ts'
import { type ValidateRemotelyOptions, validateRemotely } from './client/validate-remotely.ts'
import { deleteVersion, listVersions, publishVersion } from './client/versions.ts'
import { type WaitForExecutionOptions, waitForExecution } from './client/wait-for-execution.ts'
import type { AnyDefinition } from './definition-argument.ts'
import { heartbeatsByHandler } from './dsl/activities.ts'
import { assertHandlers, assertNamedHandlers } from './dsl/assert-handlers.ts'
import { type ValidateOptions, validate } from './dsl/validate.ts'
import type { Issue } from './errors.ts'
import { isJsonObject } from './json.ts'
import { offload } from './offload/offload.ts'
import { offloadInterceptors } from './offload/offload-interceptors.ts'
import { assertOffloadOptions } from './offload/offload-options.ts'
import { createReloaded } from './reloaded.ts'
import { assertStartWorkersOptions, type StartWorkersOptions } from './start-workers-options.ts'
import type { Stepwise } from './stepwise.ts'
import type { ActivityClient } from './workers/activity-client.ts'
import type { Handlers } from './workers/handler.ts'
import type { Logger } from './workers/logger.ts'
import type { ObjectStore } from './workers/object-store.ts'
import { startWorkers } from './workers/start-workers.ts'
import { taskFailure } from './workers/task-failure.ts'
import type { Workers } from './workers/workers.ts'

/** The dependencies of workers besides the session. */
export interface StepwiseDeps {
  readonly client: ActivityClient
  readonly objects: ObjectStore
  readonly logger: Logger | undefined
  /** Called with all workers that are started, so that they can be ended. */
  readonly onStart?: (workers: Workers) => void
}

/** Uses the heartbeats of the definition, unless the options set others. */
const withHeartbeatsOf = (
  definition: unknown,
  handlers: Handlers,
  options: StartWorkersOptions,
): StartWorkersOptions => {
  const { heartbeat } = options
  if (typeof heartbeat === 'number') return options
  return { ...options, heartbeat: { ...heartbeatsByHandler(definition, handlers), ...heartbeat } }
}

/** Binds the functions to a session. */
export const bindStepwise = (session: Session, { client, objects, logger, onStart }: StepwiseDeps): Stepwise => {
  const arnOf = (activity: string) => resolveActivityArn(session, activity)
  const start = (handlers: Handlers, given?: StartWorkersOptions, definition?: unknown): Workers => {
    const options = given ?? {}
    assertNamedHandlers(handlers)
    assertStartWorkersOptions('options', options, handlers)
    const { offload, ...rest } = definition === undefined ? options : withHeartbeatsOf(definition, handlers, options)
    const interceptors = offloadInterceptors(objects, offload)
    const deps = { client, arnOf, system: session.system, objects, interceptors }
    const workers = startWorkers(handlers, { logger, ...rest }, deps)
    onStart?.(workers)
    return workers
  }
  return {
    ensureStateMachine: withSession(session, (...args: EnsureArgs) =>
      isNamedEnsureArgs(args)
        ? ensure(session, { name: args[0], definition: args[1] }, args[2])
        : ensure(session, { definition: args[0] }, args[1]),
    ),
    describeStateMachine: (nameOrArn) => describeStateMachine(session, nameOrArn),
    deleteStateMachine: (nameOrArn, options) => deleteStateMachine(session, nameOrArn, options),
    listStateMachines: () => listStateMachines(session),
    publishVersion: (nameOrArn, options) => publishVersion(session, nameOrArn, options),
    listVersions: (nameOrArn) => listVersions(session, nameOrArn),
    deleteVersion: (nameOrArn, version) => deleteVersion(session, nameOrArn, version),
    setAlias: (nameOrArn, alias, versions, options) =>
      setAlias(session, { of: nameOrArn, name: alias }, versions, options),
    describeAlias: (nameOrArn, alias) => describeAlias(session, nameOrArn, alias),
    listAliases: (nameOrArn) => listAliases(session, nameOrArn),
    deleteAlias: (nameOrArn, alias) => deleteAlias(session, nameOrArn, alias),
    validate: bindValidate(session),
    exists: (nameOrArn) => exists(session, nameOrArn),
    listActivities: () => listActivities(session),
    deleteActivity: (nameOrArn) => deleteActivity(session, nameOrArn),
    startExecution: (ref: StateMachineReference, options?: StartOptions) => startExecution(session, ref, options),
    startExecutions: (ref: StateMachineReference, inputs: readonly unknown[], options?: StartExecutionsOptions) =>
      startExecutions(session, ref, inputs, options),
    // The caller knows the type of the output.
    runExecution: (ref: StateMachineReference, options?: RunOptions) =>
      runExecution(session, ref, options) as Promise<never>,
    describeExecution: (executionArn, options) => describeExecution(session, executionArn, options),
    testState: (definition, options) => testState(session, definition, options),
    stopExecution: (executionArn, options) => stopExecution(session, executionArn, options),
    redriveExecution: (executionArn, options) => redriveExecution(session, executionArn, options),
    resumeExecution: (executionArn, options) => resumeExecution(session, executionArn, options),
    waitForExecution: (executionArn: string, options?: WaitForExecutionOptions) =>
      waitForExecution(session, executionArn, options) as Promise<never>,
    listExecutions: (of: string | MapRunExecutions, options?: ListExecutionsOptions) =>
      listExecutions(session, of, options),
    listMapRuns: (executionArn) => listMapRuns(session, executionArn),
    executionHistory: (executionArn, options) => executionHistory(session, executionArn, options),
    startWorkers: (...args: StartWorkersArgs) => {
      if (!isDefinitionWorkersArgs(args)) return start(...args)
      const [definition, handlers, options] = args
      assertHandlers(definition, handlers)
      return start(handlers, options, definition)
    },
    sendTaskSuccess: (taskToken, output) => sendTaskSuccess(session, taskToken, output),
    sendTaskFailure: (taskToken, failure) =>
      sendTaskFailure(session, taskToken, failure instanceof Error ? taskFailure(failure) : failure),
    sendTaskHeartbeat: (taskToken) => sendTaskHeartbeat(session, taskToken),
    offloadToS3: async (input, options) => {
      assertOffloadOptions('options', options)
      return offload(input, options, objects)
    },
    reloaded: createReloaded(session, { startWorkers: start, logger }),
  }
}

/** Calls `ensureStateMachine`. The code that infers roles is loaded when it is first needed. */
const ensure: typeof ensureStateMachine = async (session, named, options = {}) => {
  if (options?.role === undefined) return ensureStateMachine(session, named, options)
  const { deployDeps } = await import('./deploy/deployer-options.ts')
  const { ensureWithRole } = await import('./deploy/role/ensure-with-role.ts')
  return ensureWithRole(deployDeps(session), named, options)
}

/** Binds `validate`: only the option `remote` makes it asynchronous. */
const bindValidate = (session: Session): Stepwise['validate'] => {
  function validateAnywhere(definition: unknown, options: ValidateRemotelyOptions): Promise<Issue[]>
  function validateAnywhere(definition: unknown, options?: ValidateOptions): Issue[]
  function validateAnywhere(definition: unknown, options: ValidateOptions | ValidateRemotelyOptions = {}) {
    return 'remote' in options && options.remote
      ? validateRemotely(session, definition, options)
      : validate(definition, options)
  }
  return validateAnywhere
}

type EnsureArgs = [AnyDefinition, options?: StateMachineOptions | undefined] | NamedEnsureArgs
type NamedEnsureArgs = [name: string, definition: AnyDefinition, options?: StateMachineOptions | undefined]

const isNamedEnsureArgs = (args: EnsureArgs): args is NamedEnsureArgs => typeof args[0] === 'string'

type DefinitionWorkersArgs = [AnyDefinition, Handlers, options?: StartWorkersOptions | undefined]
type StartWorkersArgs = [Handlers, options?: StartWorkersOptions | undefined] | DefinitionWorkersArgs

const isDefinitionWorkersArgs = (args: StartWorkersArgs): args is DefinitionWorkersArgs =>
  isJsonObject(args[0]) && (typeof args[0].startAt === 'string' || typeof args[0].StartAt === 'string')
