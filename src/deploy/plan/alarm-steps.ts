import { isDeepStrictEqual } from 'node:util'
import { ownValue } from '../../specs/value-at-path.ts'
import type { AwsServices, MetricAlarm } from '../aws-services.ts'
import type { AlarmSettings } from '../deploy-options.ts'
import { awsTagList, isOwn, ownTags, tagRecord } from '../ownership.ts'
import type { PlannedMachine } from './planned-machine.ts'
import type { ExecutableStep } from './step.ts'

type CloudWatch = AwsServices['cloudWatch']

const metricNames = ['ExecutionsFailed', 'ExecutionsTimedOut'] as const

/** The names of the alarms of a state machine. */
export const alarmNames = (awsName: string): string[] => metricNames.map((metric) => `${metric}-${awsName}`)

/** Creates or updates the alarms of a state machine. @throws Error if an alarm of that name was not created by a deployment */
export const alarmSteps = async (
  cloudWatch: CloudWatch,
  machine: PlannedMachine,
  settings: AlarmSettings,
): Promise<ExecutableStep[]> =>
  Promise.all(metricNames.map((metric) => alarmStep(cloudWatch, toAlarm(machine, metric, settings))))

const alarmStep = async (cloudWatch: CloudWatch, wanted: MetricAlarm): Promise<ExecutableStep> => {
  const { MetricAlarms: [present] = [] } = await cloudWatch('DescribeAlarms', { AlarmNames: [wanted.AlarmName] })
  if (present && !(await isOwnAlarm(cloudWatch, present.AlarmArn)))
    throw new Error(`the alarm ${wanted.AlarmName} exists and was not created by a deployment: rename or delete it`)
  const changes = Object.entries(wanted)
    .filter(([key, value]) => !isDeepStrictEqual(ownValue(present, key), value))
    .map(([key]) => key)
  return {
    resource: 'alarm',
    name: wanted.AlarmName,
    action: !present ? 'create' : changes.length > 0 ? 'update' : 'unchanged',
    changes: present ? changes : [],
    execute: async () => {
      await cloudWatch('PutMetricAlarm', { ...wanted, Tags: awsTagList(ownTags) })
    },
  }
}

/** Returns whether an alarm was created by a deployment. */
export const isOwnAlarm = async (cloudWatch: CloudWatch, alarmArn: string | undefined): Promise<boolean> => {
  if (alarmArn === undefined) return false
  const { Tags } = await cloudWatch('ListTagsForResource', { ResourceARN: alarmArn })
  return isOwn(tagRecord(Tags))
}

const toAlarm = (
  { name, awsName, stateMachineArn }: PlannedMachine,
  metric: (typeof metricNames)[number],
  { threshold = 1, periodSeconds = 300, actions = [] }: AlarmSettings,
): MetricAlarm => ({
  AlarmName: `${metric}-${awsName}`,
  AlarmDescription: `${metric} of the state machine ${name}`,
  AlarmActions: actions,
  Namespace: 'AWS/States',
  MetricName: metric,
  Dimensions: [{ Name: 'StateMachineArn', Value: stateMachineArn }],
  Statistic: 'Sum',
  Period: periodSeconds,
  EvaluationPeriods: 1,
  Threshold: threshold,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
})
