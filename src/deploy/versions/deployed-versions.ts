import { describeAlias, listAliases } from '../../client/aliases.ts'
import { findStateMachine, type StateMachineOutput } from '../../client/describe-state-machine.ts'
import type { Session } from '../../client/session.ts'
import { listVersions, type PublishedVersion } from '../../client/versions.ts'

/** A published version with its label, and the definition and settings that it keeps. */
export interface DeployedVersion extends PublishedVersion {
  /** The `version` that `deploy` was given: `1.4.0`, `git-3f2a…`. It is the description of the version. */
  readonly label: string | undefined
  readonly stateMachine: StateMachineOutput
}

/** Yields the versions of a state machine, newest first; each is described when it is read. */
export async function* deployedVersions(session: Session, stateMachineArn: string): AsyncGenerator<DeployedVersion> {
  for await (const version of listVersions(session, stateMachineArn)) {
    const stateMachine = await findStateMachine(session, version.versionArn)
    if (stateMachine) yield { ...version, label: stateMachine.description || undefined, stateMachine }
  }
}

/** The percentages of the executions of an alias, by version. */
export interface AliasShare {
  readonly name: string
  readonly weights: ReadonlyMap<number, number>
}

/** Lists the aliases of a state machine with the versions that get executions. */
export const aliasShares = async (session: Session, stateMachineArn: string): Promise<AliasShare[]> => {
  const shares: AliasShare[] = []
  for await (const { name } of listAliases(session, stateMachineArn)) {
    const { weights } = await describeAlias(session, stateMachineArn, name)
    shares.push({ name, weights: usedVersions(weights) })
  }
  return shares
}

const usedVersions = (weights: Readonly<Record<string, number>>): ReadonlyMap<number, number> =>
  new Map(
    Object.entries(weights).flatMap(([version, weight]): [number, number][] =>
      weight > 0 ? [[Number(version), weight]] : [],
    ),
  )

/** The version that most executions of an alias get; `undefined` if there is none. */
export const mainVersion = ({ weights }: AliasShare): number | undefined =>
  [...weights].sort(([, one], [, other]) => other - one)[0]?.[0]
