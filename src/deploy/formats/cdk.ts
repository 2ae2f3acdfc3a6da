import { isJsonObject } from '../../json.ts'
import { placeholdersIn, replacePlaceholders } from '../placeholders.ts'
import {
  type ExportedMachine,
  type ExportOptions,
  exportMachine,
  OWN_ARN,
  parameterIds,
  withStreams,
} from './exported-machine.ts'

/**
 * A construct of the AWS CDK as TypeScript code, with a state machine, its role, its activities, its log group and its alarms.
 * Substitutions of the definition (`${TableName}`) become properties of the construct.
 * @throws DefinitionError if the definition is not valid or does not show a permission; TypeError for a wrong option, or
 * without a name.
 *
 * @example
 * toCdk(orders).includes('export class OrdersStateMachine extends Construct {') // => true
 */
export const toCdk = (definition: unknown, options: ExportOptions = {}): string => {
  const machine = exportMachine(definition, options)
  const className = asIdentifier(`${machine.id}StateMachine`)
  const parameters = parameterIds(machine, propertyOf)
  const body = [
    ...machine.activities.map(activityOf),
    ...logGroupOf(machine),
    ...roleOf(machine),
    stateMachineOf(machine),
    ...alarmsOf(machine),
  ].join('\n')
  const props = parameters.map((property) => `  readonly ${property}: string\n`).join('')
  return [
    importsFor(body),
    ...(parameters.length > 0 ? [`export interface ${className}Props {\n${props}}`, ''] : []),
    `export class ${className} extends Construct {`,
    '  readonly stateMachine: sfn.CfnStateMachine',
    '',
    `  constructor(scope: Construct, id: string${parameters.length > 0 ? `, props: ${className}Props` : ''}) {`,
    '    super(scope, id)',
    indent(body, 4),
    '  }',
    '}',
    '',
  ].join('\n')
}

/** Imports of the modules that the code uses. */
const importsFor = (code: string): string => {
  const modules = [
    ['Aws', 'Aws'],
    ['aws_cloudwatch', 'cloudwatch'],
    ['aws_iam', 'iam'],
    ['aws_logs', 'logs'],
    ['aws_stepfunctions', 'sfn'],
  ] as const
  const used = modules.filter(([, name]) => name === 'sfn' || new RegExp(`\\b${name}\\.`).test(code))
  const names = used.map(([module, name]) => (module === name ? module : `${module} as ${name}`))
  return `import { ${names.join(', ')} } from 'aws-cdk-lib'\nimport { Construct } from 'constructs'\n`
}

const activityOf = ({ id, name }: ExportedMachine['activities'][number]): string =>
  `const ${variableOf(id)} = new sfn.CfnActivity(this, ${quote(id)}, { name: ${quote(name)} })`

const logGroupOf = ({ logGroupName }: ExportedMachine): string[] =>
  logGroupName === undefined
    ? []
    : [`const logGroup = new logs.CfnLogGroup(this, 'LogGroup', { logGroupName: ${quote(logGroupName)} })`]

/** One policy is inline; several are too large for that, and are managed. */
const roleOf = (machine: ExportedMachine): string[] => {
  const { options, policies } = machine
  if (options.roleArn !== undefined) return []
  const [only, ...others] = policies
  const document = (policy: object) => `iam.PolicyDocument.fromJson(${code(policy, machine)})`
  const isInline = only !== undefined && others.length === 0
  const managed = policies.map(
    (policy, index) => `new iam.ManagedPolicy(this, 'Policy${index + 1}', { document: ${document(policy)} })`,
  )
  return [
    [
      "const role = new iam.Role(this, 'Role', {",
      "  assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),",
      ...(isInline ? [indent(`inlinePolicies: { policy: ${document(only)} },`, 2)] : []),
      ...(others.length > 0 ? [indent(`managedPolicies: [\n${indent(managed.join(',\n'), 2)},\n],`, 2)] : []),
      '})',
    ].join('\n'),
  ]
}

const stateMachineOf = (machine: ExportedMachine): string => {
  const { name, asl, options, logGroupName } = machine
  const { type = 'STANDARD', roleArn, logging, tracing, encryption, tags } = options
  const group =
    logGroupName === undefined
      ? logging?.logGroupArn && code(withStreams(logging.logGroupArn), machine)
      : 'logGroup.attrArn'
  const properties = [
    `stateMachineName: ${quote(name)}`,
    `stateMachineType: ${quote(type)}`,
    `roleArn: ${roleArn === undefined ? 'role.roleArn' : code(roleArn, machine)}`,
    `definitionString: JSON.stringify(${code(asl, machine)})`,
    ...(logging ? [`loggingConfiguration: ${loggingCode(logging, group)}`] : []),
    ...(tracing ? ['tracingConfiguration: { enabled: true }'] : []),
    ...(encryption
      ? [
          `encryptionConfiguration: ${code({ type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: encryption.kmsKeyId, kmsDataKeyReusePeriodSeconds: encryption.reuseSeconds }, machine)}`,
        ]
      : []),
    ...(tags
      ? [
          `tags: ${code(
            Object.entries(tags).map(([key, value]) => ({ key, value })),
            machine,
          )}`,
        ]
      : []),
  ]
  return `this.stateMachine = new sfn.CfnStateMachine(this, 'StateMachine', {\n${indent(properties.join(',\n'), 2)},\n})`
}

const loggingCode = (
  { level, includeExecutionData = false }: NonNullable<ExportOptions['logging']>,
  group: string | undefined,
): string => {
  const destinations = group ? `, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: ${group} } }]` : ''
  return `{ level: ${quote(level)}, includeExecutionData: ${includeExecutionData}${destinations} }`
}

const alarmsOf = (machine: ExportedMachine): string[] =>
  Object.entries(machine.alarms).map(([name, alarm]) => {
    const properties = Object.entries(alarm).map(([key, value]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}`,
      value,
    ])
    const dimensions = alarm.Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value }))
    const written = code({ ...Object.fromEntries(properties), dimensions }, machine)
    return `new cloudwatch.CfnAlarm(this, ${quote(`${name}Alarm`)}, ${written})`
  })

/** A JSON value as TypeScript; placeholders become references. */
const code = (value: unknown, machine: ExportedMachine): string => {
  if (typeof value === 'string') return codeOfText(value, machine)
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${indent(value.map((one) => code(one, machine)).join(',\n'), 2)},\n]`
  }
  if (!isJsonObject(value)) return String(JSON.stringify(value))
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `${codeOfKey(key, machine)}: ${code(inner, machine)}`)
  return entries.length === 0 ? '{}' : `{\n${indent(entries.join(',\n'), 2)},\n}`
}

const codeOfKey = (key: string, machine: ExportedMachine): string => {
  // As a plain key, `__proto__` would set the prototype.
  if (placeholdersIn(key).length > 0 || key === '__proto__') return `[${codeOfText(key, machine)}]`
  return /^[A-Za-z_]\w*$/.test(key) ? key : quote(key)
}

const codeOfText = (text: string, machine: ExportedMachine): string => {
  const names = placeholdersIn(text)
  const [only] = names
  if (only === undefined) return quote(text)
  if (text === `\${${only}}`) return referenceTo(only, machine)
  const template = replacePlaceholders(
    text,
    (name) => `\${${referenceTo(name, machine)}}`,
    (between) => between.replaceAll(/[\\`]|\$(?=\{)/g, '\\$&'),
  )
  return `\`${template}\``
}

const account: ReadonlyMap<string, string> = new Map([
  ['AWSPartition', 'Aws.PARTITION'],
  ['AWSRegion', 'Aws.REGION'],
  ['AWSAccountId', 'Aws.ACCOUNT_ID'],
  ['AWS::Partition', 'Aws.PARTITION'],
  ['AWS::Region', 'Aws.REGION'],
  ['AWS::AccountId', 'Aws.ACCOUNT_ID'],
])

const referenceTo = (name: string, { activities }: ExportedMachine): string => {
  if (name === OWN_ARN) return 'this.stateMachine.attrArn'
  if (activities.some(({ id }) => id === name)) return `${variableOf(name)}.attrArn`
  return account.get(name) ?? `props.${propertyOf(name)}`
}

const variableOf = (id: string): string => asIdentifier(`${id.charAt(0).toLowerCase()}${id.slice(1)}`)

/** An identifier does not begin with a digit. */
const asIdentifier = (name: string): string => name.replace(/^(?=\d)/, '_')

const propertyOf = (name: string): string => variableOf(name.replaceAll(/[^A-Za-z0-9_]/g, '_'))

/** A string literal in single quotes. */
const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

const indent = (text: string, columns: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(columns))
