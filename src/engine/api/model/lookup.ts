import { ApiError } from '../../api-error.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import type { ActivityRecord } from '../../store/activities.ts'
import type { MapRunRecord } from '../../store/map-run-record.ts'
import type {
  AliasRecord,
  ExecutionRecord,
  Route,
  StateMachineRecord,
  VersionRecord,
} from '../../store/state-machine-record.ts'
import { isVersion, readStateMachineArn, readStatesArn } from './arns.ts'

type RegistryDeps = Pick<EngineDeps, 'registry'>

/** A state machine, with the version or the alias that an ARN names besides. */
export interface QualifiedStateMachine {
  readonly stateMachine: StateMachineRecord
  readonly version: VersionRecord | undefined
  readonly alias: AliasRecord | undefined
}

export const stateMachineDoesNotExist = (arn: string) =>
  new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)

/**
 * Checks that a state machine is not being deleted.
 * @throws ApiError StateMachineDeleting
 */
export const checkActive = ({ arn, status }: StateMachineRecord): void => {
  if (status === 'DELETING') throw new ApiError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`)
}

/**
 * The state machine with an ARN.
 * @throws ApiError InvalidArn; StateMachineDoesNotExist, also for the ARN of a version or an alias
 */
export const requireStateMachine = ({ registry }: RegistryDeps, givenArn: string): StateMachineRecord => {
  readStateMachineArn(givenArn)
  const stateMachine = registry.stateMachines.get(givenArn)
  if (!stateMachine) throw stateMachineDoesNotExist(givenArn)
  return stateMachine
}

/**
 * The state machine, version or alias with an ARN.
 * @throws ApiError InvalidArn, StateMachineDoesNotExist
 */
export const requireQualifiedStateMachine = ({ registry }: RegistryDeps, givenArn: string): QualifiedStateMachine => {
  const unqualified = registry.stateMachines.get(givenArn)
  if (unqualified) return { stateMachine: unqualified, version: undefined, alias: undefined }
  const { arn, qualifier } = readStateMachineArn(givenArn)
  const stateMachine = registry.stateMachines.get(arn)
  const version = isVersion(qualifier) ? stateMachine?.versions.get(Number(qualifier)) : undefined
  const alias = isVersion(qualifier) ? undefined : stateMachine?.aliases.get(qualifier ?? '')
  if (!stateMachine || (qualifier !== undefined && !version && !alias)) throw stateMachineDoesNotExist(givenArn)
  return { stateMachine, version, alias }
}

/** The version of a route of an alias; `undefined` if there is no route. */
export const routedVersion = (route: Route | undefined, { versions }: StateMachineRecord): VersionRecord | undefined =>
  route && versions.get(Number(readStateMachineArn(route.stateMachineVersionArn).qualifier))

export const resourceNotFound = (message = 'Request references a resource that does not exist.') =>
  new ApiError('ResourceNotFound', message)

/** The activity with an ARN. @throws ApiError InvalidArn, ActivityDoesNotExist */
export const requireActivity = ({ activities }: Pick<EngineDeps, 'activities'>, arn: string): ActivityRecord => {
  readStatesArn(arn, 'activity')
  const activity = activities.get(arn)
  if (!activity) throw new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)
  return activity
}

/**
 * The execution with an ARN: a STANDARD execution, or a child of a distributed Map.
 * @throws ApiError InvalidArn, ExecutionDoesNotExist
 */
export const requireExecution = (
  { registry, system }: Pick<EngineDeps, 'registry' | 'system'>,
  arn: string,
): ExecutionRecord => {
  registry.forgetOld(system.now())
  const record = registry.executions.get(arn)
  if (record?.execution.type === 'STANDARD') return record
  const isChild = record?.execution.mapRunArn !== undefined
  readStatesArn(arn, 'execution', ...(isChild ? (['express'] as const) : []))
  if (!record) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  return record
}

/** The text of the API reference, StartExecution; the service's own is not known. */
export const tooManyExecutions = () =>
  new ApiError(
    'ExecutionLimitExceeded',
    'The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.',
  )

export const typeNotSupported = () =>
  new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')

/** The Map Run with an ARN. @throws ApiError InvalidArn, ResourceNotFound */
export const requireMapRun = ({ registry }: RegistryDeps, arn: string): MapRunRecord => {
  readStatesArn(arn, 'mapRun')
  const mapRun = registry.mapRuns.get(arn)
  if (!mapRun) throw resourceNotFound()
  return mapRun
}
