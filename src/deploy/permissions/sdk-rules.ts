import { iamPrefix } from './iam-prefix.ts'
import {
  type CallContext,
  everything,
  known,
  type Need,
  type NeededResource,
  namedResource,
  need,
  ownArn,
  passRole,
  type Rule,
  unknownResource,
} from './need.ts'
import { iamActions } from './renamed-actions.ts'
import type { RequestValue } from './request-value.ts'
import { s3Rules } from './s3-rules.ts'
import { sdkResources } from './sdk-resources.ts'
import { supportsNoResource } from './unrestricted-actions.ts'

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

/** A token belongs to a state machine or to an activity, and does not show which. */
const respond =
  (action: string): Rule =>
  (_, context) => [
    need(action, [known(ownArn(context, 'states', 'activity:*')), known(ownArn(context, 'states', 'stateMachine:*'))]),
  ]

const converse: Rule = (request, { environment: { partition, region } }) => [
  need(
    'bedrock:InvokeModel',
    namedResource(request.member('ModelId'), 'ModelId', `arn:${partition}:bedrock:${region}::foundation-model/`),
  ),
]

/** Actions of the SDK whose permissions have other names or other resources (service authorization reference). */
const exceptions: Readonly<Record<string, Rule>> = {
  ...s3Rules,
  'bedrockruntime:converse': converse,
  'dynamodb:batchGetItem': (request, context) => tablesOf(request, context, 'dynamodb:BatchGetItem'),
  'dynamodb:batchWriteItem': (request, context) => tablesOf(request, context, 'dynamodb:BatchWriteItem'),
  'dynamodb:query': (request, context) => [need('dynamodb:Query', tableOrIndex(request, context))],
  'dynamodb:scan': (request, context) => [need('dynamodb:Scan', tableOrIndex(request, context))],
  'dynamodb:transactGetItems': (request, context) => transaction(request, context),
  'dynamodb:transactWriteItems': (request, context) => transaction(request, context),
  'sfn:sendTaskFailure': respond('states:SendTaskFailure'),
  'sfn:sendTaskHeartbeat': respond('states:SendTaskHeartbeat'),
  'sfn:sendTaskSuccess': respond('states:SendTaskSuccess'),
}

/** IAM authorizes the methods and paths of API Gateway, which the action does not show. */
const apiGateway = ({ environment: { partition, region } }: CallContext): Need[] => [
  need(
    'apigateway:<GET, POST, PUT, PATCH or DELETE>',
    unknownResource(
      `arn:${partition}:apigateway:${region}::/<path>`,
      'IAM authorizes methods and paths of API Gateway',
    ),
  ),
]

/**
 * The permissions of a call of `aws-sdk:`: the service's prefix and IAM's name of the action, on the resource that the request names. If
 * the request names none, the resource is not known.
 */
export const sdkNeeds = (service: string, request: RequestValue, context: CallContext): readonly Need[] => {
  const exception = `${service}:${context.action}`
  const rule = Object.hasOwn(exceptions, exception) ? exceptions[exception] : undefined
  if (rule) return rule(request, context)
  if (service === 'apigateway' || service === 'apigatewayv2') return apiGateway(context)
  const actions = iamActions(service, context.action).map((name) => `${iamPrefix(service)}:${name}`)
  const resources = actions.every(supportsNoResource) ? everything : sdkResources(service, request, context)
  return [need(actions, resources), ...passedRoles(request, context)]
}

/** The roles that the request passes to the service, also those of its target. */
const passedRoles = (request: RequestValue, context: CallContext): Need[] =>
  [request, request.member('Target')].flatMap((holder) =>
    holder.names
      .filter((name) => /role(?:arn)?$/i.test(name))
      .flatMap((name) => passRole(holder.member(name), name, { context })),
  )
