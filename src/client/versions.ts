import { assertOptions, describeValue, type OptionChecks, stringCheck } from '../options.ts'
import { completeOutput } from './complete-output.ts'
import { pages } from './pages.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'

export interface PublishVersionOptions {
  /** At most 256 characters. A revision with two descriptions has two versions. */
  readonly description?: string
  /** Publishes only if this is the current revision of the state machine: else AWS throws ConflictException. */
  readonly revisionId?: string
}

export interface PublishedVersion {
  /** AWS counts the versions of a state machine from 1, and does not use the number of a deleted version again. */
  readonly version: number
  readonly versionArn: string
  readonly creationDate: Date
}

const checks: OptionChecks<PublishVersionOptions> = {
  description: stringCheck('a string'),
  revisionId: stringCheck('the id of a revision'),
}

/**
 * Publishes the current definition of a state machine as a version, which never changes (PublishStateMachineVersion). If nothing has
 * changed since the last version, it returns that version.
 */
export const publishVersion = async (
  session: Session,
  ref: StateMachineReference,
  options: PublishVersionOptions = {},
): Promise<PublishedVersion> => {
  assertOptions('options', options, checks)
  const stateMachineArn = await resolveStateMachineArn(session, ref)
  const { sfn, sdk } = await session.connect()
  const command = new sdk.PublishStateMachineVersionCommand({ stateMachineArn, ...options })
  return toVersion(completeOutput(await sfn.send(command)))
}

/** Lists the versions of a state machine, newest first, page by page as they are read (ListStateMachineVersions). */
export async function* listVersions(session: Session, ref: StateMachineReference): AsyncGenerator<PublishedVersion> {
  const stateMachineArn = await resolveStateMachineArn(session, ref)
  const { sfn, sdk } = await session.connect()
  const request = async (nextToken?: string) =>
    completeOutput(
      await sfn.send(new sdk.ListStateMachineVersionsCommand({ stateMachineArn, maxResults: 1000, nextToken })),
    )
  for await (const { stateMachineVersions } of pages(request)) yield* stateMachineVersions.map(toVersion)
}

/**
 * Deletes a version (DeleteStateMachineVersion). It is not an error if the version does not exist.
 * @throws TypeError if `version` is not the number of a version; AWS's ConflictException if an alias points to it.
 */
export const deleteVersion = async (session: Session, ref: StateMachineReference, version: number): Promise<void> => {
  const stateMachineVersionArn = versionArnOf(await resolveStateMachineArn(session, ref), version)
  const { sfn, sdk } = await session.connect()
  await sfn.send(new sdk.DeleteStateMachineVersionCommand({ stateMachineVersionArn }))
}

/** @throws TypeError if `version` is not the number of a version. */
export const versionArnOf = (stateMachineArn: string, version: number | string): string => {
  if (/^[1-9]\d*$/.test(String(version))) return `${stateMachineArn}:${version}`
  throw new TypeError(`expected the number of a version, such as 3, got ${describeValue(version)}`)
}

/** The number at the end of a version's ARN. */
export const versionNumber = (versionArn: string): number => Number(versionArn.split(':').at(-1))

const toVersion = ({
  stateMachineVersionArn: versionArn,
  creationDate,
}: {
  readonly stateMachineVersionArn: string
  readonly creationDate: Date
}): PublishedVersion => ({ version: versionNumber(versionArn), versionArn, creationDate })
