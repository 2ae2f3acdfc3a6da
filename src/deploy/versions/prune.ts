import { resolveStateMachineArn } from '../../client/resolve-arn.ts'
import type { Session } from '../../client/session.ts'
import { deleteVersion, listVersions } from '../../client/versions.ts'
import { assertOptions, type OptionChecks, required } from '../../options.ts'
import { aliasShares } from './deployed-versions.ts'

export interface PruneOptions {
  /** How many of the newest versions stay, at least 1. */
  readonly keep: number
}

const checks: OptionChecks<PruneOptions> = {
  keep: required({
    expected: 'a whole number from 1',
    fits: (keep: unknown) => Number.isInteger(keep) && Number(keep) >= 1,
  }),
}

/**
 * Deletes old versions of a state machine. The newest ones stay, and those that an alias points to. Running executions of a deleted
 * version continue. Returns the numbers of the deleted versions.
 * @throws TypeError for a wrong option.
 */
export const prune = async (session: Session, nameOrArn: string, options: PruneOptions): Promise<number[]> => {
  assertOptions('options', options, checks)
  const stateMachineArn = await resolveStateMachineArn(session, nameOrArn)
  const inUse = new Set((await aliasShares(session, stateMachineArn)).flatMap(({ weights }) => [...weights.keys()]))
  const newestFirst: number[] = []
  for await (const { version } of listVersions(session, stateMachineArn)) newestFirst.push(version)
  const unneeded = newestFirst.slice(options.keep).filter((version) => !inUse.has(version))
  for (const version of unneeded) await deleteVersion(session, stateMachineArn, version)
  return unneeded
}
