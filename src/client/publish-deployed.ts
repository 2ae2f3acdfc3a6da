import { setAlias } from './aliases.ts'
import type { Session } from './session.ts'
import { publishVersion } from './versions.ts'

export interface PublishOptions {
  /** Publishes a version of the state machine. Without a change since the last version, it stays the same version. */
  readonly publish?: boolean
  /** Publishes a version, and makes this alias point to it. */
  readonly alias?: string
}

/** Publishes a version if the options ask for one. Returns its ARN, else `undefined`. */
export const publishDeployed = async (
  session: Session,
  stateMachineArn: string,
  { publish = false, alias }: PublishOptions,
): Promise<string | undefined> => {
  if (!publish && alias === undefined) return undefined
  const { versionArn, version } = await publishVersion(session, stateMachineArn)
  if (alias !== undefined) await setAlias(session, { of: stateMachineArn, name: alias }, version)
  return versionArn
}
