import type { AwsEnvironment } from '../../arn.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import type { PolicyDocument } from '../permissions/policy-documents.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { growRole, planRole, shrinkRole } from '../role/ensure-role.ts'
import { type RoleOwner, roleName } from '../role/role-name.ts'
import type { PlannedFunction } from './function-source.ts'

/** The owner of the role that is created for a function. */
export const functionRole = (name: string, environment: AwsEnvironment): RoleOwner => ({
  resource: 'Lambda function',
  name,
  environment,
})

/** Creates or updates the role of a function. It is exactly as the function needs it: a function has no versions that need more. */
export const functionRoleStep = async (
  { services: { iam } }: DeployDeps,
  planned: PlannedFunction,
  environment: AwsEnvironment,
): Promise<ExecutableStep> => {
  const owner = functionRole(planned.name, environment)
  const policy = policyOf(planned, environment)
  const { action, changes } = await planRole(iam, owner, policy)
  return {
    resource: 'role',
    name: roleName(owner),
    action,
    changes,
    execute: async () => {
      await growRole(iam, owner, policy)
      if (action === 'update') await shrinkRole(iam, owner, policy)
    },
  }
}

/** The permissions to write the log of a function (developer guide of Lambda, execution role), and its own `iam`. */
const policyOf = ({ name, iam }: PlannedFunction, { partition, region, accountId }: AwsEnvironment): PolicyDocument => {
  const group = `arn:${partition}:logs:${region}:${accountId}:log-group:/aws/lambda/${name}`
  const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: actions, Resource: [group, `${group}:*`] },
      ...iam.map(({ actions: Action, resources: Resource, condition }) => ({
        Effect: 'Allow' as const,
        Action,
        Resource,
        ...(condition && { Condition: condition }),
      })),
    ],
  }
}
