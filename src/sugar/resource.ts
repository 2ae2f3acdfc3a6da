import { activityArn, fromAwsName, type Place, placeOfArn, resourceOfArn, toAwsName } from '../arn.ts'
import { parseResource } from '../specs/resource.ts'

/** The ARN that a `resource` stands for in a place: `'activity/add'`, `'lambda/resize:live'`, `'sqs:sendMessage'`. */
export const desugarResource = (text: string, place: Place): string => {
  const resource = parseResource(text)
  switch (resource.kind) {
    case 'verbatim':
      return text
    case 'lambda':
      return `arn:${place.partition}:lambda:${place.region}:${place.accountId}:function:${resource.name}`
    case 'integration':
      return `arn:${place.partition}:states:::${resource.name}`
    case 'activity':
      return activityArn(place, toAwsName(resource.name))
  }
}

/** The shortest `resource` that stands for an ARN in a place; the inverse of {@link desugarResource}. */
export const resugarResource = (arn: string, place: Place): string => {
  const short = shortName(arn)
  return short !== undefined && desugarResource(short, place) === arn ? short : arn
}

const shortName = (arn: string): string | undefined => {
  const [, , service, region] = arn.split(':')
  if (!placeOfArn(arn)) return undefined
  const [type, ...name] = resourceOfArn(arn)
  if (service === 'lambda' && type === 'function') return `lambda/${name.join(':')}`
  if (service !== 'states') return undefined
  if (region === '') return [type, ...name].join(':')
  return type === 'activity' ? fromAwsName(name.join(':')) : undefined
}
