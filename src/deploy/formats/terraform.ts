import { mapStrings, placeholdersIn, replacePlaceholders } from '../placeholders.ts'
import { serviceTrust } from '../role/role-name.ts'
import {
  type ExportedMachine,
  type ExportOptions,
  exportMachine,
  OWN_ARN,
  parameterIds,
  withStreams,
} from './exported-machine.ts'

/** A configuration in the JSON syntax of Terraform, as data. */
export interface TerraformConfiguration {
  readonly variable?: Readonly<Record<string, { readonly type: 'string' }>>
  readonly data?: Readonly<Record<string, unknown>>
  /** The resources by their types and names. */
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
  readonly output: Readonly<Record<string, { readonly value: string }>>
}

/**
 * A configuration of Terraform in its JSON syntax (`main.tf.json`) with a state machine, its role, its activities, its log group and its
 * alarms, which refer to each other. Substitutions of the definition (`${TableName}`) become variables.
 * @throws DefinitionError if the definition is not valid or does not show a permission; TypeError for a wrong option, or
 * without a name.
 *
 * @example
 * Object.keys(toTerraform(orders).resource) // => ['aws_sfn_activity', 'aws_iam_role', 'aws_sfn_state_machine']
 */
export const toTerraform = (definition: unknown, options: ExportOptions = {}): TerraformConfiguration => {
  const machine = exportMachine(definition, options)
  const id = terraformName(machine.name)
  const used = placeholdersIn([machine.asl, machine.policies])
  const sources = Object.entries(dataSources).filter(([placeholder]) => used.includes(placeholder))
  const parameters = parameterIds(machine, terraformName)
  return {
    ...(parameters.length > 0 && {
      variable: Object.fromEntries(parameters.map((id) => [id, { type: 'string' } as const])),
    }),
    ...(sources.length > 0 && {
      data: Object.fromEntries(sources.map(([, { source }]) => [source, { current: {} }])),
    }),
    resource: {
      ...activitiesOf(machine),
      ...logGroupOf(machine, id),
      ...roleOf(machine, id),
      aws_sfn_state_machine: { [id]: stateMachineOf(machine, id) },
      ...alarmsOf(machine, id),
    },
    output: { state_machine_arn: { value: `\${aws_sfn_state_machine.${id}.arn}` } },
  }
}

/** The sources of the facts about the account. */
const dataSources: Readonly<Record<string, { readonly source: string; readonly attribute: string }>> = {
  AWSPartition: { source: 'aws_partition', attribute: 'partition' },
  AWSRegion: { source: 'aws_region', attribute: 'id' },
  AWSAccountId: { source: 'aws_caller_identity', attribute: 'account_id' },
}

/** A name as Terraform accepts it: letters, digits, `_` and `-`, not a digit first. */
const terraformName = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').replace(/^(?=[0-9-])/, '_')

const activitiesOf = ({ activities }: ExportedMachine) =>
  activities.length > 0 && {
    aws_sfn_activity: Object.fromEntries(activities.map(({ id, name }) => [terraformName(id), { name }])),
  }

const logGroupOf = ({ logGroupName }: ExportedMachine, id: string) =>
  logGroupName !== undefined && { aws_cloudwatch_log_group: { [id]: { name: logGroupName } } }

/** One policy is inline; several are too large for that, and are managed. */
const roleOf = (machine: ExportedMachine, id: string): Record<string, Record<string, Record<string, unknown>>> => {
  const { options, policies, name } = machine
  if (options.roleArn !== undefined) return {}
  const role = `\${aws_iam_role.${id}.name}`
  const written = policies.map((policy) => writtenJson(policy, machine))
  const [only, ...others] = written
  const named = written.map((policy, index) => [`${id}_${index + 1}`, policy] as const)
  return {
    aws_iam_role: {
      [id]: {
        assume_role_policy: JSON.stringify(serviceTrust('states.amazonaws.com')),
        name_prefix: `${name.slice(0, 37)}-`,
      },
    },
    ...(only !== undefined && others.length === 0 && { aws_iam_role_policy: { [id]: { role, policy: only } } }),
    ...(others.length > 0 && {
      aws_iam_policy: Object.fromEntries(named.map(([policyId, policy]) => [policyId, { policy }])),
      aws_iam_role_policy_attachment: Object.fromEntries(
        named.map(([policyId]) => [policyId, { role, policy_arn: `\${aws_iam_policy.${policyId}.arn}` }]),
      ),
    }),
  }
}

/** AWS checks the permissions for logs when it creates the state machine: the policies must exist before. */
const policyResources = ({ policies }: ExportedMachine, id: string): string[] =>
  policies.length === 1
    ? [`aws_iam_role_policy.${id}`]
    : policies.map((_, index) => `aws_iam_role_policy_attachment.${id}_${index + 1}`)

const stateMachineOf = (machine: ExportedMachine, id: string): Record<string, unknown> => {
  const { name, asl, options, logGroupName, policies } = machine
  const { type = 'STANDARD', roleArn, logging, tracing, encryption, tags } = options
  const group = logGroupName === undefined ? logging?.logGroupArn : `\${aws_cloudwatch_log_group.${id}.arn}`
  return {
    name,
    type,
    role_arn: roleArn === undefined ? `\${aws_iam_role.${id}.arn}` : writtenText(roleArn, machine),
    definition: writtenJson(asl, machine),
    ...(policies.length > 0 && { depends_on: policyResources(machine, id) }),
    ...(logging && {
      logging_configuration: {
        level: logging.level,
        include_execution_data: logging.includeExecutionData ?? false,
        ...(group !== undefined && { log_destination: withStreams(group) }),
      },
    }),
    ...(tracing && { tracing_configuration: { enabled: true } }),
    ...(encryption && {
      encryption_configuration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kms_key_id: writtenText(encryption.kmsKeyId, machine),
        ...(encryption.reuseSeconds !== undefined && { kms_data_key_reuse_period_seconds: encryption.reuseSeconds }),
      },
    }),
    ...(tags && { tags }),
  }
}

const alarmsOf = (machine: ExportedMachine, id: string) => {
  const alarms = Object.entries(machine.alarms)
  if (alarms.length === 0) return {}
  const written = alarms.map(([name, alarm]) => [
    `${id}_${name}`,
    {
      alarm_name: alarm.AlarmName,
      namespace: alarm.Namespace,
      metric_name: alarm.MetricName,
      dimensions: Object.fromEntries(alarm.Dimensions.map(({ Name, Value }) => [Name, writtenText(Value, machine)])),
      statistic: alarm.Statistic,
      period: alarm.Period,
      evaluation_periods: alarm.EvaluationPeriods,
      threshold: alarm.Threshold,
      comparison_operator: alarm.ComparisonOperator,
      treat_missing_data: alarm.TreatMissingData,
      alarm_actions: mapStrings(alarm.AlarmActions, (text) => writtenText(text, machine)),
    },
  ])
  return { aws_cloudwatch_metric_alarm: Object.fromEntries(written) }
}

/** A value as a string of JSON in which references are completed. */
const writtenJson = (value: unknown, machine: ExportedMachine): string =>
  writtenText(JSON.stringify(value, null, 2), machine)

/** A string as a template of Terraform: `${` and `%{` are escaped unless they are references. */
const writtenText = (text: string, machine: ExportedMachine): string =>
  replacePlaceholders(
    text,
    (name) => `\${${referenceTo(name, machine)}}`,
    (between) => between.replaceAll(/([$%])\{/g, '$1$1{'),
  )

const referenceTo = (name: string, { activities, name: machineName }: ExportedMachine): string => {
  if (name === OWN_ARN) return `aws_sfn_state_machine.${terraformName(machineName)}.arn`
  if (activities.some(({ id }) => id === name)) return `aws_sfn_activity.${terraformName(name)}.id`
  const data = Object.hasOwn(dataSources, name) ? dataSources[name] : undefined
  return data ? `data.${data.source}.current.${data.attribute}` : `var.${terraformName(name)}`
}
