import type { JsonObject } from '../../json.ts'
import type { PolicyDocument } from '../permissions/policy-documents.ts'
import { mapStrings, placeholdersIn, replacePlaceholders } from '../placeholders.ts'
import { serviceTrust } from '../role/role-name.ts'
import {
  type ExportedMachine,
  type ExportOptions,
  exportMachine,
  identifierOf,
  OWN_ARN,
  parameterIds,
  withStreams,
} from './exported-machine.ts'

/** A template of CloudFormation or of SAM, as data. */
export interface CloudFormationTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Transform?: 'AWS::Serverless-2016-10-31'
  readonly Parameters?: Readonly<Record<string, { readonly Type: 'String' }>>
  readonly Resources: Readonly<Record<string, CloudFormationResource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
}

export interface CloudFormationResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

const STATE_MACHINE = 'StateMachine'
const ROLE = 'StateMachineRole'
const LOG_GROUP = 'StateMachineLogGroup'

/**
 * A CloudFormation template with a state machine, its role, its activities, its log group and its alarms, which refer to each other.
 * Substitutions of the definition (`${TableName}`) become parameters of the template.
 * @throws DefinitionError if the definition is not valid or does not show a permission; TypeError for a wrong option, or
 * without a name.
 *
 * @example
 * Object.keys(toCloudFormation(orders).Resources) // => ['PriceActivity', 'ApproveActivity', 'StateMachineRole', 'StateMachine']
 */
export const toCloudFormation = (definition: unknown, options: ExportOptions = {}): CloudFormationTemplate => {
  const machine = exportMachine(definition, options)
  const { tags, tracing, type = 'STANDARD' } = options
  return templateOf(machine, {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: machine.name,
      StateMachineType: type,
      RoleArn: roleOf(machine),
      ...definitionOf(machine),
      ...(options.logging && { LoggingConfiguration: loggingOf(machine) }),
      ...(tracing && { TracingConfiguration: { Enabled: true } }),
      ...encryptionOf(options),
      ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    },
  })
}

/**
 * A template of the AWS Serverless Application Model, with the same resources as {@link toCloudFormation}.
 * @throws DefinitionError if the definition is not valid or does not show a permission; TypeError for a wrong option, or
 * without a name.
 *
 * @example
 * toSam(orders).Resources.StateMachine?.Type // => 'AWS::Serverless::StateMachine'
 */
export const toSam = (definition: unknown, options: ExportOptions = {}): CloudFormationTemplate => {
  const machine = exportMachine(definition, options)
  const { tags, tracing, type = 'STANDARD' } = options
  const template = templateOf(machine, {
    Type: 'AWS::Serverless::StateMachine',
    Properties: {
      Name: machine.name,
      Type: type,
      Role: roleOf(machine),
      ...definitionOf(machine),
      ...(options.logging && { Logging: loggingOf(machine) }),
      ...(tracing && { Tracing: { Enabled: true } }),
      ...encryptionOf(options),
      ...(tags && { Tags: tags }),
    },
  })
  const { AWSTemplateFormatVersion, ...rest } = template
  return { AWSTemplateFormatVersion, Transform: 'AWS::Serverless-2016-10-31', ...rest }
}

const templateOf = (machine: ExportedMachine, stateMachine: CloudFormationResource): CloudFormationTemplate => {
  const parameters = parameterIds(machine, identifierOf)
  const declared = Object.fromEntries(parameters.map((id) => [id, { Type: 'String' } as const]))
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(parameters.length > 0 && { Parameters: declared }),
    Resources: {
      ...Object.fromEntries(machine.activities.map(({ id, name }) => [id, activityResource(name)])),
      ...(machine.logGroupName !== undefined && { [LOG_GROUP]: logGroup(machine.logGroupName) }),
      ...roleResources(machine),
      [STATE_MACHINE]: stateMachine,
      ...Object.fromEntries(
        Object.entries(machine.alarms).map(([name, alarm]) => [
          `${identifierOf(name)}Alarm`,
          { Type: 'AWS::CloudWatch::Alarm', Properties: referring({ ...alarm }) },
        ]),
      ),
    },
    Outputs: { StateMachineArn: { Value: { Ref: STATE_MACHINE } } },
  }
}

const activityResource = (name: string): CloudFormationResource => ({
  Type: 'AWS::StepFunctions::Activity',
  Properties: { Name: name },
})

const logGroup = (name: string): CloudFormationResource => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name },
})

const roleOf = ({ options }: ExportedMachine): unknown =>
  options.roleArn === undefined ? { 'Fn::GetAtt': [ROLE, 'Arn'] } : written(options.roleArn)

/** One policy is inline; several are too large for that, and are managed. */
const roleResources = ({ options, policies, id }: ExportedMachine): Record<string, CloudFormationResource> => {
  if (options.roleArn !== undefined) return {}
  const [only, ...others] = policies
  const inline = only !== undefined && others.length === 0
  const managed = inline ? [] : policies.map((policy, index) => [`StateMachinePolicy${index + 1}`, policy] as const)
  return {
    ...Object.fromEntries(managed.map(([name, policy]) => [name, managedPolicy(policy)])),
    [ROLE]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: serviceTrust('states.amazonaws.com'),
        ...(inline && { Policies: [{ PolicyName: id, PolicyDocument: referring(only) }] }),
        ...(managed.length > 0 && { ManagedPolicyArns: managed.map(([name]) => ({ Ref: name })) }),
      },
    },
  }
}

const managedPolicy = (policy: PolicyDocument): CloudFormationResource => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: referring(policy) },
})

/** The definition as an object, and the references that complete it. */
const definitionOf = ({ asl }: ExportedMachine) => {
  const names = placeholdersIn(asl)
  const substitutions = Object.fromEntries(names.map((name) => [substitutionKey(name), referenceTo(name)]))
  return {
    Definition: mapStrings(asl, (text) => replacePlaceholders(text, (name) => `\${${substitutionKey(name)}}`)),
    ...(names.length > 0 && { DefinitionSubstitutions: substitutions }),
  }
}

const substitutionKey = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '')

const pseudoParameters: ReadonlyMap<string, string> = new Map([
  ['AWSPartition', 'AWS::Partition'],
  ['AWSRegion', 'AWS::Region'],
  ['AWSAccountId', 'AWS::AccountId'],
])

/** The logical id, parameter or pseudo parameter of a placeholder. */
const logicalIdOf = (name: string): string => {
  if (name === OWN_ARN) return STATE_MACHINE
  return pseudoParameters.get(name) ?? (name.startsWith('AWS::') ? name : identifierOf(name))
}

const referenceTo = (name: string): JsonObject => ({ Ref: logicalIdOf(name) })

/** A value with `Fn::Sub` or `Ref` for each string that has placeholders. */
const referring = (value: object): Record<string, unknown> => Object(mapStrings(value, written))

const written = (text: string): unknown => {
  const [only, ...rest] = placeholdersIn(text)
  if (only === undefined) return text
  if (rest.length === 0 && text === `\${${only}}`) return referenceTo(only)
  return { 'Fn::Sub': replacePlaceholders(text, (name) => `\${${logicalIdOf(name)}}`) }
}

const loggingOf = ({ options, logGroupName }: ExportedMachine) => {
  const { level = 'OFF', includeExecutionData = false, logGroupArn } = options.logging ?? {}
  const group =
    logGroupName === undefined ? logGroupArn && written(withStreams(logGroupArn)) : { 'Fn::GetAtt': [LOG_GROUP, 'Arn'] }
  return {
    Level: level,
    IncludeExecutionData: includeExecutionData,
    ...(group ? { Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: group } }] } : {}),
  }
}

const encryptionOf = ({ encryption }: ExportOptions) =>
  encryption
    ? {
        EncryptionConfiguration: {
          Type: 'CUSTOMER_MANAGED_KMS_KEY',
          KmsKeyId: written(encryption.kmsKeyId),
          ...(encryption.reuseSeconds !== undefined && { KmsDataKeyReusePeriodSeconds: encryption.reuseSeconds }),
        },
      }
    : {}
