import { type AwsEnvironment, activityArn, toAwsName } from '../arn.ts'
import { deleteActivity, listActivities } from '../client/activities.ts'
import { findStateMachine } from '../client/describe-state-machine.ts'
import { fetchTags } from '../client/fetch-tags.ts'
import { listStateMachines } from '../client/list-state-machines.ts'
import type { Session } from '../client/session.ts'
import { activitiesOf } from '../dsl/activities.ts'
import { resugar } from '../sugar/desugar.ts'
import type { DeployDeps } from './deploy-deps.ts'
import { functionsCreatedFor, hasCreator, removeFunction } from './lambda/remove-functions.ts'
import { usedFunctions } from './lambda/used-functions.ts'
import { CREATOR_TAG, isOwn, tagRecord } from './ownership.ts'
import { parseAsl } from './role/role-steps.ts'

/** A state machine that is removed, and what its definition uses. */
export interface ResourceUser {
  readonly awsName: string
  readonly environment: AwsEnvironment
  readonly stateMachineArn: string
  /** False after an interrupted removal: then its resources are found by their tags. */
  readonly isPresent: boolean
  readonly activities: readonly string[]
  readonly functions: readonly string[]
}

/** A resource that was removed. */
export interface RemovedResource {
  readonly resource: 'state machine' | 'activity' | 'Lambda function' | 'role' | 'log group' | 'alarm'
  readonly name: string
}

/** Deletes the activities and functions that deployments created for state machines, and that no other state machine uses. */
export const removeUnused = async (deps: DeployDeps, user: ResourceUser): Promise<RemovedResource[]> => {
  const { session } = deps
  const activities = await ownActivities(session, user)
  const functions = (await deps.hasServices()) ? await ownFunctions(deps, user) : []
  if (activities.length + functions.length === 0) return []
  const used = await usedByOthers(session, user)
  const removed: RemovedResource[] = []
  for (const name of activities.filter((one) => !used.activities.has(toAwsName(one)))) {
    await deleteActivity(session, activityArn(user.environment, toAwsName(name)))
    removed.push({ resource: 'activity', name })
  }
  for (const name of functions.filter((one) => !used.functions.has(one)))
    removed.push(...(await removeFunction(deps, name, user.environment)))
  return removed
}

const usedByOthers = async (session: Session, { stateMachineArn, environment }: ResourceUser) => {
  const activities = new Set<string>()
  const functions = new Set<string>()
  for await (const { stateMachineArn: arn } of listStateMachines(session)) {
    const other = arn === stateMachineArn ? undefined : await findStateMachine(session, arn)
    if (!other) continue
    const asl = parseAsl(other.definition)
    for (const name of activitiesOf(resugar(asl, environment))) activities.add(toAwsName(name))
    for (const name of usedFunctions(asl)) functions.add(name)
  }
  return { activities, functions }
}

/** The activities of a state machine that a deployment created. */
const ownActivities = async (session: Session, user: ResourceUser): Promise<string[]> => {
  const own: string[] = []
  for await (const { name, activityArn: arn } of listActivities(session)) {
    const isNamed = user.activities.some((one) => toAwsName(one) === toAwsName(name))
    if (user.isPresent && !isNamed) continue
    const tags = tagRecord([...(await fetchTags(session, arn))])
    if (isOwn(tags) && (isNamed || tags[CREATOR_TAG] === user.awsName)) own.push(name)
  }
  return own
}

/** The functions of a state machine that were created for a state machine. Those of `deployLambdas` stay. */
const ownFunctions = async (deps: DeployDeps, user: ResourceUser): Promise<string[]> => {
  if (!user.isPresent) return functionsCreatedFor(deps, user.awsName)
  const own: string[] = []
  for (const name of user.functions) if (await hasCreator(deps, name)) own.push(name)
  return own
}
