import { findStateMachine } from '../../client/describe-state-machine.ts'
import type { Session } from '../../client/session.ts'
import { toEncryption, toLogging } from '../../client/state-machine-configuration.ts'
import { DefinitionError } from '../../errors.ts'
import type { Asl } from '../../sugar/desugar.ts'
import type { DeployDeps, PolicyOwner } from '../deploy-deps.ts'
import type { PolicyDocument } from '../permissions/policy-documents.ts'
import type { PlannedMachine } from '../plan/planned-machine.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { aliasShares } from '../versions/deployed-versions.ts'
import { growRole, planRole, shrinkRole } from './ensure-role.ts'
import { roleName } from './role-name.ts'
import { mergePolicies } from './role-policies.ts'

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
  const { services } = deps
  const { environment, name } = machine
  const own = { resource: 'state machine', name, environment } as const
  const kept = await keptPolicies(deps, machine)
  const document = mergePolicies([deps.inferPolicy(machine.given, ownerOf(machine)), ...kept.documents])
  const { action, changes, shrinks } = await planRole(services.iam, own, document)
  const step = { resource: 'role', name: roleName(own) } as const
  const before: ExecutableStep = { ...step, action, changes, execute: () => growRole(services.iam, own, document) }
  if (!shrinks || !kept.isComplete) return { before: [before], after: [] }
  const after = { ...step, action: 'update', changes: ['permissions that are no longer needed'] } as const
  return { before: [before], after: [{ ...after, execute: () => shrinkRole(services.iam, own, document) }] }
}

/** Settings that are not given stay as they are, and so do their permissions. */
const ownerOf = ({ name, environment, options, present }: PlannedMachine): PolicyOwner => {
  const logging = options.logging ?? (present?.loggingConfiguration && toLogging(present.loggingConfiguration))
  const encryption =
    options.encryption === undefined ? toEncryption(present?.encryptionConfiguration) : options.encryption
  const { tracing = present?.tracingConfiguration?.enabled } = options
  return {
    name,
    environment,
    ...(logging && { logging }),
    ...(encryption && { encryption }),
    ...(tracing !== undefined && { tracing }),
  }
}

interface KeptPolicies {
  readonly documents: readonly PolicyDocument[]
  /** False if the permissions of a version cannot be derived from its ASL: then the role keeps all that it has. */
  readonly isComplete: boolean
}

/** The policies of the versions that other aliases use. */
const keptPolicies = async (deps: DeployDeps, machine: PlannedMachine): Promise<KeptPolicies> => {
  if (!machine.present) return { documents: [], isComplete: true }
  const definitions = await aliasedDefinitions(deps.session, machine.stateMachineArn, machine.options.alias)
  const found = definitions.map((asl) => tryPolicy(deps, asl, ownerOf(machine)))
  const documents = found.flatMap((document) => document ?? [])
  return { documents, isComplete: documents.length === found.length }
}

/** Derives the permissions of a definition; `undefined` if they cannot be derived, as those of a task with a field `iam` from its ASL. */
export const tryPolicy = (
  { inferPolicy }: DeployDeps,
  definition: unknown,
  owner: PolicyOwner,
): PolicyDocument | undefined => {
  try {
    return inferPolicy(definition, owner)
  } catch (error) {
    if (error instanceof DefinitionError) return undefined
    throw error
  }
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
