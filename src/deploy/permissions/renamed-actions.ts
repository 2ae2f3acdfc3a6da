/** The names that IAM has for actions of `aws-sdk:`, if they differ (service authorization reference). */
const renamed: Readonly<Record<string, readonly string[]>> = {
  'apigatewaymanagementapi:deleteConnection': ['ManageConnections'],
  'apigatewaymanagementapi:getConnection': ['ManageConnections'],
  'apigatewaymanagementapi:postToConnection': ['ManageConnections'],
  'bedrockruntime:startAsyncInvoke': ['InvokeModel'],
  'budgets:createBudget': ['ModifyBudget'],
  'budgets:createNotification': ['ModifyBudget'],
  'budgets:createSubscriber': ['ModifyBudget'],
  'budgets:deleteBudget': ['ModifyBudget'],
  'budgets:deleteNotification': ['ModifyBudget'],
  'budgets:deleteSubscriber': ['ModifyBudget'],
  'budgets:describeBudget': ['ViewBudget'],
  'budgets:describeBudgets': ['ViewBudget'],
  'budgets:updateBudget': ['ModifyBudget'],
  'budgets:updateNotification': ['ModifyBudget'],
  'budgets:updateSubscriber': ['ModifyBudget'],
  'cloudfront:createDistributionWithTags': ['CreateDistribution', 'TagResource'],
  'cloudsearchdomain:uploadDocuments': ['document'],
  'dynamodb:batchExecuteStatement': ['PartiQLDelete', 'PartiQLInsert', 'PartiQLSelect', 'PartiQLUpdate'],
  'dynamodb:executeStatement': ['PartiQLDelete', 'PartiQLInsert', 'PartiQLSelect', 'PartiQLUpdate'],
  'dynamodb:executeTransaction': ['PartiQLDelete', 'PartiQLInsert', 'PartiQLSelect', 'PartiQLUpdate'],
  'kms:reEncrypt': ['ReEncryptFrom', 'ReEncryptTo'],
  'lambda:getLayerVersionByArn': ['GetLayerVersion'],
  'lambda:invokeAsync': ['InvokeFunction'],
  'redshiftdata:getStatementResultV2': ['GetStatementResult'],
  'sns:publishBatch': ['Publish'],
  'sqs:changeMessageVisibilityBatch': ['ChangeMessageVisibility'],
  'sqs:deleteMessageBatch': ['DeleteMessage'],
  'sqs:sendMessageBatch': ['SendMessage'],
  'timestreamquery:query': ['Select'],
  'verifiedpermissions:batchGetPolicy': ['GetPolicy'],
  'verifiedpermissions:batchIsAuthorized': ['IsAuthorized'],
  'verifiedpermissions:batchIsAuthorizedWithToken': ['IsAuthorizedWithToken'],
}

/** The names of IAM for an action, without the prefix: `['SendMessage']` for `sqs` and `sendMessageBatch`. */
export const iamActions = (service: string, action: string): readonly string[] => {
  const name = `${service}:${action}`
  return (
    (Object.hasOwn(renamed, name) ? renamed[name] : undefined) ?? [
      `${action.charAt(0).toUpperCase()}${action.slice(1)}`,
    ]
  )
}
