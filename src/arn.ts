/** The AWS account, region and partition that turn names into ARNs (the AWS CDK calls them an environment). */
export interface AwsEnvironment {
  readonly partition: string
  readonly region: string
  /** 12 digits. */
  readonly accountId: string
}

/** An ARN in its parts. */
export interface Arn extends AwsEnvironment {
  /** The service's namespace: `states`, `lambda`, `iam`. */
  readonly service: string
  /** The part after the account, split at its colons: `['execution', 'machine', 'name']`. */
  readonly resource: readonly string[]
}

/**
 * Parses an ARN: `arn:partition:service:region:account:resource`. Returns `undefined` if the string is not an ARN.
 * The region and the account may be empty, as they are for a service integration or a role.
 */
export const parseArn = (arn: string): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...resource] = arn.split(':')
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return undefined
  return { partition, service, region, accountId, resource }
}

/** The name of an activity or a state machine as AWS stores it. AWS does not allow `/`, so it is written `__`. */
export const toAwsName = (name: string): string => name.replaceAll('/', '__')

/** A name as AWS returns it, with `/` for `__`: the inverse of {@link toAwsName}. */
export const fromAwsName = (name: string): string => name.replaceAll('__', '/')

/** True if {@link fromAwsName} returns the same name again. It does not for a name that mixes `/` and `__`. */
export const isReversibleName = (name: string): boolean => fromAwsName(toAwsName(name)) === name || !name.includes('/')

/** The partitions besides `aws`, by the start of their regions' names (SDK, partitions.json). */
const partitions = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
] as const

const partitionOf = (region: string): string => partitions.find(([start]) => region.startsWith(start))?.[1] ?? 'aws'

export const awsEnvironment = (region: string, accountId: string): AwsEnvironment => ({
  partition: partitionOf(region),
  region,
  accountId,
})

/** The environment of the embedded engine by default, and of definitions that are only checked: they need some account in their ARNs. */
export const exampleEnvironment: AwsEnvironment = awsEnvironment('us-east-1', '123456789012')

/** The environment of names as long as the account is not known. */
export const unknownEnvironment: AwsEnvironment = awsEnvironment('us-east-1', '000000000000')

export const activityArn = (environment: AwsEnvironment, awsName: string): string =>
  statesArn(environment, 'activity', awsName)

export const stateMachineArn = (environment: AwsEnvironment, awsName: string): string =>
  statesArn(environment, 'stateMachine', awsName)

export const statesArn = ({ partition, region, accountId }: AwsEnvironment, ...resource: string[]): string =>
  `arn:${partition}:states:${region}:${accountId}:${resource.join(':')}`

/** A state machine's ARN without the `#TestCase` that chooses mocks (Step Functions Local). */
export const withoutTestCase = (stateMachineArn: string): string => stateMachineArn.replace(/#.*$/s, '')

/** The ARN of an execution of a state machine. The state machine's ARN may end with a version, an alias or a test case. */
export const executionArnOf = (stateMachineArn: string, name: string): string => {
  const parts = withoutTestCase(stateMachineArn).split(':')
  return [...parts.slice(0, 5), 'execution', parts[6], name].join(':')
}

/** A state machine's ARN without the version or alias that may follow its name. */
export const unqualifiedArn = (stateMachineArn: string): string => stateMachineArn.split(':').slice(0, 7).join(':')
