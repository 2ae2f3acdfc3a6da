import { fromAwsName, parseArn } from '../../arn.ts'
import type { StateMachineOutput } from '../../client/describe-state-machine.ts'
import { toEncryption, toLogging } from '../../client/state-machine-configuration.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { growRole } from './ensure-role.ts'
import { roleArnOf, roleName } from './role-name.ts'
import { parseAsl, tryPolicy } from './role-steps.ts'

/**
 * Adds the permissions of a version to the role of its state machine. The next deployment removes those that are not needed. A role that
 * `deploy` did not create stays as it is. Returns false if the permissions cannot be derived from the definition of the version.
 */
export const restoreRole = async (
  deps: DeployDeps,
  present: StateMachineOutput,
  version: StateMachineOutput,
): Promise<boolean> => {
  const environment = parseArn(present.stateMachineArn)
  if (!environment || !(await deps.hasServices())) return true
  const stateMachine = fromAwsName(present.name)
  const owner = { resource: 'state machine', name: stateMachine, environment } as const
  if (version.roleArn !== roleArnOf(environment, roleName(owner))) return true
  const document = tryPolicy(deps, parseAsl(version.definition), {
    name: stateMachine,
    environment,
    logging: toLogging(version.loggingConfiguration ?? {}),
    tracing: version.tracingConfiguration?.enabled ?? false,
    encryption: toEncryption(version.encryptionConfiguration),
  })
  if (document) await growRole(deps.services.iam, owner, document)
  return document !== undefined
}
