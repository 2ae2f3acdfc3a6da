import { parseArn } from '../../arn.ts'
import { registerActivities } from '../../client/activities.ts'
import { setAlias } from '../../client/aliases.ts'
import { fetchStateMachine, type StateMachineOutput } from '../../client/describe-state-machine.ts'
import { ensureTags } from '../../client/ensure-tags.ts'
import { fetchTags } from '../../client/fetch-tags.ts'
import { resolveStateMachineArn } from '../../client/resolve-arn.ts'
import type { Session } from '../../client/session.ts'
import { activityReferencesOf } from '../../dsl/activities.ts'
import { assertOptions, type OptionChecks, stringCheck } from '../../options.ts'
import { resugar } from '../../sugar/desugar.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { tagRecord, VERSION_TAG } from '../ownership.ts'
import { restoreRole } from '../role/restore-role.ts'
import { aliasShares, type DeployedVersion, deployedVersions, mainVersion } from './deployed-versions.ts'
import { isDeployed, missingSettings } from './is-deployed.ts'
import { matchesLabel } from './version-label.ts'

export interface RollbackOptions {
  /** A version by its number or its label (`1.3.0`, the first digits of a commit). Default: the one before the present one. */
  readonly to?: number | string
  /** Moves only this alias, and leaves the state machine as it is. */
  readonly alias?: string
}

export interface Rollback {
  readonly version: number
  readonly versionArn: string
  readonly label?: string
  /** `unchanged` if the state machine was so already, or if only an alias was moved. */
  readonly action: 'updated' | 'unchanged'
  /** The aliases that point to the version now, and did not before. */
  readonly aliases: readonly string[]
  /** False if the role may lack permissions of the version, because they cannot be derived from its definition. */
  readonly isPermitted: boolean
}

const checks: OptionChecks<RollbackOptions> = {
  to: {
    expected: 'the number or the label of a version',
    fits: (to: unknown) => typeof to === 'string' || (Number.isInteger(to) && Number(to) > 0),
  },
  alias: stringCheck('the name of an alias'),
}

/**
 * Gives a state machine the definition and the settings of an earlier version, and makes the aliases that pointed to the present version
 * point to it. Running executions continue on the version that they were started with.
 * @throws Error if the version does not exist; TypeError for a wrong option.
 */
export const rollback = async (
  deps: DeployDeps,
  nameOrArn: string,
  options: RollbackOptions = {},
): Promise<Rollback> => {
  assertOptions('options', options, checks)
  const { session } = deps
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const present = await fetchStateMachine(session, stateMachineArn)
  const shares = await aliasShares(session, stateMachineArn)
  const { alias } = options
  const share = shares.find(({ name }) => name === alias)
  if (alias !== undefined && !share) throw new Error(`"${nameOrArn}" has no alias "${alias}"`)
  const isPresent = share
    ? ({ version }: DeployedVersion) => version === mainVersion(share)
    : ({ stateMachine }: DeployedVersion) => isDeployed(present, stateMachine)
  const { current, target } = await findTarget(deployedVersions(session, stateMachineArn), isPresent, {
    name: nameOrArn,
    to: options.to,
  })
  const moved = (share ? [share] : shares).filter(
    ({ name, weights }) =>
      (name === alias || weights.has(current)) && !(weights.size === 1 && weights.has(target.version)),
  )
  const isPermitted = await restoreRole(deps, present, target.stateMachine)
  const isChanged = !share && (await restore(session, present, target))
  for (const { name } of moved) await setAlias(session, { of: stateMachineArn, name }, target.version)
  return {
    version: target.version,
    versionArn: target.versionArn,
    ...(target.label !== undefined && { label: target.label }),
    action: isChanged ? 'updated' : 'unchanged',
    aliases: moved.map(({ name }) => name),
    isPermitted,
  }
}

interface Wanted {
  readonly name: string
  readonly to: number | string | undefined
}

/**
 * Finds the version to go back to, and the number of the present one. If the present definition is not published, the newest version
 * is the one before it.
 */
const findTarget = async (
  newestFirst: AsyncIterable<DeployedVersion>,
  isPresent: (version: DeployedVersion) => boolean,
  { name, to }: Wanted,
): Promise<{ readonly current: number; readonly target: DeployedVersion }> => {
  const versions: DeployedVersion[] = []
  for await (const version of newestFirst) versions.push(version)
  const index = versions.findIndex(isPresent)
  const target =
    to === undefined
      ? versions[index + 1]
      : versions.find(({ version, label }) => version === Number(to) || matchesLabel(label, String(to)))
  if (target) return { current: (versions[index] ?? target).version, target }
  const existing = versions.map(({ version, label }) => (label === undefined ? `${version}` : `${version} (${label})`))
  const wanted = to === undefined ? 'no version before the present one' : `no version ${JSON.stringify(to)}`
  throw new Error(
    `"${name}" has ${wanted}; its versions are ${existing.join(', ') || 'none: deploy with publish: true'}`,
  )
}

/** Gives a state machine the settings of a version. Returns false if it has all of them already. */
const restore = async (session: Session, present: StateMachineOutput, target: DeployedVersion): Promise<boolean> => {
  const { stateMachineArn } = present
  const changed = missingSettings(present, target.stateMachine)
  if (Object.keys(changed).length > 0) {
    const literal = resugar(JSON.parse(target.stateMachine.definition), parseArn(stateMachineArn))
    await registerActivities(session, activityReferencesOf(literal))
    const { sfn, sdk } = await session.connect()
    await sfn.send(new sdk.UpdateStateMachineCommand({ stateMachineArn, ...changed }))
  }
  await labelStateMachine(session, stateMachineArn, target.label)
  return Object.keys(changed).length > 0
}

const labelStateMachine = async (
  session: Session,
  stateMachineArn: string,
  label: string | undefined,
): Promise<void> => {
  const { [VERSION_TAG]: previous, ...tags } = tagRecord([...(await fetchTags(session, stateMachineArn))])
  if (previous === label) return
  await ensureTags(session, stateMachineArn, { ...tags, ...(label !== undefined && { [VERSION_TAG]: label }) })
}
