import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { StateMachineRecord, VersionRecord } from '../store/state-machine-record.ts'
import { isVersion, readStateMachineArn } from './model/arns.ts'
import * as fields from './model/fields.ts'
import { checkActive, requireStateMachine } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'
import { page } from './model/page.ts'

const MAX_VERSIONS = 1000

/**
 * Publishes the current revision of a state machine. A revision that is published already keeps its version, unless
 * another description is given: versions never change, so this publishes another one (AWS API,
 * PublishStateMachineVersion: idempotent by description). The number of a deleted version is not used again.
 * @throws ApiError ServiceQuotaExceededException
 */
export const addVersion = (
  stateMachine: StateMachineRecord,
  { description, now }: { description: string | undefined; now: number },
  { registry }: Pick<EngineDeps, 'registry'>,
): VersionRecord => {
  const { revision, versions } = stateMachine
  const published = [...versions.values()].findLast(
    (version) => version.revision === revision && (description ?? version.description) === version.description,
  )
  if (published) return published
  if (versions.size >= MAX_VERSIONS)
    throw new ApiError(
      'ServiceQuotaExceededException',
      `A state machine can have at most ${MAX_VERSIONS} versions: '${stateMachine.arn}'. Delete some before publishing another.`,
    )
  const number = ++stateMachine.lastVersion
  const version = { number, arn: `${stateMachine.arn}:${number}`, description, creationDate: now, revision }
  versions.set(number, version)
  registry.definitions.hold(revision)
  return version
}

/** The id of the revision without an id in the input of PublishStateMachineVersion. */
const INITIAL = 'INITIAL'

/** The operations on versions. */
export const versionOperations = {
  PublishStateMachineVersion: operation(
    z.object({
      stateMachineArn: fields.arn,
      revisionId: z.string().optional(),
      description: fields.description.optional(),
    }),
    ({ stateMachineArn, revisionId, description }, deps) => {
      const stateMachine = requireStateMachine(deps, stateMachineArn)
      checkActive(stateMachine)
      const current = stateMachine.revision.id ?? INITIAL
      if (revisionId !== undefined && revisionId !== current)
        throw new ApiError(
          'ConflictException',
          `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
        )
      const version = addVersion(stateMachine, { description, now: deps.system.now() }, deps)
      return { creationDate: toSeconds(version.creationDate), stateMachineVersionArn: version.arn }
    },
    {
      note: 'At most 1,000 versions for a state machine. An unchanged revision keeps its version, unless the description differs.',
    },
  ),

  DeleteStateMachineVersion: operation(
    z.object({ stateMachineVersionArn: fields.longArn }),
    ({ stateMachineVersionArn }, { registry }) => {
      const { arn, qualifier } = readStateMachineArn(stateMachineVersionArn)
      if (!isVersion(qualifier))
        throw new ApiError('ValidationException', `The ARN does not name a version: '${stateMachineVersionArn}'`)
      const stateMachine = registry.stateMachines.get(arn)
      const names = [...(stateMachine?.aliases.values() ?? [])]
        .filter(({ routingConfiguration }) =>
          routingConfiguration.some((route) => route.stateMachineVersionArn === stateMachineVersionArn),
        )
        .map(({ name }) => name)
      if (names.length > 0)
        throw new ApiError(
          'ConflictException',
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
        )
      const version = stateMachine?.versions.get(Number(qualifier))
      if (version) registry.definitions.release(version.revision)
      stateMachine?.versions.delete(Number(qualifier))
      return {}
    },
    { note: 'Rejected if an alias points to the version.' },
  ),

  ListStateMachineVersions: operation(
    z.object({ stateMachineArn: fields.arn, ...fields.paging }),
    ({ stateMachineArn, ...request }, deps) => {
      const { versions } = requireStateMachine(deps, stateMachineArn)
      const newestFirst = [...versions.values()].reverse()
      const { items, nextToken } = page(newestFirst, ({ number }) => -number, {
        ...request,
        list: `versions of ${stateMachineArn}`,
      })
      return {
        stateMachineVersions: items.map(({ arn, creationDate }) => ({
          stateMachineVersionArn: arn,
          creationDate: toSeconds(creationDate),
        })),
        nextToken,
      }
    },
    { note: 'Newest first.' },
  ),
}
