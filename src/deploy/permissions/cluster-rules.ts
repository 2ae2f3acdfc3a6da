import {
  type CallContext,
  everything,
  generatedResource,
  ifSync,
  known,
  managedRule,
  type Need,
  namedResource,
  need,
  ownArn,
  passRole,
  type Rule,
} from './need.ts'
import type { RequestValue } from './request-value.ts'

/** Amazon EMR: the cluster is given by the id that AWS generated. */
const ofEmrCluster =
  (actions: readonly string[], sync?: { readonly actions: readonly string[]; readonly rule: string }): Rule =>
  (request, context) => {
    const cluster = generatedResource(request.member('ClusterId'), ownArn(context, 'elasticmapreduce', 'cluster/'))
    const all = [...actions, ...(context.isSync ? (sync?.actions ?? []) : [])]
    const rules = sync ? ifSync(context, managedRule(context, sync.rule)) : []
    return [
      need(
        all.map((action) => `elasticmapreduce:${action}`),
        cluster,
      ),
      ...rules,
    ]
  }

/** A cluster that does not exist yet has no ARN. */
const createEmrCluster: Rule = (request, context) => {
  const clusters = known(ownArn(context, 'elasticmapreduce', 'cluster/*'))
  const roles = (['ServiceRole', 'JobFlowRole', 'AutoScalingRole'] as const).flatMap((member) =>
    passRole(request.member(member), member, { context, service: emrServices[member] }),
  )
  return [
    need('elasticmapreduce:RunJobFlow', everything),
    ...(request.member('Tags').isAbsent ? [] : [need('elasticmapreduce:AddTags', clusters)]),
    ...roles,
    ...ifSync(
      context,
      need(['elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows'], clusters),
      managedRule(context, 'StepFunctionsGetEventForEMRRunJobFlowRule'),
    ),
  ]
}

const emrServices = {
  ServiceRole: 'elasticmapreduce.amazonaws.com',
  JobFlowRole: 'ec2.amazonaws.com',
  AutoScalingRole: 'application-autoscaling.amazonaws.com',
} as const

const virtualClusters = (context: CallContext, id: RequestValue) =>
  generatedResource(id, ownArn(context, 'emr-containers', '/virtualclusters/'))

const createVirtualCluster: Rule = (_, { environment }) => [
  need('emr-containers:CreateVirtualCluster', everything),
  need(
    'iam:CreateServiceLinkedRole',
    known(
      `arn:${environment.partition}:iam::${environment.accountId}:role/aws-service-role/emr-containers.amazonaws.com/*`,
    ),
    { StringLike: { 'iam:AWSServiceName': 'emr-containers.amazonaws.com' } },
  ),
]

const deleteVirtualCluster: Rule = (request, context) => {
  const sync = context.isSync ? ['emr-containers:DescribeVirtualCluster'] : []
  return [need(['emr-containers:DeleteVirtualCluster', ...sync], virtualClusters(context, request.member('Id')))]
}

const startVirtualJobRun: Rule = (request, context) => {
  const cluster = virtualClusters(context, request.member('VirtualClusterId'))
  const role = request.member('ExecutionRoleArn').pattern ?? '*'
  const start = need('emr-containers:StartJobRun', cluster, {
    StringEquals: { 'emr-containers:ExecutionRoleArn': role === '*' ? '<ExecutionRoleArn>' : role },
  })
  const unknown = '"ExecutionRoleArn" is computed when the execution runs'
  return [
    role === '*' ? { ...start, unknown } : start,
    ...ifSync(
      context,
      need(['emr-containers:CancelJobRun', 'emr-containers:DescribeJobRun'], known(`${cluster.arn}/jobruns/*`)),
    ),
  ]
}

const serverlessJob =
  (action: string): Rule =>
  (request, context) => {
    const application = generatedResource(
      request.member('ApplicationId'),
      ownArn(context, 'emr-serverless', '/applications/'),
    )
    const runs = known(`${application.arn}/jobruns/*`)
    return [
      need(`emr-serverless:${action}`, action === 'StartJobRun' ? application : runs),
      ...passRole(request.member('ExecutionRoleArn'), 'ExecutionRoleArn', {
        context,
        service: 'emr-serverless.amazonaws.com',
      }),
      ...ifSync(
        context,
        need(['emr-serverless:CancelJobRun', 'emr-serverless:GetJobRun'], runs),
        managedRule(context, 'StepFunctionsGetEventsForEMRServerlessJobRule'),
      ),
    ]
  }

const serverlessApplication =
  (action: string): Rule =>
  (request, context) => {
    const id = action === 'CreateApplication' ? undefined : request.member('ApplicationId')
    const all = known(ownArn(context, 'emr-serverless', '/applications/*'))
    const application = id ? generatedResource(id, ownArn(context, 'emr-serverless', '/applications/')) : all
    const target = id ? application : known(ownArn(context, 'emr-serverless', '/*'))
    return [
      need(`emr-serverless:${action}`, target),
      ...ifSync(
        context,
        need(['emr-serverless:GetApplication'], application),
        managedRule(context, 'StepFunctionsGetEventsForEMRServerlessApplicationRule'),
      ),
    ]
  }

/** Amazon EKS: parts of a cluster, with the role that they are given. */
const ofEks =
  (action: string, { sync, part, role }: { sync: readonly string[]; part?: string; role?: string }): Rule =>
  (request, context) => {
    const member = part === undefined && !request.member('Name').isAbsent ? 'Name' : 'ClusterName'
    const cluster = namedResource(request.member(member), member, ownArn(context, 'eks', 'cluster/'))
    const parts =
      part === undefined ? cluster : { ...cluster, arn: cluster.arn.replace(':cluster/', `:${part}/`).concat('/*') }
    return [
      need(`eks:${action}`, action.startsWith('Delete') ? parts : cluster),
      ...(role === undefined ? [] : passRole(request.member(role), role, { context, service: eksServices(role) })),
      ...ifSync(
        context,
        need(
          sync.map((one) => `eks:${one}`),
          parts,
        ),
      ),
    ]
  }

const eksServices = (role: string): string =>
  ({ NodeRole: 'ec2.amazonaws.com', PodExecutionRoleArn: 'eks-fargate-pods.amazonaws.com' })[role] ??
  'eks.amazonaws.com'

/** Kubernetes itself authorizes calls of its API: the role is an entry of the cluster's access configuration. */
const ofKubernetes: Rule = (): readonly Need[] => []

/** The rules of the integrations that manage clusters and run work on them. */
export const clusterRules: Readonly<Record<string, Rule>> = {
  'elasticmapreduce:addStep': ofEmrCluster(['AddJobFlowSteps'], {
    actions: ['DescribeStep', 'CancelSteps'],
    rule: 'StepFunctionsGetEventForEMRAddJobFlowStepsRule',
  }),
  'elasticmapreduce:cancelStep': ofEmrCluster(['CancelSteps']),
  'elasticmapreduce:createCluster': createEmrCluster,
  'elasticmapreduce:modifyInstanceFleetByName': ofEmrCluster(['ModifyInstanceFleet', 'ListInstanceFleets']),
  'elasticmapreduce:modifyInstanceGroupByName': ofEmrCluster(['ModifyInstanceGroups', 'ListInstanceGroups']),
  'elasticmapreduce:setClusterTerminationProtection': ofEmrCluster(['SetTerminationProtection']),
  'elasticmapreduce:terminateCluster': ofEmrCluster(['TerminateJobFlows'], {
    actions: ['DescribeCluster'],
    rule: 'StepFunctionsGetEventForEMRTerminateJobFlowsRule',
  }),
  'emr-containers:createVirtualCluster': createVirtualCluster,
  'emr-containers:deleteVirtualCluster': deleteVirtualCluster,
  'emr-containers:startJobRun': startVirtualJobRun,
  'emr-serverless:cancelJobRun': serverlessJob('CancelJobRun'),
  'emr-serverless:createApplication': serverlessApplication('CreateApplication'),
  'emr-serverless:deleteApplication': serverlessApplication('DeleteApplication'),
  'emr-serverless:startApplication': serverlessApplication('StartApplication'),
  'emr-serverless:startJobRun': serverlessJob('StartJobRun'),
  'emr-serverless:stopApplication': serverlessApplication('StopApplication'),
  'eks:call': ofKubernetes,
  'eks:createCluster': ofEks('CreateCluster', { sync: ['DescribeCluster', 'DeleteCluster'], role: 'RoleArn' }),
  'eks:createFargateProfile': ofEks('CreateFargateProfile', {
    sync: ['DescribeFargateProfile', 'DeleteFargateProfile'],
    part: 'fargateprofile',
    role: 'PodExecutionRoleArn',
  }),
  'eks:createNodegroup': ofEks('CreateNodegroup', {
    sync: ['DescribeNodegroup', 'DeleteNodegroup'],
    part: 'nodegroup',
    role: 'NodeRole',
  }),
  'eks:deleteCluster': ofEks('DeleteCluster', { sync: ['DescribeCluster'] }),
  'eks:deleteFargateProfile': ofEks('DeleteFargateProfile', {
    sync: ['DescribeFargateProfile'],
    part: 'fargateprofile',
  }),
  'eks:deleteNodegroup': ofEks('DeleteNodegroup', { sync: ['DescribeNodegroup'], part: 'nodegroup' }),
  'eks:runJob': ofKubernetes,
}
