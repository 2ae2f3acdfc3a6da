import { createHash } from 'node:crypto'
import type {
  AwsServices,
  CloudWatchOperations,
  FunctionConfiguration,
  IamOperations,
  LambdaOperations,
  LogsOperations,
} from '../../src/deploy/aws-services.ts'

type Handlers<Operations extends Record<string, { input: object; output: object }>> = {
  readonly [Name in keyof Operations]: (input: Operations[Name]['input']) => Operations[Name]['output']
}

const failure = (name: string, message: string): never => {
  throw Object.assign(new Error(message), { name })
}

const missing = (name: string): never => failure('NoSuchEntityException', `${name} does not exist`)

interface Role {
  trust: string
  readonly tags: { readonly Key?: string; readonly Value?: string }[]
  readonly inline: Map<string, string>
  readonly attached: Set<string>
}

/** A function of the fake Lambda. */
interface FakeFunction {
  configuration: FunctionConfiguration
  tags: Readonly<Record<string, string>>
}

const account = 'arn:aws:iam::123456789012'

/** IAM, CloudWatch Logs, CloudWatch and Lambda in memory, as far as deployments use them. `before` is called before each operation. */
export const fakeServices = (before: (operation: string) => void = () => {}) => {
  const roles = new Map<string, Role>()
  const policies = new Map<string, string>()
  const logGroups = new Map<string, Readonly<Record<string, string>>>()
  const alarms = new Map<string, CloudWatchOperations['PutMetricAlarm']['input']>()
  const functions = new Map<string, FakeFunction>()
  const role = (name: string) => roles.get(name) ?? missing(name)
  const iam: Handlers<IamOperations> = {
    ListRoles: () => ({ Roles: [{ Arn: `${account}:role/any` }] }),
    GetRole: ({ RoleName }) => {
      const { trust, tags } = role(RoleName)
      return { Role: { AssumeRolePolicyDocument: encodeURIComponent(trust), Tags: tags } }
    },
    CreateRole: ({ RoleName, AssumeRolePolicyDocument: trust, Tags = [] }) => {
      if (roles.has(RoleName)) failure('EntityAlreadyExistsException', `${RoleName} exists`)
      roles.set(RoleName, { trust, tags: [...Tags], inline: new Map(), attached: new Set() })
      return {}
    },
    UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }) => {
      role(RoleName).trust = PolicyDocument
      return {}
    },
    DeleteRole: ({ RoleName }) => {
      const { inline, attached } = role(RoleName)
      if (inline.size + attached.size > 0) throw new Error('the role has policies')
      roles.delete(RoleName)
      return {}
    },
    GetRolePolicy: ({ RoleName, PolicyName }) => ({
      PolicyDocument: encodeURIComponent(role(RoleName).inline.get(PolicyName) ?? missing(PolicyName)),
    }),
    PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }) => {
      role(RoleName).inline.set(PolicyName, PolicyDocument)
      return {}
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }) => {
      role(RoleName).inline.delete(PolicyName)
      return {}
    },
    ListAttachedRolePolicies: ({ RoleName }) => ({
      AttachedPolicies: [...role(RoleName).attached].map((arn) => ({
        PolicyArn: arn,
        PolicyName: arn.split('/').at(-1) ?? '',
      })),
    }),
    ListPolicies: ({ PathPrefix }) => ({
      Policies: [...policies.keys()]
        .filter((arn) => arn.startsWith(`${account}:policy${PathPrefix}`))
        .map((Arn) => ({ Arn, PolicyName: Arn.split('/').at(-1) ?? '' })),
    }),
    CreatePolicy: ({ Path, PolicyName, PolicyDocument }) => {
      policies.set(`${account}:policy${Path}${PolicyName}`, PolicyDocument)
      return {}
    },
    AttachRolePolicy: ({ RoleName, PolicyArn }) => {
      role(RoleName).attached.add(PolicyArn)
      return {}
    },
    DetachRolePolicy: ({ RoleName, PolicyArn }) => {
      role(RoleName).attached.delete(PolicyArn)
      return {}
    },
    DeletePolicy: ({ PolicyArn }) => {
      policies.delete(PolicyArn)
      return {}
    },
  }
  const logs: Handlers<LogsOperations> = {
    DescribeLogGroups: ({ logGroupNamePrefix }) => ({
      logGroups: [...logGroups.keys()]
        .filter((name) => name.startsWith(logGroupNamePrefix))
        .map((logGroupName) => ({ logGroupName })),
    }),
    ListTagsForResource: ({ resourceArn }) => ({
      tags: logGroups.get(resourceArn.split(':log-group:')[1] ?? '') ?? {},
    }),
    CreateLogGroup: ({ logGroupName, tags }) => {
      logGroups.set(logGroupName, tags)
      return {}
    },
    DeleteLogGroup: ({ logGroupName }) => {
      logGroups.delete(logGroupName)
      return {}
    },
  }
  const cloudWatch: Handlers<CloudWatchOperations> = {
    DescribeAlarms: ({ AlarmNames }) => ({
      MetricAlarms: AlarmNames.flatMap((name) => {
        const alarm = alarms.get(name)
        return alarm ? [{ StateValue: 'OK', ...alarm, AlarmArn: `arn:aws:cloudwatch:alarm:${name}` }] : []
      }),
    }),
    ListTagsForResource: ({ ResourceARN }) => ({ Tags: alarms.get(ResourceARN.split(':').at(-1) ?? '')?.Tags ?? [] }),
    PutMetricAlarm: (alarm) => {
      alarms.set(alarm.AlarmName, alarm)
      return {}
    },
    DeleteAlarms: ({ AlarmNames }) => {
      for (const name of AlarmNames) alarms.delete(name)
      return {}
    },
  }
  const archives = new Map<string, Uint8Array>()
  const lambda = fakeLambda({ functions, archives, roles })
  const call =
    (handlers: Readonly<Record<string, (input: never) => object>>) => async (operation: string, input: object) => {
      before(operation)
      return handlers[operation]?.(input as never)
    }
  const services = {
    iam: call(iam),
    logs: call(logs),
    cloudWatch: call(cloudWatch),
    lambda: call(lambda),
  } as unknown as AwsServices
  return { services, roles, policies, logGroups, alarms, functions, archives }
}

interface FakeLambdaState {
  readonly functions: Map<string, FakeFunction>
  /** The code of the functions. */
  readonly archives: Map<string, Uint8Array>
  readonly roles: ReadonlyMap<string, Role>
}

/** Lambda in memory. A change is in progress until the function has been described once. */
const fakeLambda = ({ functions, archives, roles }: FakeLambdaState): Handlers<LambdaOperations> => {
  const found = (name: string) => functions.get(name) ?? failure('ResourceNotFoundException', `no function ${name}`)
  const sha = (zip: Uint8Array) => createHash('sha256').update(zip).digest('base64')
  let revision = 0
  const assertRole = (role: string) => {
    if (!roles.has(role.split('/').at(-1) ?? ''))
      failure('InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.')
  }
  const change = (name: string, RevisionId: string | undefined, changed: FunctionConfiguration) => {
    const one = found(name)
    if (RevisionId !== undefined && RevisionId !== one.configuration.RevisionId)
      failure('PreconditionFailedException', 'the revision is another')
    if (one.configuration.LastUpdateStatus === 'InProgress') failure('ResourceConflictException', 'in progress')
    one.configuration = {
      ...one.configuration,
      ...changed,
      RevisionId: `${revision++}`,
      LastUpdateStatus: 'InProgress',
    }
    return one.configuration
  }
  return {
    GetFunction: ({ FunctionName }) => ({
      Configuration: found(FunctionName).configuration,
      Tags: found(FunctionName).tags,
    }),
    GetFunctionConfiguration: ({ FunctionName }) => {
      const one = found(FunctionName)
      const { configuration } = one
      one.configuration = { ...configuration, State: 'Active', LastUpdateStatus: 'Successful' }
      return configuration
    },
    CreateFunction: ({ FunctionName, Code, Tags, ...settings }) => {
      if (functions.has(FunctionName)) failure('ResourceConflictException', 'Function already exists')
      assertRole(settings.Role)
      const configuration = {
        ...settings,
        FunctionName,
        FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`,
        CodeSha256: sha(Code.ZipFile),
        RevisionId: `${revision++}`,
        State: 'Pending',
      }
      archives.set(FunctionName, Code.ZipFile)
      functions.set(FunctionName, { configuration, tags: Tags })
      return configuration
    },
    UpdateFunctionConfiguration: ({ FunctionName, RevisionId, ...settings }) => {
      assertRole(settings.Role)
      return change(FunctionName, RevisionId, settings)
    },
    UpdateFunctionCode: ({ FunctionName, ZipFile, Architectures, RevisionId }) =>
      change(FunctionName, RevisionId, { CodeSha256: sha(ZipFile), Architectures }),
    TagResource: ({ Resource, Tags }) => {
      const one = found(Resource.split(':').at(-1) ?? '')
      one.tags = { ...one.tags, ...Tags }
      return {}
    },
    ListTags: ({ Resource }) => ({ Tags: found(Resource.split(':').at(-1) ?? '').tags }),
    ListFunctions: () => ({ Functions: [...functions.values()].map(({ configuration }) => configuration) }),
    DeleteFunction: ({ FunctionName }) => {
      found(FunctionName)
      functions.delete(FunctionName)
      return {}
    },
  }
}
