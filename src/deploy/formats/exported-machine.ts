import { activityArn, toAwsName } from '../../arn.ts'
import { assertStateMachineOptions, type StateMachineOptions } from '../../client/state-machine-options.ts'
import { toDeployableAsl } from '../../dsl/to-deployable-asl.ts'
import { DefinitionError } from '../../errors.ts'
import { assertOptions, checkedElsewhere, type OptionChecks, stringCheck } from '../../options.ts'
import type { Asl } from '../../sugar/desugar.ts'
import { type Alarm, type AlarmOptions, alarm } from '../alarm.ts'
import { placeholderAccount } from '../aws-account.ts'
import { stateMachineChecks } from '../deploy-options.ts'
import { distinctName } from '../distinct-name.ts'
import { metric } from '../metrics.ts'
import { derivePermissions } from '../permissions/permissions.ts'
import { type PolicyDocument, toPolicyDocuments } from '../permissions/policy-documents.ts'
import { mapStrings, placeholdersIn, withPlaceholders } from '../placeholders.ts'
import { logGroupName } from '../plan/log-group-step.ts'

/** The settings of an exported state machine. */
export interface ExportOptions
  extends Pick<StateMachineOptions, 'type' | 'roleArn' | 'tags' | 'logging' | 'tracing' | 'encryption'> {
  /** The name of the state machine. Default: the definition's own. */
  readonly name?: string
  /** The partition in the ARNs of service integrations. Default `'aws'`. */
  readonly partition?: string
  /** An alarm for each metric of the state machine, by the metric's name: `{ failed: { threshold: 1 } }`. */
  readonly alarms?: Readonly<Record<string, AlarmOptions>>
}

/** An activity to create, and the placeholder of its ARN. */
export interface ExportedActivity {
  readonly id: string
  readonly name: string
}

/** The contents of every format, with placeholders (`${AWSRegion}`, `${Name}`) in place of references. */
export interface ExportedMachine {
  readonly name: string
  /** The name as an identifier: letters and digits. */
  readonly id: string
  readonly options: ExportOptions
  readonly asl: Asl
  readonly activities: readonly ExportedActivity[]
  /** The policies of the role; none if a role is given. */
  readonly policies: readonly PolicyDocument[]
  /** The log group to create. */
  readonly logGroupName: string | undefined
  /** The alarms by the names of their metrics, with the placeholder of the state machine's ARN. */
  readonly alarms: Readonly<Record<string, Alarm>>
  /** The substitutions of the definition, which become parameters. */
  readonly parameters: readonly string[]
}

/** The placeholder of the ARN of the state machine itself. A definition may have `${StateMachineArn}` for another one. */
export const OWN_ARN = 'stepwise::StateMachineArn'

/** The placeholders of the account. */
const accountPlaceholders = ['AWSPartition', 'AWSRegion', 'AWSAccountId'] as const

const checks: OptionChecks<ExportOptions> = {
  ...stateMachineChecks,
  name: stringCheck('a name', (name) => name !== ''),
  partition: stringCheck('a partition, such as "aws"', (partition) => partition !== ''),
  alarms: checkedElsewhere,
}

const assertExportOptions = (options: ExportOptions): void => {
  assertOptions('options', options, checks)
  const { name: _, partition: __, alarms: ___, ...settings } = options
  assertStateMachineOptions(settings)
}

/**
 * Collects the contents of an export.
 * @throws DefinitionError if the definition is not valid, or if a role is to be created and the definition does not show a permission;
 * TypeError for a wrong option, or without a name.
 */
export const exportMachine = (given: unknown, options: ExportOptions): ExportedMachine => {
  assertExportOptions(options)
  const definition = withPlaceholders(given)
  const environment = { ...placeholderAccount, partition: options.partition ?? 'aws' }
  const { asl, name: ownName, activities } = toDeployableAsl(definition, environment, options.type)
  const name = options.name ?? ownName
  if (name === undefined)
    throw new TypeError('the state machine has no name: add "name" to the definition or to the options')
  const created = exportedActivities(activities.filter((activity) => !activity.startsWith('arn:')))
  const references = new Map(created.map(({ id, name: awsName }) => [activityArn(environment, awsName), `\${${id}}`]))
  // The folder's cast: mapping the strings of ASL keeps its structure.
  const referring = mapStrings(asl, (text) => references.get(text) ?? text) as Asl
  const isLogged = options.logging !== undefined && options.logging.level !== 'OFF'
  const isNew = isLogged && options.logging?.logGroupArn === undefined
  const policies = options.roleArn === undefined ? policiesOf(definition, { ...options, name }) : []
  const own = [OWN_ARN, ...accountPlaceholders, ...created.map(({ id }) => id)]
  return {
    name: toAwsName(name),
    id: identifierOf(name),
    options,
    asl: referring,
    activities: created,
    policies,
    logGroupName: isNew ? logGroupName(toAwsName(name)) : undefined,
    alarms: alarmsOf(name, options.alarms ?? {}),
    parameters: placeholdersIn([referring, policies, options]).filter(
      (one) => !own.includes(one) && !one.startsWith('AWS::'),
    ),
  }
}

const policiesOf = (definition: unknown, options: ExportOptions & { readonly name: string }): PolicyDocument[] => {
  const { statements, issues } = derivePermissions(definition, placeholderAccount, options)
  if (issues.length > 0) throw new DefinitionError(issues)
  return toPolicyDocuments(statements)
}

const alarmsOf = (name: string, alarms: Readonly<Record<string, AlarmOptions>>): Record<string, Alarm> =>
  Object.fromEntries(
    Object.entries(alarms).map(([metricName, given]) => {
      const { dimensions, ...found } = metric(name, metricName)
      const named = { name: `${toAwsName(name)}-${metricName}`, ...given }
      const [dimension = ''] = Object.keys(dimensions)
      return [metricName, alarm({ ...found, dimensions: { [dimension]: `\${${OWN_ARN}}` } }, named)]
    }),
  )

const exportedActivities = (activities: readonly string[]): ExportedActivity[] => {
  const ids = activityIds(activities)
  return activities.map((activity) => ({ id: ids.get(activity) ?? '', name: toAwsName(activity) }))
}

/** The identifiers of activities, by their names: `OrdersPriceActivity` for `activity/orders/price`. No two are the same. */
export const activityIds = (activities: readonly string[]): ReadonlyMap<string, string> => {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  for (const activity of activities) {
    const id = distinctName(`${identifierOf(activity.replace(/^activity\//, ''))}Activity`, taken)
    taken.add(id)
    ids.set(activity, id)
  }
  return ids
}

/**
 * The parameters of an export by their names in its format.
 * @throws TypeError if two substitutions of the definition have the same name there.
 */
export const parameterIds = ({ parameters }: ExportedMachine, toId: (name: string) => string): string[] => {
  const names = new Map<string, string>()
  for (const name of parameters) {
    const other = names.get(toId(name))
    if (other !== undefined)
      throw new TypeError(
        `the substitutions \${${other}} and \${${name}} both become the parameter ${toId(name)}: rename one of them`,
      )
    names.set(toId(name), name)
  }
  return [...names.keys()]
}

/** AWS requires an ARN that covers the streams of the log group. */
export const withStreams = (logGroupArn: string): string => logGroupArn.replace(/(?<!:\*)$/, ':*')

/** A name as an identifier in PascalCase: `orders/price-item` is `OrdersPriceItem`. */
export const identifierOf = (name: string): string =>
  name
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
