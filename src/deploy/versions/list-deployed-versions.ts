import { fetchStateMachine } from '../../client/describe-state-machine.ts'
import { resolveStateMachineArn } from '../../client/resolve-arn.ts'
import type { Session } from '../../client/session.ts'
import type { PublishedVersion } from '../../client/versions.ts'
import { aliasShares, deployedVersions } from './deployed-versions.ts'
import { isDeployed } from './is-deployed.ts'

/** A published version, and the aliases that use it. */
export interface VersionSummary extends PublishedVersion {
  /** The `version` that `deploy` was given: `1.4.0`, `git-3f2a…`. */
  readonly label?: string
  /** True for the newest version that the state machine itself has the definition and settings of. */
  readonly isPresent: boolean
  /** The percentage of the executions that it gets, by alias. */
  readonly aliases: Readonly<Record<string, number>>
}

/** Lists the versions of a state machine, newest first. @throws AWS's StateMachineDoesNotExist */
export const listDeployedVersions = async (session: Session, nameOrArn: string): Promise<VersionSummary[]> => {
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const present = await fetchStateMachine(session, stateMachineArn)
  const shares = await aliasShares(session, stateMachineArn)
  const summaries: VersionSummary[] = []
  for await (const { stateMachine, label, ...published } of deployedVersions(session, stateMachineArn)) {
    const aliases = shares.flatMap(({ name, weights }): [string, number][] => {
      const weight = weights.get(published.version)
      return weight === undefined ? [] : [[name, weight]]
    })
    const isPresent = !summaries.some((newer) => newer.isPresent) && isDeployed(present, stateMachine)
    summaries.push({
      ...published,
      ...(label !== undefined && { label }),
      isPresent,
      aliases: Object.fromEntries(aliases),
    })
  }
  return summaries
}
