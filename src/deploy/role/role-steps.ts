import { isDeepStrictEqual } from 'node:util'
import { findStateMachine } from '../../client/describe-state-machine.ts'
import type { Session } from '../../client/session.ts'
import type { Asl } from '../../sugar/desugar.ts'
import type { DeployDeps, PolicySettings } from '../deploy-deps.ts'
import type { PlannedMachine } from '../plan/planned-machine.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { aliasShares } from '../versions/deployed-versions.ts'
import { ensureRole, planRole } from './ensure-role.ts'
import { mergePolicies, type PolicyDocument } from './policy-document.ts'
import { roleName } from './role-name.ts'

/** The steps before and after the update of a state machine. */
export interface RoleSteps {
  readonly before: readonly ExecutableStep[]
  readonly after: readonly ExecutableStep[]
}

/**
 * Creates or updates the role of a state machine. Versions that aliases use keep their permissions, and so does the present definition
 * until the new one and its alias are in place.
 */
export const roleSteps = async (deps: DeployDeps, machine: PlannedMachine): Promise<RoleSteps> => {
  const { session, services } = deps
  const { present, options, environment } = machine
  const own = { stateMachine: machine.name, environment }
  const kept = present ? await aliasedDefinitions(session, machine.stateMachineArn, options.alias) : []
  const moved =
    present && options.alias !== undefined ? await aliasedDefinitions(session, machine.stateMachineArn) : kept
  const final = policyOf(deps, machine, [machine.asl, ...kept])
  const transitional = policyOf(deps, machine, [
    machine.asl,
    ...kept,
    ...moved,
    ...(present ? [parseAsl(present.definition)] : []),
  ])
  const { action, changes } = await planRole(services.iam, own, final)
  const step = { resource: 'role', name: roleName(machine.name, environment) } as const
  const execute = (document: PolicyDocument) => () => ensureRole(services.iam, own, document)
  const before: ExecutableStep = { ...step, action, changes, execute: execute(transitional) }
  if (action === 'unchanged' || isDeepStrictEqual(final, transitional)) return { before: [before], after: [] }
  const shrink = { ...step, action: 'update', changes: ['permissions that are no longer needed'] } as const
  return { before: [before], after: [{ ...shrink, execute: execute(final) }] }
}

const policyOf = (
  { inferPolicy }: DeployDeps,
  machine: PlannedMachine,
  definitions: readonly Asl[],
): PolicyDocument => {
  const { logging, tracing } = machine.options
  const settings: PolicySettings = {
    logging: logging !== undefined && logging.level !== 'OFF',
    tracing: tracing ?? machine.present?.tracingConfiguration?.enabled ?? false,
  }
  return mergePolicies(definitions.map((asl) => inferPolicy(asl, machine.environment, settings)))
}

/** The definitions of the versions that aliases use, except those that only `except` uses. */
export const aliasedDefinitions = async (
  session: Session,
  stateMachineArn: string,
  except?: string,
): Promise<Asl[]> => {
  const aliases = (await aliasShares(session, stateMachineArn)).filter(({ name }) => name !== except)
  const versions = new Set(aliases.flatMap(({ weights }) => [...weights.keys()]))
  const found = await Promise.all([...versions].map((one) => findStateMachine(session, `${stateMachineArn}:${one}`)))
  return found.flatMap((version) => (version ? [parseAsl(version.definition)] : []))
}

/** The boundary: Step Functions has checked the definition. */
export const parseAsl = (definition: string): Asl => JSON.parse(definition)
