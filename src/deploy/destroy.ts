import { type AwsEnvironment, awsEnvironment, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { deleteStateMachine } from '../client/delete-state-machine.ts'
import { findStateMachine } from '../client/describe-state-machine.ts'
import { fetchTags } from '../client/fetch-tags.ts'
import { findEnvironment, regionOf } from '../client/find-environment.ts'
import type { Session } from '../client/session.ts'
import { activitiesOf } from '../dsl/activities.ts'
import { assertOptions, booleanCheck, functionCheck, type OptionChecks, signalCheck } from '../options.ts'
import { resugar } from '../sugar/desugar.ts'
import type { DeployDeps } from './deploy-deps.ts'
import { findFunction } from './lambda/find-function.ts'
import { removeFunction } from './lambda/remove-functions.ts'
import { usedFunctions } from './lambda/used-functions.ts'
import { isOwn, tagRecord } from './ownership.ts'
import { alarmNames, isOwnAlarm } from './plan/alarm-steps.ts'
import { deleteLogGroup, logGroupName } from './plan/log-group-step.ts'
import { type RemovedResource, type ResourceUser, removeUnused } from './remove-unused.ts'
import { deleteRole } from './role/ensure-role.ts'
import { roleName } from './role/role-name.ts'
import { parseAsl } from './role/role-steps.ts'

export interface DestroyOptions {
  /** Returns the resources that would be removed, and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** Is asked before anything is removed, with the names of the state machines and functions. Default: no question. */
  readonly confirm?: (stateMachines: readonly string[]) => boolean | Promise<boolean>
  /** Is called for each state machine, before it is removed: the removal waits until its executions have ended. */
  readonly onRemove?: (stateMachine: string) => void
  /** Ends the wait for executions. The next `destroy` continues. */
  readonly signal?: AbortSignal
}

export interface Destruction {
  /** False after a dry run, and if the question of `confirm` was answered with false. */
  readonly isDone: boolean
  /** After a dry run, only the state machines and the functions that are named. */
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

interface Target extends ResourceUser {
  readonly name: string
  readonly isOwn: boolean
}

/** A function that is removed by its own name. */
interface FunctionTarget {
  readonly name: string
  readonly functionName: string
  readonly environment: AwsEnvironment
  readonly isPresent: boolean
  readonly isOwn: boolean
}

/**
 * Removes state machines that `deploy` created, with their activities and functions that no other state machine uses, their roles, log
 * groups and alarms; and functions, which are named `lambda/resize`. Resources that were not created by a deployment stay. The next call completes an interrupted one.
 * @throws TypeError for a wrong option; the signal's reason if it is aborted.
 */
export const destroy = async (
  deps: DeployDeps,
  names: string | readonly string[],
  options: DestroyOptions = {},
): Promise<Destruction> => {
  assertOptions('options', options, checks)
  const { dryRun = false, confirm = () => true } = options
  const all = [names].flat()
  const machines = await Promise.all(
    all.filter((name) => !isFunctionName(name)).map((name) => findTarget(deps.session, name)),
  )
  const functions = await Promise.all(all.filter(isFunctionName).map((name) => findFunctionTarget(deps, name)))
  const targets = [...machines, ...functions]
  const kept = targets.filter((one) => one.isPresent && !one.isOwn).map(({ name }) => name)
  const present = targets.filter((one) => one.isPresent && one.isOwn)
  const isAgreed = !dryRun && (present.length === 0 || (await confirm(present.map(({ name }) => name))))
  if (!isAgreed) return { isDone: false, removed: dryRun ? present.map(toRemoved) : [], kept }
  const removed: RemovedResource[] = []
  for (const target of targets.filter((one) => !one.isPresent || one.isOwn)) {
    options.signal?.throwIfAborted()
    if ('functionName' in target) removed.push(...(await removeFunctionTarget(deps, target)))
    else removed.push(...(await removeMachine(deps, target, options)))
  }
  return { isDone: true, removed, kept }
}

const isFunctionName = (name: string): boolean => name.startsWith('lambda/')

const toRemoved = (target: Target | FunctionTarget): RemovedResource =>
  'functionName' in target ? { resource: 'Lambda function', name: target.functionName } : toStateMachine(target.name)

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
    functions: present ? [...usedFunctions(parseAsl(present.definition))] : [],
  }
}

const findFunctionTarget = async (deps: DeployDeps, name: string): Promise<FunctionTarget> => {
  const { session, services } = deps
  const functionName = name.replace('lambda/', '')
  const environment = (await findEnvironment(session)) ?? awsEnvironment(await regionOf(session), '')
  const found = (await deps.hasServices()) ? await findFunction(services.lambda, functionName) : undefined
  const isPresent = found !== undefined
  return { name, functionName, environment, isPresent, isOwn: isPresent && isOwn(found.tags) }
}

const removeFunctionTarget = async (
  deps: DeployDeps,
  { functionName, environment }: FunctionTarget,
): Promise<RemovedResource[]> => ((await deps.hasServices()) ? removeFunction(deps, functionName, environment) : [])

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
  const unused = await removeUnused(deps, target)
  const others = (await deps.hasServices()) ? await removeServices(deps, target) : []
  return [...alarms, ...(target.isPresent ? [toStateMachine(target.name)] : []), ...unused, ...others]
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

const removeServices = async ({ services }: DeployDeps, target: Target): Promise<RemovedResource[]> => {
  const { environment, awsName } = target
  const removed: RemovedResource[] = []
  const owner = { resource: 'state machine', name: awsName, environment } as const
  if (await deleteRole(services.iam, owner)) removed.push({ resource: 'role', name: roleName(owner) })
  if (await deleteLogGroup(services.logs, environment, awsName))
    removed.push({ resource: 'log group', name: logGroupName(awsName) })
  return removed
}
