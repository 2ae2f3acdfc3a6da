import { type ClientPackage, loadFromProject } from '../engine/tasks/sdk/load-client-package.ts'
import type { SdkClient } from '../engine/tasks/sdk/service-clients.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { Alarm } from './alarm.ts'

/** The input and the output of each operation of a service, as far as they are used. */
type Operations = Readonly<Record<string, { readonly input: object; readonly output: object }>>

/** Calls an operation of a service. Its exceptions are those of the SDK. */
export type ServiceCall<Table extends Operations> = <Name extends keyof Table & string>(
  operation: Name,
  input: Table[Name]['input'],
) => Promise<Table[Name]['output']>

interface TagList {
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[]
}

type RoleName = { readonly RoleName: string }
type RolePolicyName = RoleName & { readonly PolicyName: string }
type AttachedPolicy = RoleName & { readonly PolicyArn: string }
type Empty = Readonly<Record<never, never>>

/** The operations of IAM. Documents of policies are URL-encoded JSON when they are read. */
export type IamOperations = {
  readonly ListRoles: { input: { MaxItems: number }; output: { Roles?: readonly { Arn?: string }[] } }
  readonly GetRole: { input: RoleName; output: { Role?: TagList & { AssumeRolePolicyDocument?: string } } }
  readonly CreateRole: {
    input: RoleName & TagList & { Path: string; Description: string; AssumeRolePolicyDocument: string }
    output: object
  }
  readonly UpdateAssumeRolePolicy: { input: RoleName & { PolicyDocument: string }; output: Empty }
  readonly DeleteRole: { input: RoleName; output: Empty }
  readonly GetRolePolicy: { input: RolePolicyName; output: { PolicyDocument?: string } }
  readonly PutRolePolicy: { input: RolePolicyName & { PolicyDocument: string }; output: Empty }
  readonly DeleteRolePolicy: { input: RolePolicyName; output: Empty }
  readonly ListAttachedRolePolicies: {
    input: RoleName
    output: { AttachedPolicies?: readonly { PolicyName?: string; PolicyArn?: string }[] }
  }
  readonly CreatePolicy: {
    input: TagList & { PolicyName: string; Path: string; PolicyDocument: string }
    output: object
  }
  readonly AttachRolePolicy: { input: AttachedPolicy; output: Empty }
  readonly DetachRolePolicy: { input: AttachedPolicy; output: Empty }
  readonly ListPolicies: {
    input: { Scope: 'Local'; PathPrefix: string; Marker?: string }
    output: { Policies?: readonly { PolicyName?: string; Arn?: string }[]; IsTruncated?: boolean; Marker?: string }
  }
  readonly DeletePolicy: { input: { PolicyArn: string }; output: Empty }
}

/** The operations of CloudWatch Logs. */
export type LogsOperations = {
  readonly DescribeLogGroups: {
    input: { logGroupNamePrefix: string }
    output: { logGroups?: readonly { logGroupName?: string }[] }
  }
  readonly ListTagsForResource: { input: { resourceArn: string }; output: { tags?: Readonly<Record<string, string>> } }
  readonly CreateLogGroup: { input: { logGroupName: string; tags: Readonly<Record<string, string>> }; output: Empty }
  readonly DeleteLogGroup: { input: { logGroupName: string }; output: Empty }
}

/** The operations of CloudWatch. */
export type CloudWatchOperations = {
  readonly DescribeAlarms: {
    input: { AlarmNames: readonly string[] }
    output: { MetricAlarms?: readonly (Partial<Alarm> & { AlarmArn?: string; StateValue?: string })[] }
  }
  readonly ListTagsForResource: { input: { ResourceARN: string }; output: TagList }
  readonly PutMetricAlarm: { input: Alarm & TagList & { AlarmDescription: string }; output: Empty }
  readonly DeleteAlarms: { input: { AlarmNames: readonly string[] }; output: Empty }
}

type FunctionName = { readonly FunctionName: string }

/** The settings of a Lambda function that a deployment sets. */
export interface FunctionSettings {
  readonly Role: string
  readonly Handler: string
  readonly Runtime: string
  readonly MemorySize: number
  readonly Timeout: number
  readonly Environment: { readonly Variables?: Readonly<Record<string, string>> }
}

/** A Lambda function as Lambda describes it. */
export interface FunctionConfiguration extends Partial<FunctionSettings> {
  readonly FunctionName?: string
  readonly FunctionArn?: string
  readonly Architectures?: readonly string[]
  readonly CodeSha256?: string
  readonly RevisionId?: string
  readonly State?: string
  readonly StateReason?: string
  readonly LastUpdateStatus?: string
  readonly LastUpdateStatusReason?: string
}

/** The operations of Lambda. */
export type LambdaOperations = {
  readonly GetFunction: {
    input: FunctionName
    output: { Configuration?: FunctionConfiguration; Tags?: Readonly<Record<string, string>> }
  }
  readonly GetFunctionConfiguration: { input: FunctionName; output: FunctionConfiguration }
  readonly CreateFunction: {
    input: FunctionName &
      FunctionSettings & {
        Description: string
        PackageType: 'Zip'
        Architectures: readonly string[]
        Code: { ZipFile: Uint8Array }
        Tags: Readonly<Record<string, string>>
      }
    output: FunctionConfiguration
  }
  readonly UpdateFunctionConfiguration: {
    input: FunctionName & FunctionSettings & { RevisionId?: string }
    output: FunctionConfiguration
  }
  readonly UpdateFunctionCode: {
    input: FunctionName & { ZipFile: Uint8Array; Architectures: readonly string[]; RevisionId?: string }
    output: FunctionConfiguration
  }
  readonly TagResource: { input: { Resource: string; Tags: Readonly<Record<string, string>> }; output: Empty }
  readonly ListTags: { input: { Resource: string }; output: { Tags?: Readonly<Record<string, string>> } }
  readonly ListFunctions: {
    input: { Marker?: string }
    output: { Functions?: readonly FunctionConfiguration[]; NextMarker?: string }
  }
  readonly DeleteFunction: { input: FunctionName; output: object }
}

/** The services besides Step Functions that a deployment uses. */
export interface AwsServices {
  readonly iam: ServiceCall<IamOperations>
  readonly logs: ServiceCall<LogsOperations>
  readonly cloudWatch: ServiceCall<CloudWatchOperations>
  readonly lambda: ServiceCall<LambdaOperations>
}

interface ClientName {
  readonly packageName: string
  readonly clientName: string
  /** The purpose of the package, for messages. */
  readonly purpose: string
}

/** The clients of {@link AwsServices}: optional packages, which are loaded when they are first called. */
export const awsClients = {
  iam: { packageName: '@aws-sdk/client-iam', clientName: 'IAMClient', purpose: 'roles' },
  logs: { packageName: '@aws-sdk/client-cloudwatch-logs', clientName: 'CloudWatchLogsClient', purpose: 'log groups' },
  cloudWatch: { packageName: '@aws-sdk/client-cloudwatch', clientName: 'CloudWatchClient', purpose: 'alarms' },
  lambda: { packageName: '@aws-sdk/client-lambda', clientName: 'LambdaClient', purpose: 'Lambda functions' },
} as const satisfies Readonly<Record<keyof AwsServices, ClientName>>

/** Returns a function that calls a service through a client of the AWS SDK: the given one, or one of the SDK's own chain. */
export const serviceCall = <Table extends Operations>(
  { packageName, clientName, purpose }: ClientName,
  given: SdkClient | undefined,
  region: () => Promise<string>,
  load: (packageName: string) => ClientPackage | undefined = loadFromProject,
): ServiceCall<Table> => {
  let created = given
  return async (operation, input) => {
    const exports = load(packageName)
    if (!exports) throw new Error(`${purpose} need the package ${packageName}: run \`npm install ${packageName}\``)
    created ??= construct<SdkClient>(exports, clientName, { region: await region() })
    // The boundary: the tables of operations describe the outputs of AWS.
    return (await created.send(construct(exports, `${operation}Command`, input))) as Table[typeof operation]['output']
  }
}

/** Calls a constructor of a package. @throws Error if the package has no such export, as an old version of it. */
const construct = <T extends object>(exports: ClientPackage, name: string, argument: object): T => {
  const exported = ownValue(exports, name) ?? exports[name]
  if (typeof exported !== 'function') throw new Error(`the installed AWS SDK has no ${name}: install a newer version`)
  return Reflect.construct(exported, [argument])
}
