import { iamPrefix } from './iam-prefix.ts'
import { lambdaFunction, queueOf } from './messaging-rules.ts'
import {
  arnResource,
  type CallContext,
  everything,
  generatedResource,
  known,
  type Need,
  type NeededResource,
  namedResource,
  need,
  ownArn,
  type Rule,
  unknownResource,
} from './need.ts'
import type { RequestValue } from './request-value.ts'
import { s3Rules } from './s3-rules.ts'
import { supportsNoResource } from './unrestricted-actions.ts'

type ResourceRule = (value: RequestValue, context: CallContext) => NeededResource

const named =
  (member: string, service: string, type: string): ResourceRule =>
  (value, context) =>
    namedResource(value, member, ownArn(context, service, type))

const generated =
  (service: string, type: string): ResourceRule =>
  (value, context) =>
    generatedResource(value, ownArn(context, service, type))

/** A secret's ARN ends with six random characters, which its name does not have. */
const secret: ResourceRule = (value, context) => {
  const resource = namedResource(value, 'SecretId', ownArn(context, 'secretsmanager', 'secret:'))
  return value.pattern?.startsWith('arn:') || resource.unknown
    ? resource
    : { ...resource, arn: `${resource.arn}-??????` }
}

const parameter: ResourceRule = (value, context) => {
  const resource = namedResource(value, 'Name', ownArn(context, 'ssm', 'parameter/'))
  return { ...resource, arn: resource.arn.replace('parameter//', 'parameter/') }
}

const eventRule: ResourceRule = (value, context) => namedResource(value, 'Name', ownArn(context, 'events', 'rule/'))

const scheduleGroup = 'schedule/'

/** The resource that a member of a request names, by the service after `aws-sdk:` and the member. The first member that is given counts. */
const membersOfServices: Readonly<Record<string, Readonly<Record<string, ResourceRule>>>> = {
  athena: { WorkGroup: named('WorkGroup', 'athena', 'workgroup/') },
  bedrock: { JobIdentifier: generated('bedrock', 'model-customization-job/') },
  cloudformation: {
    StackName: (value, context) => {
      const resource = namedResource(value, 'StackName', ownArn(context, 'cloudformation', 'stack/'))
      return resource.arn.split('/').length > 2 || resource.unknown
        ? resource
        : { ...resource, arn: `${resource.arn}/*` }
    },
    StackSetName: (value, context) => {
      const resource = namedResource(value, 'StackSetName', ownArn(context, 'cloudformation', 'stackset/'))
      return resource.unknown ? resource : { ...resource, arn: `${resource.arn}:*` }
    },
  },
  cloudwatch: {
    AlarmName: named('AlarmName', 'cloudwatch', 'alarm:'),
    AlarmNames: (value, context) =>
      namedResource(
        value.elements?.length === 1 ? (value.elements[0] ?? value) : value,
        'AlarmNames',
        ownArn(context, 'cloudwatch', 'alarm:'),
      ),
  },
  cloudwatchlogs: {
    logGroupName: named('logGroupName', 'logs', 'log-group:'),
    LogGroupName: named('LogGroupName', 'logs', 'log-group:'),
  },
  codebuild: { ProjectName: named('ProjectName', 'codebuild', 'project/') },
  codepipeline: { Name: (value, context) => namedResource(value, 'Name', ownArn(context, 'codepipeline', '')) },
  dynamodb: { TableName: named('TableName', 'dynamodb', 'table/') },
  ecs: { Task: generated('ecs', 'task/*/') },
  emrserverless: { ApplicationId: generated('emr-serverless', '/applications/') },
  eventbridge: { Name: eventRule },
  firehose: { DeliveryStreamName: named('DeliveryStreamName', 'firehose', 'deliverystream/') },
  glue: {
    JobName: named('JobName', 'glue', 'job/'),
    Name: named('Name', 'glue', 'crawler/'),
  },
  kinesis: { StreamARN: arnOf('StreamARN'), StreamName: named('StreamName', 'kinesis', 'stream/') },
  kms: { KeyId: (value, context) => namedResource(value, 'KeyId', ownArn(context, 'kms', 'key/')) },
  lambda: { FunctionName: named('FunctionName', 'lambda', 'function:') },
  sagemaker: {
    EndpointName: named('EndpointName', 'sagemaker', 'endpoint/'),
    TrainingJobName: generated('sagemaker', 'training-job/'),
    TransformJobName: generated('sagemaker', 'transform-job/'),
    ProcessingJobName: generated('sagemaker', 'processing-job/'),
  },
  scheduler: {
    Name: (value, context) => namedResource(value, 'Name', ownArn(context, 'scheduler', `${scheduleGroup}*/`)),
  },
  secretsmanager: { SecretId: secret },
  sfn: {
    StateMachineArn: arnOf('StateMachineArn'),
    ActivityArn: arnOf('ActivityArn'),
    ExecutionArn: (value, context) => executionOf(value, context),
  },
  sns: { TopicArn: arnOf('TopicArn') },
  sqs: { QueueUrl: queueOf },
  ssm: { Name: parameter },
}

function arnOf(member: string): ResourceRule {
  return (value) => arnResource(value, member)
}

const executionOf = (value: RequestValue, context: CallContext): NeededResource =>
  value.pattern === '*' && context.ownName === undefined
    ? arnResource(value, 'ExecutionArn')
    : value.pattern === '*'
      ? unknownResource(
          ownArn(context, 'states', 'execution:<name>:*'),
          '"ExecutionArn" is computed when the execution runs',
        )
      : arnResource(value, 'ExecutionArn')

/** Actions of the SDK whose permissions have other names or other resources (service authorization reference). */
const exceptions: Readonly<Record<string, Rule>> = {
  ...s3Rules,
  'lambda:invoke': (request, context) => [need('lambda:InvokeFunction', lambdaFunction(request, context))],
  'lambda:invokeAsync': (request, context) => [need('lambda:InvokeFunction', lambdaFunction(request, context))],
  'dynamodb:batchGetItem': (request, context) => tablesOf(request, context, 'dynamodb:BatchGetItem'),
  'dynamodb:batchWriteItem': (request, context) => tablesOf(request, context, 'dynamodb:BatchWriteItem'),
  'dynamodb:transactWriteItems': (request, context) => transaction(request, context),
  'dynamodb:transactGetItems': (request, context) => transaction(request, context),
  'dynamodb:query': (request, context) => [need('dynamodb:Query', tableOrIndex(request, context))],
  'dynamodb:scan': (request, context) => [need('dynamodb:Scan', tableOrIndex(request, context))],
  'sfn:listExecutions': (request) => [
    need('states:ListExecutions', arnResource(request.member('StateMachineArn'), 'StateMachineArn')),
  ],
  'sfn:startExecution': (request) => [
    need('states:StartExecution', arnResource(request.member('StateMachineArn'), 'StateMachineArn')),
  ],
  'sfn:describeExecution': (request, context) => [
    need('states:DescribeExecution', executionOf(request.member('ExecutionArn'), context)),
  ],
  // The ARN of the state machine or activity is part of the token.
  ...Object.fromEntries(
    ['Success', 'Failure', 'Heartbeat'].map((end): [string, Rule] => [
      `sfn:sendTask${end}`,
      (_, context) => [
        need(`states:SendTask${end}`, [
          known(ownArn(context, 'states', 'stateMachine:*')),
          known(ownArn(context, 'states', 'activity:*')),
        ]),
      ],
    ]),
  ),
  'eventbridge:putEvents': (request, context) => {
    const prefix = ownArn(context, 'events', 'event-bus/')
    const [only, ...rest] = request.member('Entries').elements ?? []
    if (!only || rest.length > 0)
      return [need('events:PutEvents', unknownResource(`${prefix}<EventBusName>`, '"Entries" is not one known entry'))]
    const bus = only.member('EventBusName')
    return [
      need('events:PutEvents', bus.isAbsent ? known(`${prefix}default`) : namedResource(bus, 'EventBusName', prefix)),
    ]
  },
  'bedrockruntime:converse': (request, { environment: { partition, region } }) => [
    need(
      'bedrock:InvokeModel',
      namedResource(request.member('ModelId'), 'ModelId', `arn:${partition}:bedrock:${region}::foundation-model/`),
    ),
  ],
}

const tableOrIndex = (request: RequestValue, context: CallContext): NeededResource => {
  const table = namedResource(request.member('TableName'), 'TableName', ownArn(context, 'dynamodb', 'table/'))
  const { pattern: index } = request.member('IndexName')
  return index === undefined ? table : { ...table, arn: `${table.arn}/index/${index}` }
}

/** The tables are the names of the members of `RequestItems`. */
const tablesOf = (request: RequestValue, context: CallContext, action: string): Need[] => {
  const items = request.member('RequestItems')
  const prefix = ownArn(context, 'dynamodb', 'table/')
  const tables = items.names.map((name) => known(name.startsWith('arn:') ? name : `${prefix}${name}`))
  const unknown = unknownResource(`${prefix}<table>`, '"RequestItems" is computed when the execution runs')
  return [need(action, tables.length > 0 ? tables : unknown)]
}

const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
}

const transaction = (request: RequestValue, context: CallContext): Need[] => {
  const prefix = ownArn(context, 'dynamodb', 'table/')
  const items = request.member('TransactItems').elements
  const needs = (items ?? []).flatMap((item) =>
    Object.entries(transactionActions).flatMap(([member, action]) => {
      const part = item.member(member)
      return part.isAbsent ? [] : [need(action, namedResource(part.member('TableName'), 'TableName', prefix))]
    }),
  )
  if (needs.length > 0) return needs
  const unknown = unknownResource(`${prefix}<table>`, '"TransactItems" is computed when the execution runs')
  return [need(Object.values(transactionActions), unknown)]
}

const pascalCase = (action: string): string => `${action.charAt(0).toUpperCase()}${action.slice(1)}`

/**
 * The permissions of a call of `aws-sdk:`: the service's prefix and the action in PascalCase, on the resource that the request names. If
 * the request names none, the resource is not known.
 */
export const sdkNeeds = (service: string, request: RequestValue, context: CallContext): readonly Need[] => {
  const exception = `${service}:${context.action}`
  const rule = Object.hasOwn(exceptions, exception) ? exceptions[exception] : undefined
  if (rule) return rule(request, context)
  const action = `${iamPrefix(service)}:${pascalCase(context.action)}`
  if (supportsNoResource(action)) return [need(action, everything)]
  return [need(action, resourceOf(service, request, context))]
}

const resourceOf = (service: string, request: RequestValue, context: CallContext): NeededResource => {
  const members = Object.hasOwn(membersOfServices, service) ? membersOfServices[service] : undefined
  for (const [member, rule] of Object.entries(members ?? {}))
    if (!request.member(member).isAbsent) return rule(request.member(member), context)
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
