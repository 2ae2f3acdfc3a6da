import { completeOutput } from './complete-output.ts'
import type { Session } from './session.ts'

export interface PublishOptions {
  /** Publishes a version of the state machine. Without a change since the last version, it stays the same version. */
  readonly publish?: boolean
  /** Publishes a version, and makes this alias point to it. */
  readonly alias?: string
}

/** Publishes a version if the options ask for one. Returns its ARN, else `undefined`. */
export const publishVersion = async (
  session: Session,
  stateMachineArn: string,
  { publish = false, alias }: PublishOptions,
): Promise<string | undefined> => {
  if (!publish && alias === undefined) return undefined
  const { sfn, sdk } = await session.connect()
  const published = completeOutput(await sfn.send(new sdk.PublishStateMachineVersionCommand({ stateMachineArn })))
  const version = published.stateMachineVersionArn
  if (alias !== undefined) await pointAlias(session, { stateMachineArn, alias, version })
  return version
}

interface AliasTarget {
  readonly stateMachineArn: string
  readonly alias: string
  /** The ARN of a version. */
  readonly version: string
}

/** Makes an alias point to one version only. It is created if it does not exist. */
const pointAlias = async (session: Session, { stateMachineArn, alias, version }: AliasTarget): Promise<void> => {
  const stateMachineAliasArn = `${stateMachineArn}:${alias}`
  const routingConfiguration = [{ stateMachineVersionArn: version, weight: 100 }]
  const { sfn, sdk } = await session.connect()
  try {
    const present = await sfn.send(new sdk.DescribeStateMachineAliasCommand({ stateMachineAliasArn }))
    const [route] = present.routingConfiguration ?? []
    if (route?.stateMachineVersionArn === version && route.weight === 100) return
    await sfn.send(new sdk.UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFound') throw error
    await sfn.send(new sdk.CreateStateMachineAliasCommand({ name: alias, routingConfiguration }))
  }
}
