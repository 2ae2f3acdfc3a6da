import type { AwsServices, CloudWatchOperations, IamOperations, LogsOperations } from '../../src/deploy/aws-services.ts'

type Handlers<Operations extends Record<string, { input: object; output: object }>> = {
  readonly [Name in keyof Operations]: (input: Operations[Name]['input']) => Operations[Name]['output']
}

const missing = (name: string): never => {
  throw Object.assign(new Error(`${name} does not exist`), { name: 'NoSuchEntityException' })
}

interface Role {
  trust: string
  readonly tags: { readonly Key?: string; readonly Value?: string }[]
  readonly inline: Map<string, string>
  readonly attached: Set<string>
}

const account = 'arn:aws:iam::123456789012'

/** IAM, CloudWatch Logs and CloudWatch in memory, as far as deployments use them. `before` is called before each operation. */
export const fakeServices = (before: (operation: string) => void = () => {}) => {
  const roles = new Map<string, Role>()
  const policies = new Map<string, string>()
  const logGroups = new Map<string, Readonly<Record<string, string>>>()
  const alarms = new Map<string, CloudWatchOperations['PutMetricAlarm']['input']>()
  const role = (name: string) => roles.get(name) ?? missing(name)
  const iam: Handlers<IamOperations> = {
    ListRoles: () => ({ Roles: [{ Arn: `${account}:role/any` }] }),
    GetRole: ({ RoleName }) => {
      const { trust, tags } = role(RoleName)
      return { Role: { AssumeRolePolicyDocument: encodeURIComponent(trust), Tags: tags } }
    },
    CreateRole: ({ RoleName, AssumeRolePolicyDocument: trust, Tags = [] }) => {
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
  const call =
    (handlers: Readonly<Record<string, (input: never) => object>>) => async (operation: string, input: object) => {
      before(operation)
      return handlers[operation]?.(input as never)
    }
  const services = { iam: call(iam), logs: call(logs), cloudWatch: call(cloudWatch) } as unknown as AwsServices
  return { services, roles, policies, logGroups, alarms }
}
