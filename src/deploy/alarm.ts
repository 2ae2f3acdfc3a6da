import { assertOptions, type OptionChecks, stringCheck, stringsCheck } from '../options.ts'
import type { Metric } from './metrics.ts'
import { wholeNumberCheck } from './whole-number-check.ts'

export interface AlarmOptions {
  /** The name of the alarm. Default: the metric's name and the last part of its resource, `ExecutionsFailed-adder`. */
  readonly name?: string
  /** The alarm is raised from this value on. Default 1. */
  readonly threshold?: number
  /** The number of periods that are compared with the threshold. Default 1. */
  readonly evaluationPeriods?: number
  /** The length of a period in seconds. Default 300. */
  readonly periodSeconds?: number
  /** The ARNs to notify, such as that of an SNS topic. Default none. */
  readonly actions?: readonly string[]
}

/** The input of CloudWatch's PutMetricAlarm. */
export interface Alarm {
  readonly AlarmName: string
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
  readonly Statistic: string
  readonly Period: number
  readonly EvaluationPeriods: number
  readonly Threshold: number
  readonly ComparisonOperator: 'GreaterThanOrEqualToThreshold'
  /** Missing data does not raise the alarm: Step Functions publishes a count only if it is not 0. */
  readonly TreatMissingData: 'notBreaching'
  readonly AlarmActions: readonly string[]
}

/** The checks of the options of alarms that have their default name. */
export const alarmChecks: OptionChecks<Omit<AlarmOptions, 'name'>> = {
  threshold: { expected: 'a number', fits: (value: unknown) => Number.isFinite(value) },
  evaluationPeriods: wholeNumberCheck({ minimum: 1, unit: 'periods' }),
  periodSeconds: wholeNumberCheck({ minimum: 1, unit: 'seconds' }),
  actions: stringsCheck('an array of ARNs'),
}

const checks: OptionChecks<AlarmOptions> = { name: stringCheck('a name'), ...alarmChecks }

/**
 * An alarm on a metric, as the input of CloudWatch's PutMetricAlarm.
 * @throws TypeError that names the option that is unknown or has a wrong value.
 *
 * @example
 * alarm(metric('adder', 'failed'), { threshold: 1 }).AlarmName // => 'ExecutionsFailed-adder'
 */
export const alarm = (metric: Metric, options: AlarmOptions = {}): Alarm => {
  assertOptions('options', options, checks)
  const { threshold = 1, evaluationPeriods = 1, periodSeconds = 300, actions = [] } = options
  return {
    AlarmName: options.name ?? defaultName(metric),
    Namespace: metric.namespace,
    MetricName: metric.metricName,
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: metric.statistic,
    Period: periodSeconds,
    EvaluationPeriods: evaluationPeriods,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: actions,
  }
}

const defaultName = ({ metricName, dimensions }: Metric): string => {
  const [resource = ''] = Object.values(dimensions)
  return `${metricName}-${resource.split(':').at(-1)}`
}
