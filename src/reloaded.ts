import { activityArn, toAwsName } from './arn.ts'
import { deleteActivity, listActivities } from './client/activities.ts'
import { deleteStateMachine } from './client/delete-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import type { ExecutionDescription, SucceededExecution } from './client/execution-description.ts'
import { listExecutions } from './client/list-executions.ts'
import { listStateMachines } from './client/list-state-machines.ts'
import { encodeInput } from './client/payload.ts'
import { type RunOptions, runChecks, runExecution } from './client/run-execution.ts'
import type { Session } from './client/session.ts'
import { stopExecution } from './client/stop-execution.ts'
import type { ActivityIn, AnyDefinition, DefinitionArgument } from './definition-argument.ts'
import { activitiesOf, activityName } from './dsl/activities.ts'
import { assertHandlers } from './dsl/assert-handlers.ts'
import { renameActivities } from './dsl/rename-activities.ts'
import { amountCheck, assertOptions, checkedElsewhere, type OptionChecks, required, stringCheck } from './options.ts'
import type { Definition } from './specs/definition.ts'
import { assertStartWorkersOptions, type StartWorkersOptions } from './start-workers-options.ts'
import type { System } from './system.ts'
import type { ForActivities, Handlers, HandlersFor, WithJsonResults } from './workers/handler.ts'
import { consoleLogger, type Logger } from './workers/logger.ts'
import type { Workers } from './workers/workers.ts'

export interface ReloadedOptions extends Omit<RunOptions, 'input' | 'name' | 'startAt' | 'variables'> {
  /** The IAM role of the temporary state machine, which AWS requires. Default: the `roleArn` of the instance. */
  readonly roleArn?: string
  /** The options of the workers. */
  readonly workers?: StartWorkersOptions
}

type ReloadedArgs = [
  definition: AnyDefinition,
  handlers: Handlers,
  input?: unknown,
  options?: ReloadedOptions | undefined,
]

/** With these options, an execution that does not succeed is thrown. */
export interface ThrowingReloadedOptions extends ReloadedOptions {
  readonly throwOnFailure?: true
}

type ReloadedExecution<Options> = Options extends ThrowingReloadedOptions ? SucceededExecution : ExecutionDescription

type ReloadedHandlers<D, Inputs, H> = HandlersFor<Inputs> & H & WithJsonResults<H> & ForActivities<H, ActivityIn<D>>

/**
 * Runs definitions and handlers under temporary names, on AWS as well, without changing the resources that are deployed under their own
 * names.
 */
export interface Reloaded {
  /**
   * Runs one execution as `runExecution` does, on a state machine, activities and workers with temporary names. All of them are removed
   * when it has ended, successfully or not. The definition's own activities are never polled.
   * @throws TypeError, RangeError before anything is created if a handler is missing or unused, or an option is wrong; the errors of
   * `ensureStateMachine` and `runExecution`.
   *
   * @example
   * const { output } = await reloaded.startExecution(orders, handlers, { item: 'book' }, { timeoutMs: 60_000 })
   */
  readonly startExecution: {
    <const D, Inputs, H, Options extends ReloadedOptions = ThrowingReloadedOptions>(
      definition: DefinitionArgument<D>,
      handlers: ReloadedHandlers<D, Inputs, H>,
      input?: unknown,
      options?: Options,
    ): Promise<ReloadedExecution<Options>>
    <const D, Inputs, H, Options extends ReloadedOptions = ThrowingReloadedOptions>(
      name: string,
      definition: DefinitionArgument<D>,
      handlers: ReloadedHandlers<D, Inputs, H>,
      input?: unknown,
      options?: Options,
    ): Promise<ReloadedExecution<Options>>
  }
  /**
   * Removes the state machines and activities that crashed processes have left behind, and returns their ARNs.
   * @throws TypeError if `olderThanMs` is not a number of milliseconds from 0.
   *
   * @example
   * const removedArns = await reloaded.sweep({ olderThanMs: 3_600_000 })
   */
  readonly sweep: (options: SweepOptions) => Promise<string[]>
}

export interface SweepOptions {
  /** The age in milliseconds from which on a temporary state machine or activity is removed. */
  readonly olderThanMs: number
}

/** The dependencies of `reloaded` besides the session. */
interface ReloadedDeps {
  readonly startWorkers: (handlers: Handlers, options: StartWorkersOptions, definition: Definition) => Workers
  readonly logger: Logger | undefined
}

const { input: _, name: __, startAt: ___, variables: ____, ...sharedChecks } = runChecks
const checks: OptionChecks<ReloadedOptions> = {
  ...sharedChecks,
  timeoutMs: amountCheck('milliseconds'),
  roleArn: stringCheck('the ARN of a role'),
  workers: checkedElsewhere,
}

/** Binds the functions of {@link Reloaded} to a session. */
export const createReloaded = (session: Session, { startWorkers, logger = consoleLogger }: ReloadedDeps): Reloaded => {
  const run = async (name: string | undefined, [definition, handlers, input, options = {}]: ReloadedArgs) => {
    assertOptions('options', options, checks)
    const { roleArn, workers: workersOptions = {}, ...runOptions } = options
    assertHandlers(definition, handlers)
    assertStartWorkersOptions('options.workers', workersOptions, handlers)
    encodeInput(input)
    const temporary = underTemporaryNames(name ?? nameIn(definition) ?? 'machine', definition, session.system)
    let stateMachineArn: string | undefined
    let workers: Workers | undefined
    try {
      stateMachineArn = (await ensureStateMachine(session, temporary, roleArn === undefined ? {} : { roleArn }))
        .stateMachineArn
      const renamed = renameOptions(workersOptions, temporary.activities)
      workers = startWorkers(renameKeys(handlers, temporary.activities), renamed, temporary.definition)
      return await runExecution(session, stateMachineArn, { ...runOptions, input })
    } finally {
      await workers?.kill()
      await cleanUp(logger, [
        ...(stateMachineArn === undefined ? [] : [removeStateMachine(session, stateMachineArn)]),
        ...activityArns(session, temporary.activities).map((arn) => deleteActivity(session, arn)),
      ])
    }
  }
  return {
    startExecution: (...args: ReloadedArgs | NamedReloadedArgs) => {
      if (!isNamedReloadedArgs(args)) return run(undefined, args)
      const [name, ...rest] = args
      return run(name, rest)
    },
    sweep: (options) => sweep(session, options),
  }
}

const nameIn = ({ name }: AnyDefinition): string | undefined => (typeof name === 'string' ? name : undefined)

type NamedReloadedArgs = [name: string, ...ReloadedArgs]

const isNamedReloadedArgs = (args: ReloadedArgs | NamedReloadedArgs): args is NamedReloadedArgs =>
  typeof args[0] === 'string'

/** A definition whose state machine and activities have temporary names. */
interface TemporaryStateMachine {
  readonly name: string
  readonly definition: Definition
  /** The temporary names of the activities by their own names on AWS. */
  readonly activities: ReadonlyMap<string, string>
}

/** The longest name of a state machine or an activity (Step Functions quotas). */
const MAX_NAME = 80

const underTemporaryNames = (name: string, definition: AnyDefinition, system: System): TemporaryStateMachine => {
  const suffix = `-reloaded-${system.now().toString(36)}-${system.uuid().slice(0, 4)}`
  const names = activitiesOf(definition).map(
    (activity, index) => [toAwsName(activity), withSuffix(activity, `${suffix}-${index}`)] as const,
  )
  const activities = new Map(names)
  const renamed = renameActivities(definition, (activity) => activities.get(toAwsName(activity)) ?? activity)
  return { name: withSuffix(name, suffix), definition: renamed, activities }
}

/** Matches the temporary names above, and hardly any other name. */
const temporaryName = /-reloaded-[0-9a-z]{8,9}-[0-9a-f]{4}(-\d+)?$/

const withSuffix = (name: string, suffix: string): string => toAwsName(name).slice(0, MAX_NAME - suffix.length) + suffix

type Names = ReadonlyMap<string, string>

const renameKeys = <Value>(byActivity: Readonly<Record<string, Value>>, names: Names): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(byActivity).map(([activity, value]) => [
      names.get(toAwsName(activityName(activity))) ?? activity,
      value,
    ]),
  )

/** Renames the activities in options that are given by activity. */
const renameOptions = (options: StartWorkersOptions, names: Names): StartWorkersOptions => {
  const { concurrency, heartbeat } = options
  return {
    ...options,
    concurrency: typeof concurrency === 'object' ? renameKeys(concurrency ?? {}, names) : concurrency,
    heartbeat: typeof heartbeat === 'object' ? renameKeys(heartbeat ?? {}, names) : heartbeat,
  }
}

/** The environment is not known if nothing has been created yet. */
const activityArns = ({ facts: { environment } }: Session, names: Names): string[] =>
  environment ? Array.from(names.values(), (name) => activityArn(environment, name)) : []

/** Deletes a state machine, and stops its executions first: AWS keeps it until they have ended. */
const removeStateMachine = async (session: Session, stateMachineArn: string): Promise<void> => {
  for await (const { executionArn } of listExecutions(session, stateMachineArn, { status: 'RUNNING' })) {
    await stopExecution(session, executionArn)
  }
  await deleteStateMachine(session, stateMachineArn)
}

/** Waits for all steps. A step that fails is only logged, so that the outcome of the run is kept; `sweep` removes the rest. */
const cleanUp = async (logger: Logger, steps: readonly Promise<void>[]): Promise<void> => {
  for (const step of await Promise.allSettled(steps)) {
    if (step.status === 'rejected')
      logger.warn({ err: step.reason }, 'could not be removed; reloaded.sweep removes it later')
  }
}

const sweepChecks: OptionChecks<SweepOptions> = { olderThanMs: required(amountCheck('milliseconds')) }

const sweep = async (session: Session, options: SweepOptions): Promise<string[]> => {
  assertOptions('options', options, sweepChecks)
  const before = session.system.now() - options.olderThanMs
  const isOld = ({ name, creationDate }: { name: string; creationDate: Date }) =>
    temporaryName.test(name) && creationDate.getTime() <= before
  const removed: string[] = []
  for await (const stateMachine of listStateMachines(session)) {
    if (!isOld(stateMachine)) continue
    await removeStateMachine(session, stateMachine.stateMachineArn)
    removed.push(stateMachine.stateMachineArn)
  }
  for await (const activity of listActivities(session)) {
    if (!isOld(activity)) continue
    await deleteActivity(session, activity.activityArn)
    removed.push(activity.activityArn)
  }
  return removed
}
