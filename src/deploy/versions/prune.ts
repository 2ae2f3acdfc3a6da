import type { Session } from '../../client/session.ts'
import { deleteVersion } from '../../client/versions.ts'
import { assertOptions, type OptionChecks, required } from '../../options.ts'
import { wholeNumberCheck } from '../whole-number-check.ts'
import { listDeployedVersions } from './list-deployed-versions.ts'

export interface PruneOptions {
  /** The number of newest versions that stay, at least 1. */
  readonly keep: number
}

const checks: OptionChecks<PruneOptions> = {
  keep: required(wholeNumberCheck({ minimum: 1 })),
}

/**
 * Deletes old versions of a state machine. The newest ones stay, the one that is deployed, and those that an alias points to. Running
 * executions of a deleted version continue. Returns the numbers of the deleted versions.
 * @throws TypeError for a wrong option.
 */
export const prune = async (session: Session, nameOrArn: string, options: PruneOptions): Promise<number[]> => {
  assertOptions('options', options, checks)
  const newestFirst = await listDeployedVersions(session, nameOrArn)
  const unneeded = newestFirst
    .slice(options.keep)
    .filter(({ isPresent, aliases }) => !isPresent && Object.keys(aliases).length === 0)
    .map(({ version }) => version)
  for (const version of unneeded) await deleteVersion(session, nameOrArn, version)
  return unneeded
}
