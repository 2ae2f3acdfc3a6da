import { setAlias } from '../../client/aliases.ts'
import type { Session } from '../../client/session.ts'
import { publishVersion } from '../../client/versions.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { DeploymentConflict } from '../deployment-conflict.ts'
import type { PlannedMachine } from '../plan/planned-machine.ts'
import type { StateMachineStep } from '../plan/state-machine-step.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { runCanary } from './canary.ts'
import {
  type AliasShare,
  aliasShares,
  type DeployedVersion,
  deployedVersions,
  mainVersion,
} from './deployed-versions.ts'

/** The steps that publish a version, and the ARN of that version. */
export interface VersionSteps {
  readonly steps: readonly ExecutableStep[]
  /** `undefined` before a version is published. */
  readonly versionArn: () => string | undefined
}

/** The id of the revision of a state machine that was never updated (recorded on AWS). */
const INITIAL = 'INITIAL'

/** Publishes a version if it is wanted, and makes an alias point to it. */
export const versionSteps = async (
  deps: DeployDeps,
  machine: PlannedMachine,
  deployed: StateMachineStep,
): Promise<VersionSteps> => {
  const { options, label, present } = machine
  if (!options.publish && label === undefined && options.alias === undefined)
    return { steps: [], versionArn: () => undefined }
  const newest = present ? await newestVersion(deps.session, machine.stateMachineArn) : undefined
  const isCurrent = newest !== undefined && isPublished(newest, machine, deployed)
  let published: Pick<DeployedVersion, 'version' | 'versionArn'> | undefined = isCurrent ? newest : undefined
  const publish: ExecutableStep = {
    resource: 'version',
    name: label === undefined ? machine.name : `${machine.name} ${label}`,
    action: isCurrent ? 'unchanged' : 'create',
    changes: [],
    execute: async () => {
      published = await publishRevision(deps.session, machine, deployed.revisionId() ?? INITIAL)
    },
  }
  const versionArn = () => published?.versionArn
  if (options.alias === undefined) return { steps: [publish], versionArn }
  const alias = await aliasStep(deps, machine, options.alias, {
    newest: published?.version,
    version: () => published?.version,
  })
  return { steps: [publish, alias], versionArn }
}

const newestVersion = async (session: Session, stateMachineArn: string): Promise<DeployedVersion | undefined> => {
  for await (const version of deployedVersions(session, stateMachineArn)) return version
  return undefined
}

/** True if the newest version has the definition, the settings and the label that would be published. */
const isPublished = (
  newest: DeployedVersion,
  { label, present }: PlannedMachine,
  deployed: StateMachineStep,
): boolean =>
  deployed.changes.every((change) => change === 'tags') &&
  newest.stateMachine.revisionId === present?.revisionId &&
  (label === undefined || newest.label === label)

const publishRevision = async (
  session: Session,
  { name, stateMachineArn, label }: PlannedMachine,
  revisionId: string,
): Promise<Pick<DeployedVersion, 'version' | 'versionArn'>> => {
  try {
    return await publishVersion(session, stateMachineArn, {
      revisionId,
      ...(label !== undefined && { description: label }),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'ConflictException')
      throw new DeploymentConflict('state machine', name, { cause: error })
    throw error
  }
}

interface AliasTarget {
  /** The version, if it is published already. */
  readonly newest: number | undefined
  /** The version once it is published. */
  readonly version: () => number | undefined
}

const aliasStep = async (
  deps: DeployDeps,
  { name, stateMachineArn, present, options: { canary } }: PlannedMachine,
  alias: string,
  { newest, version }: AliasTarget,
): Promise<ExecutableStep> => {
  const aliases = present ? await aliasShares(deps.session, stateMachineArn) : []
  const share = aliases.find((one) => one.name === alias)
  const isThere = newest !== undefined && share?.weights.size === 1 && share.weights.has(newest)
  return {
    resource: 'alias',
    name: `${name}:${alias}`,
    action: isThere ? 'unchanged' : share ? 'update' : 'create',
    changes: canary && share ? [`${canary.percent} % first`] : [],
    execute: async (signal) => {
      const target = version()
      if (target === undefined) throw new Error(`no version of "${name}" is published`)
      const stable = share && stableVersion(share, target)
      if (canary && stable !== undefined)
        await runCanary(deps, { stateMachineArn, name, alias, stable, target }, canary, signal)
      else await setAlias(deps.session, { of: stateMachineArn, name: alias }, target)
    },
  }
}

/** The version that an alias pointed to before the new one: it has most executions, or the rest of an interrupted canary. */
const stableVersion = (share: AliasShare, target: number): number | undefined =>
  mainVersion({ ...share, weights: new Map([...share.weights].filter(([version]) => version !== target)) })
