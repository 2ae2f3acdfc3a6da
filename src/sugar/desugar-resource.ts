import { type AwsEnvironment, activityArn, fromAwsName, parseArn, toAwsName } from '../arn.ts'
import { parseResource } from '../specs/parse-resource.ts'

/** The ARN of a `resource` in an AWS environment: `'activity/add'`, `'lambda/resize:live'`, `'sqs:sendMessage'`. */
export const desugarResource = (text: string, environment: AwsEnvironment): string => {
  const resource = parseResource(text)
  switch (resource.kind) {
    case 'verbatim':
      return text
    case 'lambda':
      return `arn:${environment.partition}:lambda:${environment.region}:${environment.accountId}:function:${resource.name}`
    case 'machine':
      return `arn:${environment.partition}:states:::states:startExecution.sync:2`
    case 'integration':
      return `arn:${environment.partition}:states:::${resource.name}`
    case 'activity':
      return activityArn(environment, toAwsName(resource.name))
  }
}

/** The shortest `resource` for an ARN in an AWS environment: the inverse of {@link desugarResource}. */
export const resugarResource = (arn: string, environment: AwsEnvironment): string => {
  const short = shortName(arn)
  return short !== undefined && desugarResource(short, environment) === arn ? short : arn
}

const shortName = (arn: string): string | undefined => {
  const parsed = parseArn(arn)
  if (!parsed) return undefined
  const { service, region, resource } = parsed
  const [type, ...name] = resource
  if (service === 'lambda' && type === 'function') return `lambda/${name.join(':')}`
  if (service !== 'states') return undefined
  if (region === '') return [type, ...name].join(':')
  return type === 'activity' ? fromAwsName(name.join(':')) : undefined
}
