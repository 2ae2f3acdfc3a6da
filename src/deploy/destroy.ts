import { type AwsEnvironment, activityArn, awsEnvironment, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { deleteActivity, listActivities } from '../client/activities.ts'
import { deleteStateMachine } from '../client/delete-state-machine.ts'
import { findStateMachine } from '../client/describe-state-machine.ts'
import { fetchTags } from '../client/fetch-tags.ts'
import { findEnvironment, regionOf } from '../client/find-environment.ts'
import { listStateMachines } from '../client/list-state-machines.ts'
import type { Session } from '../client/session.ts'
import { activitiesOf } from '../dsl/activities.ts'
import { assertOptions, booleanCheck, functionCheck, type OptionChecks, signalCheck } from '../options.ts'
import { resugar } from '../sugar/desugar.ts'
import type { DeployDeps } from './deploy-deps.ts'
import { CREATOR_TAG, isOwn, tagRecord } from './ownership.ts'
import { alarmNames, isOwnAlarm } from './plan/alarm-steps.ts'
import { logGroupName } from './plan/log-group-step.ts'
import { deleteRole } from './role/ensure-role.ts'
import { roleName } from './role/role-name.ts'

export interface DestroyOptions {
  /** Returns what would be removed, and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** Is asked before anything is removed, with the names of the state machines. Default: no question. */
  readonly confirm?: (stateMachines: readonly string[]) => boolean | Promise<boolean>
  /** Is called for each state machine, before it is removed: the removal waits until its executions have ended. */
  readonly onRemove?: (stateMachine: string) => void
  /** Ends the wait for executions. The next `destroy` continues. */
  readonly signal?: AbortSignal
}

/** A resource that was removed. */
export interface RemovedResource {
  readonly resource: 'state machine' | 'activity' | 'role' | 'log group' | 'alarm'
  readonly name: string
}

export interface Destruction {
  /** False after a dry run, and if the question of `confirm` was answered with false. */
  readonly isDone: boolean
  /** After a dry run, only the state machines that would be removed. */
  readonly removed: readonly RemovedResource[]
  /** The state machines that stay, because `deploy` did not create them. */
  readonly kept: readonly string[]
}

const checks: OptionChecks<DestroyOptions> = {
  dryRun: booleanCheck,
  confirm: functionCheck,
  onRemove: functionCheck,
  signal: signalCheck,
}

interface Target {
  readonly name: string
  readonly awsName: string
  readonly environment: AwsEnvironment
  readonly stateMachineArn: string
  readonly isPresent: boolean
  readonly isOwn: boolean
  /** The activities that its definition uses. */
  readonly activities: readonly string[]
}

/**
 * Removes state machines that `deploy` created, with their activities that no other state machine uses, their roles, log groups and
 * alarms. Resources that were not created by a deployment stay. The next call removes what an interrupted one left.
 * @throws TypeError for a wrong option; the signal's reason if it is aborted.
 */
export const destroy = async (
  deps: DeployDeps,
  names: string | readonly string[],
  options: DestroyOptions = {},
): Promise<Destruction> => {
  assertOptions('options', options, checks)
  const { dryRun = false, confirm = () => true } = options
  const targets = await Promise.all([names].flat().map((name) => findTarget(deps.session, name)))
  const kept = targets.filter((one) => one.isPresent && !one.isOwn).map(({ name }) => name)
  const own = targets.filter((one) => !one.isPresent || one.isOwn)
  const present = own.filter(({ isPresent }) => isPresent).map(({ name }) => name)
  const isAgreed = !dryRun && (present.length === 0 || (await confirm(present)))
  if (!isAgreed) return { isDone: false, removed: dryRun ? present.map(toStateMachine) : [], kept }
  const removed: RemovedResource[] = []
  for (const target of own) {
    options.signal?.throwIfAborted()
    removed.push(...(await removeMachine(deps, target, options)))
  }
  return { isDone: true, removed, kept }
}

const toStateMachine = (name: string): RemovedResource => ({ resource: 'state machine', name })

const findTarget = async (session: Session, nameOrArn: string): Promise<Target> => {
  const arn = parseArn(nameOrArn)
  const environment = arn ?? (await findEnvironment(session)) ?? awsEnvironment(await regionOf(session), '')
  const awsName = arn?.resource[1] ?? toAwsName(nameOrArn)
  const found = stateMachineArn(environment, awsName)
  const present = environment.accountId === '' ? undefined : await findStateMachine(session, found)
  return {
    name: nameOrArn,
    awsName,
    environment,
    stateMachineArn: found,
    isPresent: present !== undefined,
    isOwn: present !== undefined && isOwn(tagRecord([...(await fetchTags(session, found))])),
    activities: present ? activitiesOf(resugar(JSON.parse(present.definition), environment)) : [],
  }
}

const removeMachine = async (
  deps: DeployDeps,
  target: Target,
  { signal, onRemove }: DestroyOptions,
): Promise<RemovedResource[]> => {
  const { session } = deps
  if (target.isPresent) onRemove?.(target.name)
  const alarms = (await deps.hasServices()) ? await removeAlarms(deps, target) : []
  // Running executions need the role and the activities until they end.
  if (target.isPresent) {
    await deleteStateMachine(session, target.stateMachineArn, { wait: true, ...(signal && { signal }) })
  }
  const activities = await removeActivities(session, target)
  const others = (await deps.hasServices()) ? await removeServices(deps, target) : []
  return [...alarms, ...(target.isPresent ? [toStateMachine(target.name)] : []), ...activities, ...others]
}

const removeAlarms = async (
  { services: { cloudWatch } }: DeployDeps,
  { awsName }: Target,
): Promise<RemovedResource[]> => {
  const { MetricAlarms = [] } = await cloudWatch('DescribeAlarms', { AlarmNames: alarmNames(awsName) })
  const own: string[] = []
  for (const { AlarmName = '', AlarmArn } of MetricAlarms) {
    if (await isOwnAlarm(cloudWatch, AlarmArn)) own.push(AlarmName)
  }
  if (own.length > 0) await cloudWatch('DeleteAlarms', { AlarmNames: own })
  return own.map((name) => ({ resource: 'alarm', name }))
}

/** Deletes the activities that a deployment created, and that no other state machine uses. */
const removeActivities = async (session: Session, target: Target): Promise<RemovedResource[]> => {
  const candidates = await ownActivities(session, target)
  if (candidates.length === 0) return []
  const used = new Set<string>()
  for await (const { stateMachineArn: arn } of listStateMachines(session)) {
    const other = arn === target.stateMachineArn ? undefined : await findStateMachine(session, arn)
    const literal = other && resugar(JSON.parse(other.definition), target.environment)
    for (const name of literal ? activitiesOf(literal) : []) used.add(toAwsName(name))
  }
  const unused = candidates.filter((name) => !used.has(toAwsName(name)))
  for (const name of unused) await deleteActivity(session, activityArn(target.environment, toAwsName(name)))
  return unused.map((name) => ({ resource: 'activity', name }))
}

/** The activities of a state machine that a deployment created. After an interrupted call they are found by their tags. */
const ownActivities = async (session: Session, target: Target): Promise<string[]> => {
  const own: string[] = []
  for await (const { name, activityArn: arn } of listActivities(session)) {
    const isNamed = target.activities.some((one) => toAwsName(one) === toAwsName(name))
    if (target.isPresent && !isNamed) continue
    const tags = tagRecord([...(await fetchTags(session, arn))])
    if (isOwn(tags) && (isNamed || tags[CREATOR_TAG] === target.awsName)) own.push(name)
  }
  return own
}

const removeServices = async ({ services }: DeployDeps, target: Target): Promise<RemovedResource[]> => {
  const { environment, awsName } = target
  const removed: RemovedResource[] = []
  if (await deleteRole(services.iam, { stateMachine: awsName, environment }))
    removed.push({ resource: 'role', name: roleName(awsName, environment) })
  const logGroup = logGroupName(awsName)
  if (await deleteLogGroup(services.logs, logGroup, environment))
    removed.push({ resource: 'log group', name: logGroup })
  return removed
}

const deleteLogGroup = async (
  logs: DeployDeps['services']['logs'],
  logGroup: string,
  { partition, region, accountId }: AwsEnvironment,
): Promise<boolean> => {
  const { logGroups = [] } = await logs('DescribeLogGroups', { logGroupNamePrefix: logGroup })
  if (!logGroups.some(({ logGroupName: name }) => name === logGroup)) return false
  const resourceArn = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`
  const { tags = {} } = await logs('ListTagsForResource', { resourceArn })
  if (!isOwn(tags)) return false
  await logs('DeleteLogGroup', { logGroupName: logGroup })
  return true
}
