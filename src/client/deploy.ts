import { parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { registerActivities } from './activities.ts'
import { answered } from './answered.ts'
import type { CompiledMachine } from './compiled-machine.ts'
import { consoleUrl } from './console-url.ts'
import { type DescribedMachine, describeIfPresent } from './describe-state-machine.ts'
import { publish } from './publish.ts'
import { roleForNew } from './role.ts'
import type { Session } from './session.ts'
import { changes, type StateMachineOptions, settings } from './settings.ts'
import { ensureTags, tagList } from './tags.ts'

export interface EnsuredStateMachine {
  readonly stateMachineArn: string
  readonly action: 'created' | 'updated' | 'unchanged'
  /** The published version, where one was asked for. */
  readonly versionArn?: string
  /** Where the AWS console shows it. */
  readonly consoleUrl: string
}

interface Deployed {
  readonly arn: string
  readonly action: EnsuredStateMachine['action']
}

/** Creates a machine, or updates it where it differs, in one go: what may pass is thrown like the rest. */
export const deploy = async (
  session: Session,
  machine: CompiledMachine,
  options: StateMachineOptions,
): Promise<EnsuredStateMachine> => {
  const present = await describeIfPresent(session, stateMachineArn(machine.environment, toAwsName(machine.name)))
  const { arn, action } = await (present
    ? update(session, present, machine, options)
    : create(session, machine, options))
  const versionArn = await publish(session, arn, options)
  return { stateMachineArn: arn, action, consoleUrl: consoleUrl(arn), ...(versionArn !== undefined && { versionArn }) }
}

const create = async (
  session: Session,
  { name, environment, definition, activities }: CompiledMachine,
  options: StateMachineOptions,
): Promise<Deployed> => {
  const { type = 'STANDARD', tags = {} } = options
  const roleArn = await roleForNew(session, name, environment, options.roleArn)
  await registerActivities(session, activities)
  const { sfn, sdk } = await session.connect()
  const request = { name: toAwsName(name), definition, type, tags: tagList(tags), ...settings(options), roleArn }
  const created = answered(await sfn.send(new sdk.CreateStateMachineCommand(request)))
  const arn = created.stateMachineArn
  session.facts.types.set(arn, type)
  session.facts.environment ??= parseArn(arn)
  return { arn, action: 'created' }
}

const update = async (
  session: Session,
  present: DescribedMachine,
  machine: CompiledMachine,
  options: StateMachineOptions,
): Promise<Deployed> => {
  const arn = present.stateMachineArn
  await refuseDeleting(session, present)
  checkType(present, machine.name, options)
  const isChanged = await change(session, present, machine, options)
  const isRetagged = options.tags !== undefined && (await ensureTags(session, arn, options.tags))
  return { arn, action: isChanged || isRetagged ? 'updated' : 'unchanged' }
}

const change = async (
  session: Session,
  present: DescribedMachine,
  { definition, activities }: CompiledMachine,
  options: StateMachineOptions,
): Promise<boolean> => {
  const wanted = settings({ ...(session.roleArn && { roleArn: session.roleArn }), ...options })
  const changed = changes(present, { ...wanted, definition })
  if (Object.keys(changed).length === 0) return false
  await registerActivities(session, activities)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.UpdateStateMachineCommand({ stateMachineArn: present.stateMachineArn, ...changed }))
  return true
}

const refuseDeleting = async (session: Session, { status, stateMachineArn }: DescribedMachine): Promise<void> => {
  if (status !== 'DELETING') return
  const { sdk } = await session.connect()
  throw new sdk.StateMachineDeleting({ message: `${stateMachineArn} is being deleted`, $metadata: {} })
}

const checkType = (present: DescribedMachine, name: string, { type = present.type }: StateMachineOptions): void => {
  if (type === present.type) return
  throw new Error(
    `state machine "${name}" is ${present.type}, and AWS cannot make it ${type}: delete it first, or choose another name`,
  )
}
