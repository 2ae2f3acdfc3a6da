import { createHash } from 'node:crypto'
import { type AwsEnvironment, stateMachineArn, toAwsName } from '../../arn.ts'

/** The path of the roles, as the AWS console chooses it for roles of services. */
export const ROLE_PATH = '/service-role/'

/** The most characters of a role's name (IAM quotas). */
const MAX_LENGTH = 64

/** The state machine or the function that has a role of its own. */
export interface RoleOwner {
  readonly resource: 'state machine' | 'Lambda function'
  readonly name: string
  readonly environment: AwsEnvironment
}

/** A function may have the name of a state machine: their roles have different prefixes. */
const prefixes = { 'state machine': 'stepwise', 'Lambda function': 'lambda-stepwise' } as const

/** The name of a role. A name that is too long, or that IAM does not allow, ends with a hash. */
export const roleName = ({ resource, name: ownName, environment: { region } }: RoleOwner): string => {
  const name = `${prefixes[resource]}-${toAwsName(ownName)}-${region}`
  if (name.length <= MAX_LENGTH && /^[\w+=,.@-]+$/.test(name)) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, MAX_LENGTH - hash.length - 1)}-${hash}`
}

export const roleArnOf = ({ partition, accountId }: AwsEnvironment, name: string): string =>
  `arn:${partition}:iam::${accountId}:role${ROLE_PATH}${name}`

/** The ARN of a managed policy of a role. */
export const policyArnOf = ({ partition, accountId }: AwsEnvironment, name: string): string =>
  `arn:${partition}:iam::${accountId}:policy${ROLE_PATH}${name}`

/** Lets a service assume a role. Lambda offers no condition for it (developer guide of Lambda, execution role). */
export const trustPolicy = ({ resource, name, environment }: RoleOwner) =>
  resource === 'state machine' ? stateMachineTrust(name, environment) : serviceTrust('lambda.amazonaws.com')

/** Lets a service assume a role, without conditions. */
export const serviceTrust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
})

/** Lets Step Functions assume a role, for one state machine of one account only (developer guide, Cross-service confused deputy). */
const stateMachineTrust = (stateMachine: string, environment: AwsEnvironment) => {
  const arn = stateMachineArn(environment, toAwsName(stateMachine))
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'states.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': environment.accountId },
          ArnLike: { 'aws:SourceArn': [arn, `${arn}:*`, `${arn}/*`] },
        },
      },
    ],
  }
}
