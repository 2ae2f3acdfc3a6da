import { ApiError } from '../../api-error.ts'
import type { MapRunRecord } from '../../execution/run-map.ts'
import type {
  Activity,
  AliasRecord,
  ExecutionRecord,
  Registry,
  Route,
  StateMachineRecord,
  VersionRecord,
} from '../../store/registry.ts'
import { isVersion, readStateMachineArn, readStatesArn } from './arns.ts'

/** What a state machine's ARN stands for: the machine itself, or one of its versions or aliases. */
export interface QualifiedStateMachine {
  readonly stateMachine: StateMachineRecord
  readonly version: VersionRecord | undefined
  readonly alias: AliasRecord | undefined
}

export const stateMachineDoesNotExist = (arn: string) =>
  new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)

/** @throws ApiError InvalidArn, or StateMachineDoesNotExist, which it is also for the ARN of a version or an alias */
export const requireStateMachine = ({ stateMachines }: Registry, givenArn: string): StateMachineRecord => {
  readStateMachineArn(givenArn)
  const stateMachine = stateMachines.get(givenArn)
  if (!stateMachine) throw stateMachineDoesNotExist(givenArn)
  return stateMachine
}

/** @throws ApiError InvalidArn, StateMachineDoesNotExist */
export const requireQualifiedStateMachine = ({ stateMachines }: Registry, givenArn: string): QualifiedStateMachine => {
  const { arn, qualifier } = readStateMachineArn(givenArn)
  const stateMachine = stateMachines.get(arn)
  const version = isVersion(qualifier) ? stateMachine?.versions.get(Number(qualifier)) : undefined
  const alias = isVersion(qualifier) ? undefined : stateMachine?.aliases.get(qualifier ?? '')
  if (!stateMachine || (qualifier !== undefined && !version && !alias)) throw stateMachineDoesNotExist(givenArn)
  return { stateMachine, version, alias }
}

/** The version that a route of an alias leads to. */
export const routedVersion = (route: Route | undefined, { versions }: StateMachineRecord): VersionRecord | undefined =>
  versions.get(Number(route?.stateMachineVersionArn.split(':').at(-1)))

export const resourceNotFound = (message = 'Request references a resource that does not exist.') =>
  new ApiError('ResourceNotFound', message)

/** @throws ApiError InvalidArn, ActivityDoesNotExist */
export const requireActivity = ({ activities }: Registry, arn: string): Activity => {
  readStatesArn(arn, 'activity')
  const activity = activities.get(arn)
  if (!activity) throw new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)
  return activity
}

/**
 * An execution that can be described: a STANDARD one, or a child of a Distributed Map.
 * @throws ApiError InvalidArn, ExecutionDoesNotExist
 */
export const requireExecution = ({ executions }: Registry, arn: string): ExecutionRecord => {
  const record = executions.get(arn)
  const isChild = record?.execution.mapRunArn !== undefined
  readStatesArn(arn, 'execution', ...(isChild ? (['express'] as const) : []))
  if (!record) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  return record
}

export const typeNotSupported = () =>
  new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')

/** @throws ApiError InvalidArn, ResourceNotFound */
export const requireMapRun = ({ mapRuns }: Registry, arn: string): MapRunRecord => {
  readStatesArn(arn, 'mapRun')
  const mapRun = mapRuns.get(arn)
  if (!mapRun) throw resourceNotFound()
  return mapRun
}
