/** Where an ARN points: everything of it but the resource. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/** The name of an activity or a state machine as AWS stores it: AWS allows no `/`, so it is written `__`. */
export const toAwsName = (name: string): string => name.replaceAll('/', '__')

/** A name read back from AWS, the inverse of {@link toAwsName}. */
export const fromAwsName = (name: string): string => name.replaceAll('__', '/')

/** Whether a name would read back as itself: one that mixes `/` and `__` would not. */
export const isReversibleName = (name: string): boolean => fromAwsName(toAwsName(name)) === name || !name.includes('/')

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

export const placeOf = (region: string, accountId: string): Place => ({
  partition: partitionOf(region),
  region,
  accountId,
})

export const activityArn = (place: Place, awsName: string): string => statesArn(place, 'activity', awsName)

export const stateMachineArn = (place: Place, awsName: string): string => statesArn(place, 'stateMachine', awsName)

export const statesArn = ({ partition, region, accountId }: Place, ...resource: string[]): string =>
  `arn:${partition}:states:${region}:${accountId}:${resource.join(':')}`

/** The place that an ARN names, or `undefined` where the text is no ARN. */
export const placeOfArn = (arn: string): Place | undefined => {
  const [prefix, partition, service, region, accountId] = arn.split(':')
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return undefined
  return { partition, region, accountId }
}

/** What follows the account in an ARN: `['execution', 'machine', 'name']`. */
export const resourceOfArn = (arn: string): string[] => arn.split(':').slice(5)

/** The ARN of an execution of a state machine, which may be named by a version or an alias. */
export const executionArnOf = (stateMachineArn: string, name: string): string =>
  [...stateMachineArn.split(':').slice(0, 5), 'execution', resourceOfArn(stateMachineArn)[1], name].join(':')
