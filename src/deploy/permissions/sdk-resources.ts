import { iamPrefix } from './iam-prefix.ts'
import { queueOf } from './messaging-rules.ts'
import {
  arnResource,
  type CallContext,
  generatedResource,
  known,
  type NeededResource,
  namedResource,
  ownArn,
  unknownResource,
} from './need.ts'
import type { RequestValue } from './request-value.ts'

type ResourceRule = (value: RequestValue, context: CallContext) => NeededResource | readonly NeededResource[]

/** The resource that a member of a request names. */
interface MemberRule {
  readonly member: string
  readonly resource: ResourceRule
  /** The actions that it holds for; absent for all. */
  readonly actions?: RegExp
}

/** A member that names a resource. `end` completes the ARN of a name. */
const byName = (member: string, [service, type, end = '']: readonly string[], actions?: RegExp): MemberRule => ({
  member,
  ...(actions && { actions }),
  resource: (value, context) => {
    const resource = namedResource(value, member, ownArn(context, service ?? '', type ?? ''))
    return resource.unknown !== undefined || value.pattern?.startsWith('arn:')
      ? resource
      : { ...resource, arn: `${resource.arn}${end}` }
  },
})

/** A member with an id that AWS or the execution generates. */
const byId = (member: string, [service, type]: readonly [string, string]): MemberRule => ({
  member,
  resource: (value, context) => generatedResource(value, ownArn(context, service, type)),
})

const byArn = (member: string): MemberRule => ({ member, resource: (value) => arnResource(value, member) })

const parameter: ResourceRule = (value, context) => {
  const resource = namedResource(value, 'Name', ownArn(context, 'ssm', 'parameter/'))
  return { ...resource, arn: resource.arn.replace('parameter//', 'parameter/') }
}

/** An alias is not a resource of a policy. */
const key: ResourceRule = (value, context) => {
  const prefix = ownArn(context, 'kms', 'key/')
  return /^(?:arn:.*:)?alias\//.test(value.pattern ?? '')
    ? unknownResource(`${prefix}<KeyId>`, '"KeyId" is an alias, which does not show the key')
    : namedResource(value, 'KeyId', prefix)
}

/** IAM has the ARN of a log group with and without its streams. */
const logGroup: ResourceRule = (value, context) => {
  const group = namedResource(value, 'LogGroupName', ownArn(context, 'logs', 'log-group:'))
  return group.unknown === undefined ? [group, known(`${group.arn}:*`)] : group
}

const alarms: ResourceRule = (value, context) => {
  const names = value.elements
  const prefix = ownArn(context, 'cloudwatch', 'alarm:')
  return names
    ? names.map((name) => namedResource(name, 'AlarmNames', prefix))
    : namedResource(value, 'AlarmNames', prefix)
}

const executions: ResourceRule = (value, context) => {
  const execution = arnResource(value, 'ExecutionArn')
  return execution.unknown === undefined
    ? execution
    : unknownResource(ownArn(context, 'states', 'execution:<name>:*'), execution.unknown)
}

/** The members that name resources, by the service after `aws-sdk:`. The first that is given counts (service authorization reference). */
const membersOfServices: Readonly<Record<string, readonly MemberRule[]>> = {
  athena: [byName('WorkGroup', ['athena', 'workgroup/'])],
  autoscaling: [byName('AutoScalingGroupName', ['autoscaling', 'autoScalingGroup:*:autoScalingGroupName/'])],
  bedrock: [byId('JobIdentifier', ['bedrock', 'model-customization-job/'])],
  cloudformation: [
    byName('StackName', ['cloudformation', 'stack/', '/*']),
    byName('StackSetName', ['cloudformation', 'stackset/', ':*']),
  ],
  cloudwatch: [byName('AlarmName', ['cloudwatch', 'alarm:']), { member: 'AlarmNames', resource: alarms }],
  cloudwatchlogs: [{ member: 'LogGroupName', resource: logGroup }],
  codepipeline: [byName('Name', ['codepipeline', ''], /Pipeline/)],
  dynamodb: [byName('TableName', ['dynamodb', 'table/'])],
  ecs: [byId('Task', ['ecs', 'task/*/'])],
  eventbridge: [byName('Name', ['events', 'rule/'], /Rule$/)],
  firehose: [byName('DeliveryStreamName', ['firehose', 'deliverystream/'])],
  glue: [byName('JobName', ['glue', 'job/'], /Job/), byName('Name', ['glue', 'crawler/'], /Crawler$/)],
  kinesis: [byArn('StreamARN'), byName('StreamName', ['kinesis', 'stream/'])],
  kms: [{ member: 'KeyId', resource: key }],
  lambda: [byName('FunctionName', ['lambda', 'function:'])],
  scheduler: [byName('Name', ['scheduler', 'schedule/*/'], /Schedule$/)],
  secretsmanager: [byName('SecretId', ['secretsmanager', 'secret:', '-??????'])],
  sfn: [byArn('StateMachineArn'), byArn('ActivityArn'), { member: 'ExecutionArn', resource: executions }],
  sns: [byArn('TopicArn')],
  sqs: [{ member: 'QueueUrl', resource: queueOf }],
  ssm: [{ member: 'Name', resource: parameter, actions: /Parameter$/ }],
  transcribe: [byId('TranscriptionJobName', ['transcribe', 'transcription-job/'])],
}

/** The resources that the request of an action of `aws-sdk:` names. */
export const sdkResources = (
  service: string,
  request: RequestValue,
  context: CallContext,
): NeededResource | readonly NeededResource[] => {
  const members = Object.hasOwn(membersOfServices, service) ? (membersOfServices[service] ?? []) : []
  for (const { member, resource, actions } of members) {
    const isMeant = actions?.test(context.action) ?? true
    if (isMeant && !request.member(member).isAbsent) return resource(request.member(member), context)
  }
  return (
    ownResource(service, request) ??
    unknownResource(`<resources of ${service}>`, 'the request does not show the resource')
  )
}

/** The only ARN of the service itself that the request has, under a name that ends in `Arn`. */
const ownResource = (service: string, request: RequestValue): NeededResource | undefined => {
  const found = request.names.filter((name) => {
    const { pattern = '' } = request.member(name)
    return /arn$/i.test(name) && pattern.startsWith('arn:') && pattern.split(':')[2] === iamPrefix(service)
  })
  const [only, ...rest] = found
  return only === undefined || rest.length > 0 ? undefined : arnResource(request.member(only), only)
}
