import { type AwsEnvironment, activityArn, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { expectedOneOf } from '../options.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { desugarResource } from '../sugar/desugar-resource.ts'
import { type AwsAccount, stackAccount, toEnvironment } from './aws-account.ts'

export type MetricStatistic = 'Sum' | 'Average' | 'Maximum'

/** A metric of CloudWatch, as data. */
export interface Metric {
  readonly namespace: 'AWS/States'
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: MetricStatistic
}

type MetricKind = 'machine' | 'activity' | 'lambda' | 'integration' | 'service'
type MetricNames = Readonly<Record<string, readonly [metricName: string, statistic: MetricStatistic]>>

/** The metrics of one kind of task: `LambdaFunctionsFailed`, `LambdaFunctionTime`. */
const ofTasks = (one: string, many: string): MetricNames => ({
  runTime: [`${one}RunTime`, 'Average'],
  scheduleTime: [`${one}ScheduleTime`, 'Average'],
  time: [`${one}Time`, 'Average'],
  failed: [`${many}Failed`, 'Sum'],
  scheduled: [`${many}Scheduled`, 'Sum'],
  started: [`${many}Started`, 'Sum'],
  succeeded: [`${many}Succeeded`, 'Sum'],
  timedOut: [`${many}TimedOut`, 'Sum'],
})

/** The metrics that Step Functions publishes (developer guide, Monitoring metrics with CloudWatch). */
const metrics: Readonly<Record<MetricKind, { readonly dimension: string; readonly names: MetricNames }>> = {
  machine: {
    dimension: 'StateMachineArn',
    names: {
      started: ['ExecutionsStarted', 'Sum'],
      succeeded: ['ExecutionsSucceeded', 'Sum'],
      failed: ['ExecutionsFailed', 'Sum'],
      aborted: ['ExecutionsAborted', 'Sum'],
      timedOut: ['ExecutionsTimedOut', 'Sum'],
      throttled: ['ExecutionThrottled', 'Sum'],
      time: ['ExecutionTime', 'Average'],
    },
  },
  activity: {
    dimension: 'ActivityArn',
    names: { ...ofTasks('Activity', 'Activities'), heartbeatTimedOut: ['ActivitiesHeartbeatTimedOut', 'Sum'] },
  },
  lambda: { dimension: 'LambdaFunctionArn', names: ofTasks('LambdaFunction', 'LambdaFunctions') },
  integration: {
    dimension: 'ServiceIntegrationResourceArn',
    names: ofTasks('ServiceIntegration', 'ServiceIntegrations'),
  },
  service: {
    dimension: 'ServiceMetric',
    names: {
      throttled: ['ThrottledEvents', 'Sum'],
      consumed: ['ConsumedCapacity', 'Sum'],
      bucketSize: ['ProvisionedBucketSize', 'Average'],
      refillRate: ['ProvisionedRefillRate', 'Average'],
    },
  },
}

/**
 * A metric of Step Functions as data. No AWS client is needed.
 * @param resource `'adder'` or `'machine/adder'` for a state machine, `'activity/add'`, `'lambda/resize'`, a service integration such as
 * `'sqs:sendMessage'`, an ARN, or `'StateTransition'` for the account's rate of state transitions.
 * @param name for a state machine `started`, `succeeded`, `failed`, `aborted`, `timedOut`, `throttled` or `time`; the metrics of tasks
 * are `scheduled`, `started`, `succeeded`, `failed`, `timedOut`, `runTime`, `scheduleTime` and `time`.
 * @param account the region and account of the ARN. Default: CloudFormation's pseudo parameters (`${AWS::Region}`).
 * @throws TypeError for an unknown metric.
 *
 * @example
 * const failed = metric('adder', 'failed', { region: 'us-east-1', accountId: '123456789012' })
 * failed.metricName // => 'ExecutionsFailed'
 */
export const metric = (resource: string, name: string, account?: AwsAccount): Metric => {
  const { kind, value } = subjectOf(resource, account ? toEnvironment(account) : stackAccount)
  const { dimension, names } = metrics[kind]
  const found = Object.hasOwn(names, name) ? names[name] : undefined
  if (!found) {
    const expected = expectedOneOf(name, Object.keys(names))
    throw new TypeError(`unknown metric ${JSON.stringify(name)} of ${JSON.stringify(resource)}; ${expected}`)
  }
  const [metricName, statistic] = found
  return { namespace: 'AWS/States', metricName, dimensions: { [dimension]: value }, statistic }
}

/** @throws TypeError if a state machine has no metric of that name. */
export const assertMachineMetric = (label: string, name: string): void => {
  const { names } = metrics.machine
  if (Object.hasOwn(names, name)) return
  throw new TypeError(`unknown metric ${JSON.stringify(name)} in ${label}; ${expectedOneOf(name, Object.keys(names))}`)
}

/** The names of the metrics of a state machine in CloudWatch. */
export const machineMetricNames = (): string[] => Object.values(metrics.machine.names).map(([name]) => name)

/** The resource that a metric is about, and the value of its dimension. */
const subjectOf = (text: string, environment: AwsEnvironment): { kind: MetricKind; value: string } => {
  if (text === 'StateTransition') return { kind: 'service', value: text }
  const arn = parseArn(text)
  if (arn) return { kind: kindOfArn(arn), value: text }
  const { kind } = parseResource(text)
  if (kind === 'lambda' || kind === 'integration') return { kind, value: desugarResource(text, environment) }
  if (text.startsWith('activity/')) return { kind: 'activity', value: activityArn(environment, toAwsName(text)) }
  const machine = text.replace(/^machine\//, '')
  return { kind: 'machine', value: stateMachineArn(environment, toAwsName(machine)) }
}

const kindOfArn = ({
  service,
  region,
  resource: [type],
}: {
  service: string
  region: string
  resource: readonly string[]
}): MetricKind => {
  if (service === 'lambda') return 'lambda'
  if (region === '') return 'integration'
  return type === 'activity' ? 'activity' : 'machine'
}
