import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { Registry } from '../store/registry.ts'
import type { AliasRecord, Route, StateMachineRecord } from '../store/state-machine-record.ts'
import { isVersion, readStateMachineArn } from './model/arns.ts'
import * as fields from './model/fields.ts'
import { checkActive, requireQualifiedStateMachine, resourceNotFound } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'
import { byName, page } from './model/page.ts'

const MAX_ALIASES = 100

/** The operations on aliases. */
export const aliasOperations = {
  CreateStateMachineAlias: operation(
    z.object({
      name: fields.aliasName,
      description: fields.description.optional(),
      routingConfiguration: fields.routingConfiguration,
    }),
    ({ name, description, routingConfiguration }, { registry, system }) => {
      const stateMachine = routedStateMachine(registry, routingConfiguration)
      const existing = stateMachine.aliases.get(name)
      if (
        existing &&
        !isDeepStrictEqual([existing.description, existing.routingConfiguration], [description, routingConfiguration])
      )
        throw new ApiError(
          'ConflictException',
          'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
        )
      if (!existing && stateMachine.aliases.size >= MAX_ALIASES)
        throw new ApiError(
          'ServiceQuotaExceededException',
          `A state machine can have at most ${MAX_ALIASES} aliases: '${stateMachine.arn}'`,
        )
      const now = system.now()
      const arn = `${stateMachine.arn}:${name}`
      const alias = existing ?? { name, arn, description, routingConfiguration, creationDate: now, updateDate: now }
      stateMachine.aliases.set(name, alias)
      return { stateMachineAliasArn: arn, creationDate: toSeconds(alias.creationDate) }
    },
    { note: 'At most 100 aliases for a state machine.' },
  ),

  UpdateStateMachineAlias: operation(
    z.object({
      stateMachineAliasArn: fields.arn,
      description: fields.description.optional(),
      routingConfiguration: fields.routingConfiguration.optional(),
    }),
    ({ stateMachineAliasArn, description, routingConfiguration }, { registry, system }) => {
      if (description === undefined && !routingConfiguration)
        throw new ApiError(
          'ValidationException',
          'Either the description or the routing configuration must be specified',
          { reason: 'MISSING_REQUIRED_PARAMETER' },
        )
      const { stateMachine, alias } = requireAlias(registry, stateMachineAliasArn)
      if (routingConfiguration && routedStateMachine(registry, routingConfiguration) !== stateMachine)
        throw new ApiError(
          'ValidationException',
          `Routing configuration must contain versions of the alias's own state machine '${stateMachine.arn}'`,
          { reason: 'INVALID_ROUTING_CONFIGURATION' },
        )
      const updateDate = system.now()
      stateMachine.aliases.set(alias.name, {
        ...alias,
        description: description ?? alias.description,
        routingConfiguration: routingConfiguration ?? alias.routingConfiguration,
        updateDate,
      })
      return { updateDate: toSeconds(updateDate) }
    },
    { note: 'Requires a description or a routing configuration.' },
  ),

  DescribeStateMachineAlias: operation(
    z.object({ stateMachineAliasArn: fields.arn }),
    ({ stateMachineAliasArn }, { registry }) => {
      const { arn, creationDate, updateDate, ...alias } = requireAlias(registry, stateMachineAliasArn).alias
      return {
        ...alias,
        stateMachineAliasArn: arn,
        creationDate: toSeconds(creationDate),
        updateDate: toSeconds(updateDate),
      }
    },
  ),

  /** Succeeds if there is no such alias (recorded, though the API reference names ResourceNotFound). */
  DeleteStateMachineAlias: operation(
    z.object({ stateMachineAliasArn: fields.arn }),
    ({ stateMachineAliasArn }, { registry }) => {
      const { arn, qualifier = '' } = readStateMachineArn(stateMachineAliasArn)
      registry.stateMachines.get(arn)?.aliases.delete(qualifier)
      return {}
    },
    { note: 'It is not an error if the alias does not exist.' },
  ),

  ListStateMachineAliases: operation(
    z.object({ stateMachineArn: fields.arn, ...fields.paging }),
    ({ stateMachineArn, ...request }, deps) => {
      const { stateMachine, version } = requireQualifiedStateMachine(deps, stateMachineArn)
      const all = byName(stateMachine.aliases.values()).filter(
        (alias) => !version || versionsOf(alias.routingConfiguration).includes(version.arn),
      )
      const { items, nextToken } = page(all, ({ name }) => name, { ...request, list: `aliases of ${stateMachineArn}` })
      return {
        stateMachineAliases: items.map(({ arn, creationDate }) => ({
          stateMachineAliasArn: arn,
          creationDate: toSeconds(creationDate),
        })),
        nextToken,
      }
    },
  ),
}

const versionsOf = (routes: readonly Route[]): string[] => routes.map((route) => route.stateMachineVersionArn)

/** The alias with an ARN. @throws ApiError InvalidArn, ResourceNotFound */
const requireAlias = (
  { stateMachines }: Registry,
  aliasArn: string,
): { stateMachine: StateMachineRecord; alias: AliasRecord } => {
  const { arn, qualifier = '' } = readStateMachineArn(aliasArn)
  const stateMachine = stateMachines.get(arn)
  const alias = stateMachine?.aliases.get(qualifier)
  if (!stateMachine || !alias) throw resourceNotFound()
  return { stateMachine, alias }
}

/**
 * The state machine of a routing configuration, whose routes must all lead to versions of it.
 * @throws ApiError ValidationException, InvalidArn, ResourceNotFound, StateMachineDeleting
 */
const routedStateMachine = ({ stateMachines }: Registry, routes: readonly Route[]): StateMachineRecord => {
  const arns = versionsOf(routes)
  const refs = arns.map(readStateMachineArn)
  const weights = routes.map(({ weight }) => weight)
  const received = `Received: [${arns.join(', ')}]`
  if (!refs.every(({ qualifier }) => isVersion(qualifier)))
    throw invalidRouting(`Routing configuration must contain state machine version ARNs. ${received}`)
  if (new Set(arns).size < arns.length)
    throw invalidRouting(`Routing configuration must contain distinct state machine version ARNs. ${received}`)
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100)
    throw invalidRouting(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`)
  const [first = ''] = refs.map(({ arn }) => arn)
  if (refs.some(({ arn }) => arn !== first))
    throw invalidRouting(`Routing configuration must contain versions of one state machine. ${received}`)
  const stateMachine = stateMachines.get(first)
  if (!stateMachine || refs.some(({ qualifier }) => !stateMachine.versions.has(Number(qualifier))))
    throw resourceNotFound()
  checkActive(stateMachine)
  return stateMachine
}

const invalidRouting = (message: string) =>
  new ApiError('ValidationException', message, { reason: 'INVALID_ROUTING_CONFIGURATION' })
