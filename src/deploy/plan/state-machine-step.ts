import { isDeepStrictEqual } from 'node:util'
import { assertSameType } from '../../client/create-or-update.ts'
import { findStateMachine, type StateMachineOutput } from '../../client/describe-state-machine.ts'
import { ensureStateMachine } from '../../client/ensure-state-machine.ts'
import { pollDelays } from '../../client/poll-delays.ts'
import type { Session } from '../../client/session.ts'
import { changedFields, toConfiguration } from '../../client/state-machine-configuration.ts'
import type { StateMachineOptions } from '../../client/state-machine-options.ts'
import { DeploymentConflict } from '../deployment-conflict.ts'
import { type DefinitionDiff, diff } from '../diff/diff.ts'
import { isOwn, ownTags, VERSION_TAG } from '../ownership.ts'
import type { PlannedMachine } from './planned-machine.ts'
import type { ExecutableStep } from './step.ts'

/** A step that deploys a state machine, and the revision after it. */
export interface StateMachineStep extends ExecutableStep {
  /** The revision to publish: `undefined` for that of a state machine that was never updated. */
  readonly revisionId: () => string | undefined
}

/** The longest time in milliseconds for which AWS may describe the state machine as it was before its update. */
const SETTLE_MS = 10_000

const fieldNames: Readonly<Record<string, string>> = {
  roleArn: 'role',
  loggingConfiguration: 'logging',
  tracingConfiguration: 'tracing',
  encryptionConfiguration: 'encryption',
}

/**
 * Creates a state machine, or updates it if it differs.
 * @throws Error if it exists and was not created by a deployment, if its type would change, or if its version has another definition.
 */
export const stateMachineStep = (session: Session, machine: PlannedMachine): StateMachineStep => {
  const { present, presentTags, name } = machine
  const options = settingsOf(session, machine)
  if (present) assertUpdatable(machine, present)
  const changed = present ? changesOf(machine, present, options) : []
  assertNewVersion(machine, changed.includes('definition'))
  const tags = wantedTags(machine, changed.includes('definition'))
  const changes = [...changed, ...(present && !isDeepStrictEqual(tags, presentTags) ? ['tags'] : [])]
  let revisionId = present?.revisionId
  return {
    resource: 'state machine',
    name,
    action: present ? (changes.length > 0 ? 'update' : 'unchanged') : 'create',
    changes,
    ...(present && changed.includes('definition') && { diff: diffOf(machine, present) }),
    revisionId: () => revisionId,
    execute: async (signal) => {
      await assertUnchanged(session, machine)
      await ensureStateMachine(session, { name, definition: machine.given }, { ...options, tags })
      revisionId = await settledRevision(session, machine, signal)
    },
  }
}

const settingsOf = (session: Session, { options }: PlannedMachine): StateMachineOptions => {
  const { type, roleArn = session.roleArn, logging, tracing, encryption } = options
  return {
    ...(type !== undefined && { type }),
    ...(roleArn !== undefined && { roleArn }),
    ...(logging !== undefined && { logging }),
    ...(tracing !== undefined && { tracing }),
    ...(encryption !== undefined && { encryption }),
  }
}

const assertUpdatable = (machine: PlannedMachine, present: StateMachineOutput): void => {
  const { name, presentTags, options } = machine
  assertSameType(present, name, options)
  if (present.status === 'DELETING' || isOwn(presentTags) || options.adopt) return
  throw new Error(
    `the state machine "${name}" exists and was not created by deploy: pass adopt: true (--adopt) to take it over, or choose another name`,
  )
}

const changesOf = ({ asl }: PlannedMachine, present: StateMachineOutput, options: StateMachineOptions): string[] =>
  Object.keys(changedFields(present, { ...toConfiguration(options), definition: JSON.stringify(asl) })).map(
    (field) => fieldNames[field] ?? field,
  )

/** Rejects a version with another definition than the published one, as if its label was not increased by mistake. */
const assertNewVersion = ({ name, label, presentTags }: PlannedMachine, isRedefined: boolean): void => {
  if (label === undefined || !isRedefined || presentTags[VERSION_TAG] !== label || label.endsWith('-dirty')) return
  throw new Error(`version ${label} of "${name}" is deployed with another definition: choose another version`)
}

/** All tags of the state machine. Without the option `tags`, the present ones stay. */
const wantedTags = (
  { label, options, presentTags }: PlannedMachine,
  isRedefined: boolean,
): Readonly<Record<string, string>> => {
  const { [VERSION_TAG]: presentLabel, ...others } = presentTags
  const version = label ?? (isRedefined ? undefined : presentLabel)
  return { ...(options.tags ?? others), ...ownTags, ...(version !== undefined && { [VERSION_TAG]: version }) }
}

const diffOf = ({ asl, environment }: PlannedMachine, present: StateMachineOutput): DefinitionDiff =>
  diff(asl, JSON.parse(present.definition), environment)

/** Checks that a state machine has not changed since the deployment was planned. @throws DeploymentConflict if it has */
const assertUnchanged = async (session: Session, { name, stateMachineArn, present }: PlannedMachine): Promise<void> => {
  const now = await findStateMachine(session, stateMachineArn)
  const isSame = now?.revisionId === present?.revisionId && now?.definition === present?.definition
  if (!isSame && now?.status !== 'DELETING' && present?.status !== 'DELETING')
    throw new DeploymentConflict('state machine', name)
}

/**
 * Waits until the state machine is described with its new definition, and returns its revision.
 * @throws DeploymentConflict if it has another definition after a while.
 */
const settledRevision = async (
  session: Session,
  { name, stateMachineArn, asl }: PlannedMachine,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const start = session.system.now()
  const delays = pollDelays(1000)
  while (true) {
    const now = await findStateMachine(session, stateMachineArn)
    if (now && isDeepStrictEqual(JSON.parse(now.definition), asl)) return now.revisionId
    if (session.system.now() - start >= SETTLE_MS) throw new DeploymentConflict('state machine', name)
    await session.system.sleep(delays.next().value, signal)
  }
}
