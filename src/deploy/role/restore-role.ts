import { fromAwsName, parseArn } from '../../arn.ts'
import type { StateMachineOutput } from '../../client/describe-state-machine.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { ensureRole } from './ensure-role.ts'
import { mergePolicies } from './policy-document.ts'
import { roleArnOf, roleName } from './role-name.ts'
import { aliasedDefinitions, parseAsl } from './role-steps.ts'

/**
 * Gives the role of a state machine the permissions of a version that it goes back to, besides those of the present definition and of
 * versions that aliases use. The next deployment removes those that are not needed. A role that `deploy` did not create stays as it is.
 */
export const restoreRole = async (
  { session, services, inferPolicy, hasServices }: DeployDeps,
  present: StateMachineOutput,
  version: StateMachineOutput,
): Promise<void> => {
  const environment = parseArn(present.stateMachineArn)
  if (!environment || !(await hasServices())) return
  const stateMachine = fromAwsName(present.name)
  if (version.roleArn !== roleArnOf(environment, roleName(stateMachine, environment))) return
  const definitions = [present.definition, version.definition].map(parseAsl)
  const aliased = await aliasedDefinitions(session, present.stateMachineArn)
  const { level = 'OFF' } = version.loggingConfiguration ?? {}
  const settings = { logging: level !== 'OFF', tracing: version.tracingConfiguration?.enabled ?? false }
  const policies = [...definitions, ...aliased].map((asl) => inferPolicy(asl, environment, settings))
  await ensureRole(services.iam, { stateMachine, environment }, mergePolicies(policies))
}
