import { type AwsEnvironment, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { registerActivities } from './activities.ts'
import { assertRole } from './assert-role.ts'
import { completeOutput } from './complete-output.ts'
import { consoleUrl } from './console-url.ts'
import { findStateMachine, type StateMachineOutput } from './describe-state-machine.ts'
import { ensureTags, tagList } from './ensure-tags.ts'
import type { PreparedStateMachine } from './prepare-state-machine.ts'
import { publishDeployed } from './publish-deployed.ts'
import type { Session } from './session.ts'
import { changedFields, toConfiguration } from './state-machine-configuration.ts'
import type { StateMachineOptions } from './state-machine-options.ts'

export interface EnsuredStateMachine {
  readonly stateMachineArn: string
  readonly action: 'created' | 'updated' | 'unchanged'
  /** The published version, if `publish` or `alias` was given. */
  readonly versionArn?: string
  /** The page of the state machine in the AWS console. */
  readonly consoleUrl: string
}

interface DeployResult {
  readonly arn: string
  readonly action: EnsuredStateMachine['action']
}

/** Creates a state machine, or updates it if it differs. One attempt: transient errors are thrown too. */
export const createOrUpdate = async (
  session: Session,
  prepared: PreparedStateMachine,
  options: StateMachineOptions,
): Promise<EnsuredStateMachine> => {
  const present = await findStateMachine(session, stateMachineArn(prepared.environment, toAwsName(prepared.name)))
  const { arn, action } = await (present
    ? update(session, present, prepared, options)
    : create(session, prepared, options))
  const versionArn = await publishDeployed(session, arn, options)
  return { stateMachineArn: arn, action, consoleUrl: consoleUrl(arn), ...(versionArn !== undefined && { versionArn }) }
}

const create = async (
  session: Session,
  { name, environment, definition, activities }: PreparedStateMachine,
  options: StateMachineOptions,
): Promise<DeployResult> => {
  const { type = 'STANDARD', tags = {} } = options
  await assertRole(session, name, options.roleArn)
  const roleArn = options.roleArn ?? session.roleArn ?? placeholderRole(environment)
  await registerActivities(session, activities)
  const { sfn, sdk } = await session.connect()
  const request = { name: toAwsName(name), definition, type, tags: tagList(tags), ...toConfiguration(options), roleArn }
  const created = completeOutput(await sfn.send(new sdk.CreateStateMachineCommand(request)))
  const arn = created.stateMachineArn
  session.facts.types.set(arn, type)
  session.facts.environment ??= parseArn(arn)
  return { arn, action: 'created' }
}

/** CreateStateMachine requires a role, and an engine other than AWS ignores it. */
const placeholderRole = ({ partition, accountId }: AwsEnvironment): string =>
  `arn:${partition}:iam::${accountId}:role/StepwiseStatesExecution`

const update = async (
  session: Session,
  present: StateMachineOutput,
  prepared: PreparedStateMachine,
  options: StateMachineOptions,
): Promise<DeployResult> => {
  const arn = present.stateMachineArn
  await assertNotDeleting(session, present)
  assertSameType(present, prepared.name, options)
  const isChanged = await updateFields(session, present, prepared, options)
  const isRetagged = options.tags !== undefined && (await ensureTags(session, arn, options.tags))
  return { arn, action: isChanged || isRetagged ? 'updated' : 'unchanged' }
}

/** Sends the fields that differ, if any. Returns whether any did. */
const updateFields = async (
  session: Session,
  present: StateMachineOutput,
  { definition, activities }: PreparedStateMachine,
  options: StateMachineOptions,
): Promise<boolean> => {
  const wanted = toConfiguration({ ...(session.roleArn && { roleArn: session.roleArn }), ...options })
  const changed = changedFields(present, { ...wanted, definition })
  if (Object.keys(changed).length === 0) return false
  await registerActivities(session, activities)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.UpdateStateMachineCommand({ stateMachineArn: present.stateMachineArn, ...changed }))
  return true
}

const assertNotDeleting = async (session: Session, { status, stateMachineArn }: StateMachineOutput): Promise<void> => {
  if (status !== 'DELETING') return
  const { sdk } = await session.connect()
  throw new sdk.StateMachineDeleting({ message: `${stateMachineArn} is being deleted`, $metadata: {} })
}

/** @throws Error if the type of a state machine would change. */
export const assertSameType = (
  present: StateMachineOutput,
  name: string,
  { type = present.type }: StateMachineOptions,
): void => {
  if (type === present.type) return
  throw new Error(
    `state machine "${name}" is ${present.type}, and its type cannot change to ${type}: delete it first, or choose another name`,
  )
}
