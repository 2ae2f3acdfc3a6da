import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { stateMachineArn } from '../../arn.ts'
import { ApiError } from '../api-error.ts'
import type { Revision, StateMachineRecord, StateMachineSettings } from '../store/registry.ts'
import { readStateMachineArn } from './model/arns.ts'
import { checkName } from './model/check-name.ts'
import * as fields from './model/fields.ts'
import { requireStateMachine } from './model/lookup.ts'
import { type Context, operation, seconds } from './model/operation.ts'
import { byName, page } from './model/page.ts'
import { checkEncryption, checkLogging, checkPublication, checkRole } from './model/settings.ts'
import { addTags } from './tags.ts'
import { validateAndCompile } from './validation.ts'
import { publishVersion } from './versions.ts'

const shared = {
  loggingConfiguration: fields.loggingConfiguration.optional(),
  tracingConfiguration: fields.tracingConfiguration.optional(),
  encryptionConfiguration: fields.encryptionConfiguration.optional(),
  publish: z.boolean().default(false),
  versionDescription: fields.description.optional(),
}

const CreateStateMachine = z.object({
  ...shared,
  name: fields.name,
  definition: fields.definition,
  roleArn: fields.arn,
  type: fields.stateMachineType.default('STANDARD'),
  tags: fields.tags.default([]),
})

const UpdateStateMachine = z.object({
  ...shared,
  stateMachineArn: fields.arn,
  definition: fields.definition.optional(),
  roleArn: fields.arn.optional(),
})

/** State machines, made, changed and removed. */
export const stateMachines = {
  CreateStateMachine: operation(CreateStateMachine, (input, context) => {
    checkName(input.name)
    checkPublication(input.publish, input.versionDescription)
    const tags = addTags(new Map(), input.tags)
    const settings = readSettings(input, { definition: input.definition, roleArn: input.roleArn })
    const machine = validateAndCompile(input.definition, input.type)
    const arn = stateMachineArn(context.environment, input.name)
    const existing = context.registry.stateMachines.get(arn)
    if (existing && !isCreatedBy(input, settings, existing))
      throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
    const stateMachine = existing ?? addStateMachine(input, { arn, tags, settings, machine }, context)
    return {
      stateMachineArn: arn,
      creationDate: seconds(stateMachine.creationDate),
      stateMachineVersionArn: input.publish ? stateMachine.versions.get(1)?.arn : undefined,
    }
  }),

  UpdateStateMachine: operation(UpdateStateMachine, (input, { registry, system }) => {
    const stateMachine = requireStateMachine(registry, input.stateMachineArn)
    checkUpdate(input)
    const { revision, type } = stateMachine
    const settings = readSettings(input, revision.settings)
    const updateDate = system.now()
    if (!isDeepStrictEqual(settings, revision.settings)) {
      const { definition } = settings
      const isSame = definition === revision.settings.definition
      const machine = isSame ? revision.machine : validateAndCompile(definition, type)
      stateMachine.revision = { id: system.uuid(), settings, machine, updateDate }
    }
    const version = input.publish && publishVersion(stateMachine, input.versionDescription, updateDate)
    return {
      updateDate: seconds(updateDate),
      revisionId: stateMachine.revision.id,
      stateMachineVersionArn: version ? version.arn : undefined,
    }
  }),

  /**
   * AWS lets each running execution come to its next transition and calls the machine DELETING meanwhile; here both end
   * at once.
   */
  DeleteStateMachine: operation(z.object({ stateMachineArn: fields.arn }), async (input, { registry }) => {
    const { arn, qualifier } = readStateMachineArn(input.stateMachineArn)
    if (qualifier !== undefined)
      throw new ApiError(
        'ValidationException',
        `A version or an alias cannot be deleted with DeleteStateMachine: '${input.stateMachineArn}'`,
      )
    const executions = [...(registry.stateMachines.get(arn)?.executions ?? [])]
    registry.stateMachines.delete(arn)
    const running = executions.map(({ execution }) => execution).filter(({ status }) => status === 'RUNNING')
    for (const execution of running) execution.stop()
    await Promise.all(running.map(({ done }) => done))
    return {}
  }),

  ListStateMachines: operation(z.object(fields.paging), (request, { registry }) => {
    const all = byName(registry.stateMachines.values())
    const { items, nextToken } = page(all, ({ name }) => name, { ...request, list: 'stateMachines' })
    return {
      stateMachines: items.map(({ arn, name, type, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: seconds(creationDate),
      })),
      nextToken,
    }
  }),
}

type Creation = z.output<typeof CreateStateMachine>
type Update = z.output<typeof UpdateStateMachine>

/** The settings that a request gives, those that it leaves out taken from `current`. */
const readSettings = (
  input: Partial<Creation> | Update,
  current: Pick<StateMachineSettings, 'definition' | 'roleArn'> & Partial<StateMachineSettings>,
): StateMachineSettings => {
  const { definition = current.definition, roleArn = current.roleArn } = input
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input
  checkRole(roleArn)
  return {
    definition,
    roleArn,
    loggingConfiguration: (!loggingConfiguration && current.loggingConfiguration) || checkLogging(loggingConfiguration),
    tracingConfiguration: { enabled: tracingConfiguration?.enabled ?? current.tracingConfiguration?.enabled ?? false },
    encryptionConfiguration: checkEncryption(encryptionConfiguration) ?? current.encryptionConfiguration,
  }
}

/** A second creation is the same request even if it differs in role or tags (API reference, CreateStateMachine). */
const isCreatedBy = (input: Creation, settings: StateMachineSettings, existing: StateMachineRecord): boolean => {
  const current = existing.revision.settings
  return (
    input.type === existing.type &&
    isDeepStrictEqual({ ...settings, roleArn: current.roleArn }, current) &&
    isDeepStrictEqual(existing.published, { publish: input.publish, description: input.versionDescription })
  )
}

const addStateMachine = (
  input: Creation,
  { arn, tags, settings, machine }: Pick<StateMachineRecord, 'arn' | 'tags'> & Pick<Revision, 'settings' | 'machine'>,
  { registry, system }: Context,
): StateMachineRecord => {
  const creationDate = system.now()
  const stateMachine: StateMachineRecord = {
    arn,
    name: input.name,
    type: input.type,
    creationDate,
    tags,
    published: { publish: input.publish, description: input.versionDescription },
    versions: new Map(),
    aliases: new Map(),
    executions: new Set(),
    revision: { id: undefined, settings, machine, updateDate: creationDate },
    lastVersion: 0,
  }
  registry.stateMachines.set(arn, stateMachine)
  if (input.publish) publishVersion(stateMachine, input.versionDescription, creationDate)
  return stateMachine
}

/** @throws ApiError MissingRequiredParameter, ValidationException */
const checkUpdate = (input: Update): void => {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input
  if (!(definition ?? roleArn ?? loggingConfiguration ?? tracingConfiguration ?? encryptionConfiguration))
    throw new ApiError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    )
  checkPublication(input.publish, input.versionDescription)
}
