import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { parseArn, stateMachineArn } from '../../arn.ts'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { andThen } from '../interpreter/program/maybe.ts'
import type { Registry } from '../store/registry.ts'
import type {
  AliasRecord,
  Revision,
  StateMachineRecord,
  StateMachineSettings,
  VersionRecord,
} from '../store/state-machine-record.ts'
import { readStateMachineArn } from './model/arns.ts'
import { checkName } from './model/check-name.ts'
import * as fields from './model/fields.ts'
import {
  checkActive,
  requireExecution,
  requireQualifiedStateMachine,
  requireStateMachine,
  routedVersion,
} from './model/lookup.ts'
import { type OperationOutput, operation, toSeconds } from './model/operation.ts'
import { byName, page } from './model/page.ts'
import { checkLogGroup, checkPublication, readSettings } from './model/settings.ts'
import { variableReferences } from './model/variable-references.ts'
import { addTags } from './tags.ts'
import { validateAndCompile } from './validation.ts'
import { addVersion } from './versions.ts'

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

/** The operations on state machines. */
export const stateMachineOperations = {
  CreateStateMachine: operation(
    CreateStateMachine,
    (input, deps) => {
      checkName(input.name)
      checkPublication(input.publish, input.versionDescription)
      const tags = addTags(new Map(), input.tags)
      const settings = readSettings(input, { definition: input.definition, roleArn: input.roleArn })
      const machine = validateAndCompile(input.definition, input.type)
      return andThen(checkLogGroup(settings, deps), () => createStateMachine(input, { tags, settings, machine }, deps))
    },
    {
      note: 'Idempotent by name, definition, type and settings. A definition with an error is rejected with all of its errors.',
    },
  ),

  UpdateStateMachine: operation(
    UpdateStateMachine,
    (input, deps) => {
      const stateMachine = requireStateMachine(deps, input.stateMachineArn)
      checkActive(stateMachine)
      checkUpdate(input)
      const settings = readSettings(input, stateMachine.revision.settings)
      return andThen(checkLogGroup(settings, deps), () => updateStateMachine(input, stateMachine, deps))
    },
    { note: 'Running executions keep their definition.' },
  ),

  /**
   * A state machine with running STANDARD executions is DELETING until each of them has ended: at its next transition
   * (AWS API, DeleteStateMachine). EXPRESS executions are not stopped.
   */
  DeleteStateMachine: operation(
    z.object({ stateMachineArn: fields.arn }),
    (input, { registry }) => {
      const { arn, qualifier } = readStateMachineArn(input.stateMachineArn)
      if (qualifier !== undefined)
        throw new ApiError(
          'ValidationException',
          `A version or an alias cannot be deleted with DeleteStateMachine: '${input.stateMachineArn}'`,
        )
      const stateMachine = registry.stateMachines.get(arn)
      if (stateMachine) deleteStateMachine(stateMachine, registry)
      return {}
    },
    { note: 'Running STANDARD executions end at their next transition; until then the status is DELETING.' },
  ),

  DescribeStateMachine: operation(
    z.object({ stateMachineArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ stateMachineArn, includedData }, deps) => {
      const { stateMachine, alias, ...qualified } = requireQualifiedStateMachine(deps, stateMachineArn)
      const version = alias ? mainVersion(alias, stateMachine) : qualified.version
      const revision = version?.revision ?? stateMachine.revision
      return {
        stateMachineArn: version?.arn ?? stateMachine.arn,
        name: stateMachine.name,
        status: stateMachine.status,
        type: stateMachine.type,
        ...describedSettings(revision, includedData),
        creationDate: toSeconds((version ?? stateMachine).creationDate),
        revisionId: revision.id,
        description: version?.description,
      }
    },
  ),

  DescribeStateMachineForExecution: operation(
    z.object({ executionArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ executionArn, includedData }, deps) => {
      const { execution, revision } = requireExecution(deps, executionArn)
      const [name, label] = parseArn(execution.stateMachineArn)?.resource[1]?.split('/') ?? []
      return {
        stateMachineArn: execution.stateMachineArn,
        name,
        label,
        ...describedSettings(revision, includedData),
        updateDate: toSeconds(revision.updateDate),
        mapRunArn: execution.mapRunArn,
        revisionId: revision.id,
      }
    },
    { note: 'The definition is the one that the execution runs.' },
  ),

  ListStateMachines: operation(z.object(fields.paging), (request, { registry }) => {
    const all = byName(registry.stateMachines.values())
    const { items, nextToken } = page(all, ({ name }) => name, { ...request, list: 'stateMachines' })
    return {
      stateMachines: items.map(({ arn, name, type, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: toSeconds(creationDate),
      })),
      nextToken,
    }
  }),
}

type Creation = z.output<typeof CreateStateMachine>
type Update = z.output<typeof UpdateStateMachine>
type Created = Pick<StateMachineRecord, 'tags'> & Pick<Revision, 'settings' | 'machine'>

const createStateMachine = (input: Creation, created: Created, deps: EngineDeps): OperationOutput => {
  const arn = stateMachineArn(deps.environment, input.name)
  const existing = deps.registry.stateMachines.get(arn)
  if (existing) checkActive(existing)
  if (existing && !isCreatedBy(input, created.settings, existing))
    throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
  if (!existing && deps.registry.definitions.isFull(input.definition)) throw tooManyStateMachines()
  const stateMachine = existing ?? addStateMachine(input, { ...created, arn }, deps)
  return {
    stateMachineArn: arn,
    creationDate: toSeconds(stateMachine.creationDate),
    stateMachineVersionArn: input.publish ? stateMachine.versions.get(1)?.arn : undefined,
  }
}

const updateStateMachine = (input: Update, stateMachine: StateMachineRecord, deps: EngineDeps): OperationOutput => {
  const { system, registry } = deps
  const { revision, type } = stateMachine
  const settings = readSettings(input, revision.settings)
  const updateDate = system.now()
  if (!isDeepStrictEqual(settings, revision.settings)) {
    const { definition } = settings
    const isSame = definition === revision.settings.definition
    const machine = isSame ? revision.machine : validateAndCompile(definition, type)
    if (registry.definitions.isFull(definition)) throw tooManyDefinitions()
    stateMachine.revision = { id: system.uuid(), settings, machine, updateDate }
    registry.definitions.hold(stateMachine.revision)
    registry.definitions.release(revision)
  }
  const version =
    input.publish && addVersion(stateMachine, { description: input.versionDescription, now: updateDate }, deps)
  return {
    updateDate: toSeconds(updateDate),
    revisionId: stateMachine.revision.id,
    stateMachineVersionArn: version ? version.arn : undefined,
  }
}

/** AWS has these errors for its quotas; their texts are not known. */
const tooManyStateMachines = () =>
  new ApiError(
    'StateMachineLimitExceeded',
    'The maximum number of state machines has been reached. Existing state machines must be deleted before a new state machine can be created.',
  )

const tooManyDefinitions = () =>
  new ApiError('ServiceQuotaExceededException', 'The definitions of all state machines take too many bytes.')

/** True if a second CreateStateMachine is the same request; its role and tags may differ (API reference, CreateStateMachine). */
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
  { arn, tags, settings, machine }: Created & { arn: string },
  deps: EngineDeps,
): StateMachineRecord => {
  const { registry, system } = deps
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
    status: 'ACTIVE',
    revision: { id: undefined, settings, machine, updateDate: creationDate },
    lastVersion: 0,
  }
  registry.stateMachines.set(arn, stateMachine)
  registry.definitions.hold(stateMachine.revision)
  if (input.publish) addVersion(stateMachine, { description: input.versionDescription, now: creationDate }, deps)
  return stateMachine
}

const deleteStateMachine = (stateMachine: StateMachineRecord, { stateMachines, definitions }: Registry): void => {
  const running =
    stateMachine.type === 'EXPRESS'
      ? []
      : Array.from(stateMachine.executions, ({ execution }) => execution).filter(({ status }) => status === 'RUNNING')
  stateMachine.status = 'DELETING'
  for (const execution of running) execution.stopAtTransition()
  const remove = () => {
    stateMachines.delete(stateMachine.arn)
    definitions.release(stateMachine.revision)
    for (const { revision } of stateMachine.versions.values()) definitions.release(revision)
  }
  if (running.length === 0) remove()
  else void Promise.all(running.map(({ done }) => done)).then(remove)
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

const describedSettings = ({ settings }: Revision, includedData: string | undefined) =>
  includedData === 'METADATA_ONLY'
    ? { ...settings, definition: '{}' }
    : { ...settings, variableReferences: variableReferences(settings.definition) }

/** The version that an alias routes most executions to. */
const mainVersion = (
  { routingConfiguration }: AliasRecord,
  stateMachine: StateMachineRecord,
): VersionRecord | undefined => {
  const [main] = [...routingConfiguration].sort((a, b) => b.weight - a.weight)
  return routedVersion(main, stateMachine)
}
