import { answered } from './answered.ts'
import type { Session } from './session.ts'

export interface PublishOptions {
  /** Publish a version of the machine as it is now. One that is published already stays the same version. */
  readonly publish?: boolean
  /** Publish, and let this alias point to the version. */
  readonly alias?: string
}

/** The ARN of the published version; `undefined` where none is wanted. */
export const publish = async (
  session: Session,
  stateMachineArn: string,
  { publish = false, alias }: PublishOptions,
): Promise<string | undefined> => {
  if (!publish && alias === undefined) return undefined
  const { sfn, sdk } = await session.connect()
  const published = answered(await sfn.send(new sdk.PublishStateMachineVersionCommand({ stateMachineArn })))
  const version = published.stateMachineVersionArn
  if (alias !== undefined) await pointAlias(session, `${stateMachineArn}:${alias}`, version)
  return version
}

/** Lets an alias point to a version and to no other; it is created where there is none. */
const pointAlias = async (session: Session, stateMachineAliasArn: string, version: string): Promise<void> => {
  const routingConfiguration = [{ stateMachineVersionArn: version, weight: 100 }]
  const { sfn, sdk } = await session.connect()
  try {
    const present = await sfn.send(new sdk.DescribeStateMachineAliasCommand({ stateMachineAliasArn }))
    const [route] = present.routingConfiguration ?? []
    if (route?.stateMachineVersionArn === version && route.weight === 100) return
    await sfn.send(new sdk.UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFound') throw error
    const name = stateMachineAliasArn.slice(stateMachineAliasArn.lastIndexOf(':') + 1)
    await sfn.send(new sdk.CreateStateMachineAliasCommand({ name, routingConfiguration }))
  }
}
