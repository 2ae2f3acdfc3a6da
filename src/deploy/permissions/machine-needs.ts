import type { StateMachineOptions } from '../../client/state-machine-options.ts'
import { type CallContext, everything, known, type Need, need, ownArn } from './need.ts'

/** The settings of a state machine that need permissions. */
export interface MachineSettings extends Pick<StateMachineOptions, 'logging' | 'tracing' | 'encryption'> {}

type MachineContext = Pick<CallContext, 'environment' | 'ownName'>

/** The permissions that the settings of a state machine need. Deliveries of logs and traces have no resources in IAM. */
export const needsOfMachine = ({ logging, tracing, encryption }: MachineSettings, context: MachineContext): Need[] => {
  const isLogged = logging !== undefined && logging.level !== 'OFF'
  return [
    ...(isLogged ? [need(logActions, everything)] : []),
    ...(tracing ? [need(traceActions, everything)] : []),
    ...(encryption ? keyNeeds(encryption.kmsKeyId, isLogged, context) : []),
  ]
}

/** Developer guide, Using CloudWatch Logs to log execution history. */
const logActions = [
  'CreateLogDelivery',
  'DeleteLogDelivery',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
].map((action) => `logs:${action}`)

/** Developer guide, Trace Step Functions request data in AWS X-Ray. */
const traceActions = ['GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'].map(
  (action) => `xray:${action}`,
)

/** Developer guide, Data at rest encryption: a key is used for one state machine, and for its logs. */
const keyNeeds = (key: string, isLogged: boolean, context: MachineContext): Need[] => {
  const machine = ownArn(context, 'states', `stateMachine:${context.ownName ?? '*'}`)
  const { resource, condition } = keyOf(key, context)
  const { partition, region, accountId } = context.environment
  const logs = `arn:${partition}:logs:${region}:${accountId}:*`
  const withContext = (name: string, value: string) => ({
    ...condition,
    StringLike: { [`kms:EncryptionContext:${name}`]: value },
  })
  return [
    need(['kms:Decrypt', 'kms:GenerateDataKey'], known(resource), withContext('aws:states:stateMachineArn', machine)),
    ...(isLogged ? [need('kms:GenerateDataKey', known(resource), withContext('SourceArn', logs))] : []),
  ]
}

/** An alias is not a resource of a policy; a condition names it. */
const keyOf = (key: string, context: MachineContext): { resource: string; condition?: Need['condition'] } => {
  const [, alias] = /^(?:arn:.*:)?(alias\/.+)$/.exec(key) ?? []
  if (alias === undefined) return { resource: key.startsWith('arn:') ? key : ownArn(context, 'kms', `key/${key}`) }
  return {
    resource: ownArn(context, 'kms', 'key/*'),
    condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  }
}
