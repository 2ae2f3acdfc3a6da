import { activityArn, toAwsName } from './arn.ts'
import { deleteActivity } from './client/activities.ts'
import { deleteStateMachine } from './client/delete-state-machine.ts'
import { ensureStateMachine } from './client/ensure-state-machine.ts'
import type { Execution } from './client/execution.ts'
import { listActivities, listExecutions, listStateMachines } from './client/list.ts'
import { type RunOptions, runExecution } from './client/run-execution.ts'
import type { Session } from './client/session.ts'
import { stopExecution } from './client/stop-execution.ts'
import { activitiesOf } from './dsl/activities.ts'
import { assertHandlers } from './dsl/assert-handlers.ts'
import { renameActivities } from './dsl/rename-activities.ts'
import { assertOptions, checkedElsewhere, describeValue, type OptionChecks } from './options.ts'
import type { Definition } from './specs/definition.ts'
import type { StartWorkersOptions } from './stepwise.ts'
import type { System } from './system.ts'
import type { Handlers } from './workers/activity-handlers.ts'
import { consoleLogger, type Logger } from './workers/logger.ts'
import type { Workers } from './workers/start-workers.ts'

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
   * @throws TypeError where a handler is missing or the definition does not name its activity; all that `ensureStateMachine`
   * and `runExecution` throw.
   */
  readonly startExecution: {
    (...args: ReloadedArgs): Promise<Execution>
    (name: string, ...args: ReloadedArgs): Promise<Execution>
  }
  /**
   * Removes what sessions that crashed have left behind, and returns the ARNs of what it removed.
   * @throws RangeError for an age that is no number of milliseconds.
   */
  readonly sweep: (options: SweepOptions) => Promise<string[]>
}

export interface SweepOptions {
  /** The age in milliseconds from which on nobody uses it any more. */
  readonly olderThanMs: number
}

interface Surroundings {
  readonly startWorkers: (handlers: Handlers, options?: StartWorkersOptions) => Workers
  readonly logger: Logger | undefined
}

/** The functions of {@link Reloaded} on a session. */
export const createReloaded = (session: Session, { startWorkers, logger = consoleLogger }: Surroundings): Reloaded => {
  const run = async (name: string | undefined, [definition, handlers, input, options = {}]: ReloadedArgs) => {
    const { roleArn, workers: workersOptions, ...runOptions } = options
    assertHandlers(definition, handlers)
    const fresh = freshen(name ?? definition.name ?? 'machine', definition, session.system)
    let stateMachineArn: string | undefined
    let workers: Workers | undefined
    try {
      stateMachineArn = (await ensureStateMachine(session, fresh, roleArn === undefined ? {} : { roleArn }))
        .stateMachineArn
      workers = startWorkers(rename(handlers, fresh.activities), workersOptions)
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

const rename = (handlers: Handlers, names: ReadonlyMap<string, string>): Handlers =>
  Object.fromEntries(Object.entries(handlers).map(([activity, handler]) => [names.get(activity) ?? activity, handler]))

/** Without a place nothing has been created yet. */
const arnsOf = ({ facts: { environment } }: Session, names: ReadonlyMap<string, string>): string[] =>
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

const sweepChecks: OptionChecks<SweepOptions> = { olderThanMs: checkedElsewhere }

const sweep = async (session: Session, options: SweepOptions): Promise<string[]> => {
  assertOptions('sweep', options, sweepChecks)
  const { olderThanMs } = options
  if (typeof olderThanMs !== 'number' || !(olderThanMs >= 0))
    throw new RangeError(`olderThanMs: expected milliseconds from 0, found ${describeValue(olderThanMs)}`)
  const before = session.system.now() - olderThanMs
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
