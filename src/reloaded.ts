import { activityArn, toAwsName } from './arn.ts'
import { deleteActivity } from './client/activities.ts'
import { deleteStateMachine } from './client/delete-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import type { Execution } from './client/execution.ts'
import { listActivities, listExecutions, listStateMachines } from './client/list.ts'
import { encodeInput } from './client/payload.ts'
import { type RunOptions, runChecks, runExecution } from './client/run-execution.ts'
import type { Session } from './client/session.ts'
import { stopExecution } from './client/stop-execution.ts'
import { activitiesOf } from './dsl/activities.ts'
import { assertHandlers } from './dsl/assert-handlers.ts'
import { renameActivities } from './dsl/rename-activities.ts'
import { amountCheck, assertOptions, checkedElsewhere, type OptionChecks, required, stringCheck } from './options.ts'
import type { Definition } from './specs/definition.ts'
import { assertStartWorkersOptions, type StartWorkersOptions } from './start-workers-options.ts'
import type { System } from './system.ts'
import type { Handlers } from './workers/handler.ts'
import { consoleLogger, type Logger } from './workers/logger.ts'
import type { Workers } from './workers/workers.ts'

export interface ReloadedOptions extends Omit<RunOptions, 'input' | 'name'> {
  /** The IAM role of the fresh state machine, which AWS asks for; by default the instance's. */
  readonly roleArn?: string
  /** How the workers run. */
  readonly workers?: StartWorkersOptions
}

type ReloadedArgs = [definition: Definition, handlers: Handlers, input?: unknown, options?: ReloadedOptions | undefined]

/** Trying a definition and its handlers out, on AWS as well, without touching what is deployed under their names. */
export interface Reloaded {
  /**
   * Runs one execution as `runExecution` does, on a state machine, activities and workers of its own under fresh names; they are
   * removed again, however it ends. The definition's own activities are never polled.
   * @throws TypeError, RangeError before anything is created if a handler is missing or unused, or an option is wrong; all that
   * `ensureStateMachine` and `runExecution` throw.
   */
  readonly startExecution: {
    (...args: ReloadedArgs): Promise<Execution>
    (name: string, ...args: ReloadedArgs): Promise<Execution>
  }
  /**
   * Removes what sessions that crashed have left behind, and returns the ARNs of what it removed.
   * @throws TypeError if the age is not a number of milliseconds.
   */
  readonly sweep: (options: SweepOptions) => Promise<string[]>
}

export interface SweepOptions {
  /** The age in milliseconds from which on nobody uses it any more. */
  readonly olderThanMs: number
}

interface ReloadedDeps {
  readonly startWorkers: (handlers: Handlers, options: StartWorkersOptions, definition: Definition) => Workers
  readonly logger: Logger | undefined
}

const { input: _, name: __, ...sharedChecks } = runChecks
const checks: OptionChecks<ReloadedOptions> = {
  ...sharedChecks,
  timeoutMs: amountCheck('milliseconds'),
  roleArn: stringCheck('the ARN of a role'),
  workers: checkedElsewhere,
}

/** The functions of {@link Reloaded} on a session. */
export const createReloaded = (session: Session, { startWorkers, logger = consoleLogger }: ReloadedDeps): Reloaded => {
  const run = async (name: string | undefined, [definition, handlers, input, options = {}]: ReloadedArgs) => {
    assertOptions('options', options, checks)
    const { roleArn, workers: workersOptions = {}, ...runOptions } = options
    assertHandlers(definition, handlers)
    assertStartWorkersOptions('options.workers', workersOptions, handlers)
    encodeInput(input)
    const fresh = freshen(name ?? definition.name ?? 'machine', definition, session.system)
    let stateMachineArn: string | undefined
    let workers: Workers | undefined
    try {
      stateMachineArn = (await ensureStateMachine(session, fresh, roleArn === undefined ? {} : { roleArn }))
        .stateMachineArn
      const renamed = renameOptions(workersOptions, fresh.activities)
      workers = startWorkers(renameKeys(handlers, fresh.activities), renamed, fresh.definition)
      return await runExecution(session, stateMachineArn, { ...runOptions, input })
    } finally {
      await workers?.kill()
      await tidy(logger, [
        ...(stateMachineArn === undefined ? [] : [removeStateMachine(session, stateMachineArn)]),
        ...arnsOf(session, fresh.activities).map((arn) => deleteActivity(session, arn)),
      ])
    }
  }
  return {
    startExecution: (...args: ReloadedArgs | NamedArgs) => {
      if (!isNamed(args)) return run(undefined, args)
      const [name, ...rest] = args
      return run(name, rest)
    },
    sweep: (options) => sweep(session, options),
  }
}

type NamedArgs = [name: string, ...ReloadedArgs]

const isNamed = (args: ReloadedArgs | NamedArgs): args is NamedArgs => typeof args[0] === 'string'

/** A definition under names that nobody else has, and what its activities are called there. */
interface Fresh {
  readonly name: string
  readonly definition: Definition
  readonly activities: ReadonlyMap<string, string>
}

/** The longest name of a state machine or an activity (Step Functions quotas). */
const MAX_NAME = 80

const freshen = (name: string, definition: Definition, system: System): Fresh => {
  const suffix = `-reloaded-${system.now().toString(36)}-${system.uuid().slice(0, 4)}`
  const named = activitiesOf(definition).map(
    (activity, index) => [activity, suffixed(activity, `${suffix}-${index}`)] as const,
  )
  const activities = new Map(named)
  const renamed = renameActivities(definition, (activity) => activities.get(activity) ?? activity)
  return { name: suffixed(name, suffix), definition: renamed, activities }
}

/** How the names above end; nobody would end a name so by chance. */
const leftBehind = /-reloaded-[0-9a-z]{8,9}-[0-9a-f]{4}(-\d+)?$/

const suffixed = (name: string, suffix: string): string => toAwsName(name).slice(0, MAX_NAME - suffix.length) + suffix

type Names = ReadonlyMap<string, string>

const renameKeys = <Value>(byActivity: Readonly<Record<string, Value>>, names: Names): Record<string, Value> =>
  Object.fromEntries(Object.entries(byActivity).map(([activity, value]) => [names.get(activity) ?? activity, value]))

/** Options that are given by activity get the fresh names as well. */
const renameOptions = (options: StartWorkersOptions, names: Names): StartWorkersOptions => {
  const { concurrency, heartbeat } = options
  return {
    ...options,
    concurrency: typeof concurrency === 'object' ? renameKeys(concurrency ?? {}, names) : concurrency,
    heartbeat: typeof heartbeat === 'object' ? renameKeys(heartbeat ?? {}, names) : heartbeat,
  }
}

/** As long as the account and region are unknown, nothing has been created. */
const arnsOf = ({ facts: { environment } }: Session, names: Names): string[] =>
  environment ? Array.from(names.values(), (name) => activityArn(environment, name)) : []

/** Stops what still runs: a state machine is not gone before its executions are. */
const removeStateMachine = async (session: Session, stateMachineArn: string): Promise<void> => {
  for await (const { executionArn } of listExecutions(session, stateMachineArn, { status: 'RUNNING' })) {
    await stopExecution(session, executionArn)
  }
  await deleteStateMachine(session, stateMachineArn)
}

/** Waits for all steps. The result of the run counts more than a step that fails: what it leaves is for `sweep`. */
const tidy = async (logger: Logger, steps: readonly Promise<void>[]): Promise<void> => {
  for (const step of await Promise.allSettled(steps)) {
    if (step.status === 'rejected') logger.warn({ err: step.reason }, 'left behind, for reloaded.sweep to remove')
  }
}

const sweepChecks: OptionChecks<SweepOptions> = { olderThanMs: required(amountCheck('milliseconds')) }

const sweep = async (session: Session, options: SweepOptions): Promise<string[]> => {
  assertOptions('options', options, sweepChecks)
  const before = session.system.now() - options.olderThanMs
  const isOld = ({ name, creationDate }: { name: string; creationDate: Date }) =>
    leftBehind.test(name) && creationDate.getTime() <= before
  const removed: string[] = []
  for await (const machine of listStateMachines(session)) {
    if (!isOld(machine)) continue
    await removeStateMachine(session, machine.stateMachineArn)
    removed.push(machine.stateMachineArn)
  }
  for await (const activity of listActivities(session)) {
    if (!isOld(activity)) continue
    await deleteActivity(session, activity.activityArn)
    removed.push(activity.activityArn)
  }
  return removed
}
