import {
  arnResource,
  type CallContext,
  ifSync,
  known,
  managedRule,
  type Need,
  type NeededResource,
  namedResource,
  need,
  ownArn,
  type Rule,
  unknownResource,
} from './need.ts'
import type { RequestValue } from './request-value.ts'

/** Lambda authorizes the function as it is called: with its version or alias, or without one. */
export const lambdaFunction = (request: RequestValue, context: CallContext): NeededResource => {
  const resource = namedResource(request.member('FunctionName'), 'FunctionName', ownArn(context, 'lambda', 'function:'))
  const qualifier = request.member('Qualifier')
  const isPartial = /:function:\d{12}:function:/.test(resource.arn)
  const arn = isPartial ? resource.arn.replace(/\d{12}:function:(?=\d{12}:function:)/, '') : resource.arn
  return { ...resource, arn: qualifier.isAbsent ? arn : `${arn}:${qualifier.pattern}` }
}

const invokeFunction: Rule = (request, context) => [need('lambda:InvokeFunction', lambdaFunction(request, context))]

const queueUrl =
  /^https:\/\/(?:sqs\.([a-z0-9-]+)\.[a-z.]+|([a-z0-9-]+)\.queue\.[a-z.]+|queue\.[a-z.]+)\/(\d{12}|\$\{[^}]+\})\/(.+)$/

/** The queue of a URL: `https://sqs.us-east-1.amazonaws.com/123456789012/orders`. */
export const queueOf = (url: RequestValue, { environment }: CallContext): NeededResource => {
  const found = queueUrl.exec(url.pattern ?? '')
  const { partition, region } = environment
  if (!found) return unknownResource(`arn:${partition}:sqs:${region}:${environment.accountId}:<queue>`, unknownUrl(url))
  const [, modern, legacy, accountId, name] = found
  return known(`arn:${partition}:sqs:${modern ?? legacy ?? region}:${accountId}:${name}`)
}

const unknownUrl = ({ isDynamic, pattern }: RequestValue): string =>
  isDynamic
    ? '"QueueUrl" is computed when the execution runs'
    : `"QueueUrl" is ${JSON.stringify(pattern)}, not a URL that has the queue's name`

const sendMessage: Rule = (request, context) => [need('sqs:SendMessage', queueOf(request.member('QueueUrl'), context))]

/** IAM allows SMS only together with every topic, which is never given by itself. */
const publish: Rule = (request) => {
  const member = ['TopicArn', 'TargetArn'].find((name) => !request.member(name).isAbsent)
  if (member !== undefined) return [need('sns:Publish', arnResource(request.member(member), member))]
  const unknown = 'a message to a phone number needs "sns:Publish" on "*", which allows every topic too'
  return [need('sns:Publish', unknownResource('*', unknown))]
}

const putEvents: Rule = (request, context) => {
  const prefix = ownArn(context, 'events', 'event-bus/')
  const entries = request.member('Entries').elements
  const buses = entries?.map((entry) => {
    const bus = entry.member('EventBusName')
    return bus.isAbsent ? known(`${prefix}default`) : namedResource(bus, 'EventBusName', prefix)
  })
  const unknown = unknownResource(`${prefix}<EventBusName>`, '"Entries" is computed when the execution runs')
  return [need('events:PutEvents', buses ?? unknown)]
}

const ofTable =
  (action: string): Rule =>
  (request, context) => [
    need(action, namedResource(request.member('TableName'), 'TableName', ownArn(context, 'dynamodb', 'table/'))),
  ]

/** The executions of the state machine that an ARN names, also with a version or an alias. */
export const executionsOf = (stateMachineArn: string): string => {
  const [prefix, name = '*'] = stateMachineArn.split(':stateMachine:')
  return `${prefix}:execution:${name.split(':')[0]}:*`
}

const startExecution: Rule = (request, context) => {
  const machine = arnResource(request.member('StateMachineArn'), 'StateMachineArn')
  const isArn = machine.arn.includes(':stateMachine:')
  const executions = isArn
    ? { ...machine, arn: executionsOf(machine.arn) }
    : unknownResource(
        ownArn(context, 'states', 'execution:<name>:*'),
        machine.unknown ?? `"StateMachineArn" is "${machine.arn}", which does not show the name`,
      )
  return [
    need('states:StartExecution', machine),
    ...ifSync(
      context,
      need(['states:DescribeExecution', 'states:StopExecution'], executions),
      managedRule(context, 'StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    ),
  ]
}

/** Without IAM an API needs no permission of the role. */
const invokeApi: Rule = (request, context) => {
  const auth = request.member('AuthType').pattern ?? 'NO_AUTH'
  if (auth === 'NO_AUTH') return []
  const [, api, region] = /^([^.]+)\.execute-api\.([^.]+)\./.exec(request.member('ApiEndpoint').pattern ?? '') ?? []
  const [stage = '', method = '*', path = ''] = ['Stage', 'Method', 'Path'].map((name) => request.member(name).pattern)
  const { partition, accountId } = context.environment
  const call = `${stage || '*'}/${method}/${path.replace(/^\//, '') || ''}`
  return [
    need(
      'execute-api:Invoke',
      api === undefined || api === '*'
        ? unknownResource(
            ownArn(context, 'execute-api', `<api>/${call}`),
            '"ApiEndpoint" does not show the id of the API',
          )
        : known(`arn:${partition}:execute-api:${region}:${accountId}:${api}/${call}`),
    ),
  ]
}

const invokeHttp: Rule = (request, context) => {
  const holder = request.member('Authentication').isAbsent ? 'InvocationConfig' : 'Authentication'
  const connection = arnResource(request.member(holder).member('ConnectionArn'), 'ConnectionArn')
  const machine = ownArn(context, 'states', `stateMachine:${context.ownName ?? '*'}`)
  return [
    httpEndpoint(request, known(machine)),
    need('events:RetrieveConnectionCredentials', connection),
    need(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secretOf(connection, context)),
  ]
}

/** A pattern of an endpoint must show the host. */
const httpEndpoint = (request: RequestValue, machine: NeededResource): Need => {
  const { pattern: endpoint = '*' } = request.member('ApiEndpoint')
  const { pattern: method = '*' } = request.member('Method')
  const isKnown = !/^(?:https?:\/\/)?[^/]*\*/.test(endpoint)
  const condition = {
    ...(!method.includes('*') && { StringEquals: { 'states:HTTPMethod': method } }),
    StringLike: { 'states:HTTPEndpoint': isKnown ? endpoint : '<ApiEndpoint>' },
  }
  const statement = need('states:InvokeHTTPEndpoint', machine, condition)
  return isKnown
    ? statement
    : { ...statement, unknown: 'the host of "ApiEndpoint" is computed when the execution runs' }
}

/** The secret in which EventBridge keeps the credentials of a connection. */
const secretOf = ({ arn, unknown }: NeededResource, context: CallContext): NeededResource => {
  const [, region, account, name] = /^arn:[^:]+:events:([^:]+):([^:]+):connection\/([^/]+)/.exec(arn) ?? []
  const { partition, region: ownRegion, accountId } = context.environment
  const prefix = `arn:${partition}:secretsmanager:${region ?? ownRegion}:${account ?? accountId}:secret:events!connection/`
  if (unknown !== undefined) return unknownResource(`${prefix}<name>/*`, unknown)
  return known(`${prefix}${name === undefined ? '' : `${name}/`}*`)
}

/** The rules of the integrations that send messages, call functions and read data. */
export const messagingRules: Readonly<Record<string, Rule>> = {
  'lambda:invoke': invokeFunction,
  'sqs:sendMessage': sendMessage,
  'sns:publish': publish,
  'events:putEvents': putEvents,
  'dynamodb:getItem': ofTable('dynamodb:GetItem'),
  'dynamodb:putItem': ofTable('dynamodb:PutItem'),
  'dynamodb:updateItem': ofTable('dynamodb:UpdateItem'),
  'dynamodb:deleteItem': ofTable('dynamodb:DeleteItem'),
  'states:startExecution': startExecution,
  'apigateway:invoke': invokeApi,
  'http:invoke': invokeHttp,
}
