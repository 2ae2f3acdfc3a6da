import { isDeepStrictEqual } from 'node:util'
import { ownValue } from '../../specs/value-at-path.ts'
import { type Alarm, alarm } from '../alarm.ts'
import type { AwsServices } from '../aws-services.ts'
import type { DeployOptions } from '../deploy-options.ts'
import { machineMetricNames, metric } from '../metrics.ts'
import { awsTagList, isOwn, ownTags, tagRecord } from '../ownership.ts'
import type { PlannedMachine } from './planned-machine.ts'
import type { ExecutableStep } from './step.ts'

type CloudWatch = AwsServices['cloudWatch']

interface DescribedAlarm extends Alarm {
  readonly AlarmDescription: string
}

/** The names of all alarms that a state machine may have. */
export const alarmNames = (awsName: string): string[] => machineMetricNames().map((name) => `${name}-${awsName}`)

/** Creates or updates the alarms of a state machine. @throws Error if an alarm of that name was not created by a deployment */
export const alarmSteps = async (
  cloudWatch: CloudWatch,
  machine: PlannedMachine,
  alarms: NonNullable<DeployOptions['alarms']>,
): Promise<ExecutableStep[]> =>
  Promise.all(
    Object.entries(alarms).map(([name, options]) => {
      const wanted = alarm(metric(machine.stateMachineArn, name), options)
      return alarmStep(cloudWatch, { ...wanted, AlarmDescription: `${wanted.MetricName} of ${machine.name}` })
    }),
  )

const alarmStep = async (cloudWatch: CloudWatch, wanted: DescribedAlarm): Promise<ExecutableStep> => {
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

/** True if a deployment created an alarm. */
export const isOwnAlarm = async (cloudWatch: CloudWatch, alarmArn: string | undefined): Promise<boolean> => {
  if (alarmArn === undefined) return false
  const { Tags } = await cloudWatch('ListTagsForResource', { ResourceARN: alarmArn })
  return isOwn(tagRecord(Tags))
}
