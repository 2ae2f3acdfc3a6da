import { isJsonObject } from '../json.ts'
import { assertOptions, describeValue, type OptionChecks, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { versionArnOf, versionNumber } from './versions.ts'

/** The share of the executions that each version gets, in percent: `{ 3: 90, 4: 10 }`. AWS allows two versions. */
export type AliasWeights = Readonly<Record<number, number>>

export interface AliasOptions {
  /** At most 256 characters. Default: the present one. */
  readonly description?: string
}

export interface EnsuredAlias {
  readonly aliasArn: string
  /** The change: `unchanged` if the alias was so already. */
  readonly action: 'created' | 'updated' | 'unchanged'
}

export interface ListedAlias {
  readonly name: string
  readonly aliasArn: string
  readonly creationDate: Date
}

export interface AliasDescription extends ListedAlias {
  readonly description?: string
  readonly weights: AliasWeights
  readonly updateDate: Date
}

const checks: OptionChecks<AliasOptions> = { description: stringCheck('a string') }

/**
 * Makes an alias point to one version, or to two with weights; creates the alias if it does not exist (DescribeStateMachineAlias,
 * UpdateStateMachineAlias, CreateStateMachineAlias).
 * @throws TypeError if `versions` is neither the number of a version nor weights by version.
 */
export const setAlias = async (
  session: Session,
  { of, name }: { readonly of: StateMachineReference; readonly name: string },
  versions: number | AliasWeights,
  options: AliasOptions = {},
): Promise<EnsuredAlias> => {
  assertOptions('options', options, checks)
  const stateMachineArn = await resolveStateMachineArn(session, of)
  const routingConfiguration = toRoutes(stateMachineArn, versions)
  const aliasArn = aliasArnOf(stateMachineArn, name)
  const request = { routingConfiguration, ...options }
  const { sfn, sdk } = await session.connect()
  const present = await findAlias(session, aliasArn)
  if (!present) {
    await sfn.send(new sdk.CreateStateMachineAliasCommand({ name, ...request }))
    return { aliasArn, action: 'created' }
  }
  if (isSame(present, versions, options)) return { aliasArn, action: 'unchanged' }
  await sfn.send(new sdk.UpdateStateMachineAliasCommand({ stateMachineAliasArn: aliasArn, ...request }))
  return { aliasArn, action: 'updated' }
}

/**
 * Describes an alias, with its versions and their weights (DescribeStateMachineAlias).
 * @throws AWS's ResourceNotFound if it does not exist.
 */
export const describeAlias = async (
  session: Session,
  ref: StateMachineReference,
  name: string,
): Promise<AliasDescription> => fetchAlias(session, aliasArnOf(await resolveStateMachineArn(session, ref), name))

/** Lists the aliases of a state machine, or those that point to a version of it, page by page as they are read (ListStateMachineAliases). */
export async function* listAliases(session: Session, ref: StateMachineReference): AsyncGenerator<ListedAlias> {
  const stateMachineArn = await resolveStateMachineArn(session, ref)
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(
      await sfn.send(new sdk.ListStateMachineAliasesCommand({ stateMachineArn, maxResults: 1000, nextToken })),
    )
  for await (const { stateMachineAliases } of pages(request)) {
    for (const { stateMachineAliasArn: aliasArn, creationDate } of stateMachineAliases)
      yield { name: aliasArn.split(':').at(-1) ?? '', aliasArn, creationDate }
  }
}

/** Deletes an alias (DeleteStateMachineAlias). It is not an error if the alias does not exist. */
export const deleteAlias = async (session: Session, ref: StateMachineReference, name: string): Promise<void> => {
  const stateMachineAliasArn = aliasArnOf(await resolveStateMachineArn(session, ref), name)
  const { sfn, sdk } = await session.connect()
  try {
    await sfn.send(new sdk.DeleteStateMachineAliasCommand({ stateMachineAliasArn }))
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

const aliasArnOf = (stateMachineArn: string, name: string): string => {
  if (typeof name === 'string' && name !== '') return `${stateMachineArn}:${name}`
  throw new TypeError(`expected the name of an alias, got ${describeValue(name)}`)
}

const toRoutes = (stateMachineArn: string, versions: number | AliasWeights) => {
  const weights = toWeights(versions)
  if (weights.length === 0 || weights.some(([, weight]) => typeof weight !== 'number'))
    throw new TypeError(
      `expected the number of a version, or weights by version such as { 3: 90, 4: 10 }, got ${describeValue(versions)}`,
    )
  return weights.map(([version, weight]) => ({
    stateMachineVersionArn: versionArnOf(stateMachineArn, version),
    weight,
  }))
}

const toWeights = (versions: number | AliasWeights): [string, number][] => {
  if (typeof versions === 'number') return [[String(versions), 100]]
  return isJsonObject(versions) ? Object.entries(versions) : []
}

/** True if an alias has these weights; a version without weight counts as absent. */
const isSame = (present: AliasDescription, versions: number | AliasWeights, { description }: AliasOptions): boolean => {
  const shares = (weights: [string, number][]) =>
    weights
      .filter(([, weight]) => weight > 0)
      .sort()
      .join(' ')
  if (description !== undefined && description !== present.description) return false
  return shares(toWeights(present.weights)) === shares(toWeights(versions))
}

const findAlias = async (session: Session, aliasArn: string): Promise<AliasDescription | undefined> => {
  try {
    return await fetchAlias(session, aliasArn)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

const isNotFound = (error: unknown): boolean => error instanceof Error && error.name === 'ResourceNotFound'

const fetchAlias = async (session: Session, stateMachineAliasArn: string): Promise<AliasDescription> => {
  const { sfn, sdk } = await session.connect()
  const found = completeOutput(await sfn.send(new sdk.DescribeStateMachineAliasCommand({ stateMachineAliasArn })))
  const { name = '', description, routingConfiguration = [], creationDate, updateDate } = found
  const weights = Object.fromEntries(
    routingConfiguration.map(({ stateMachineVersionArn, weight }) => [versionNumber(stateMachineVersionArn), weight]),
  )
  if (!creationDate || !updateDate) throw new TypeError(`the description of ${stateMachineAliasArn} has no dates`)
  return {
    name,
    aliasArn: stateMachineAliasArn,
    ...(description && { description }),
    weights,
    creationDate,
    updateDate,
  }
}
