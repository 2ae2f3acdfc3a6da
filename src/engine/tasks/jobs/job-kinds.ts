import type { Json, JsonObject } from '../../../json.ts'
import { type Job, objectAt, pick, type StartedJob, valueAt } from './job.ts'

/** The words that Step Functions gives as the reason when it stops a job. */
const REASON = 'The Step Functions task was stopped'

type Request = (started: StartedJob) => JsonObject

const oneOf = (response: JsonObject, ...path: readonly (string | number)[]): Json[] => [valueAt(response, ...path)]

/** A job of SageMaker, which is known by the name that the task gives it. */
const sagemakerJob = (kind: string): Job => {
  const request: Request = ({ parameters }) => pick(parameters, `${kind}Name`)
  return {
    describe: `sagemaker:describe${kind}`,
    request,
    status: (described) => described[`${kind}Status`],
    succeeded: ['Completed'],
    failed: ['Failed', 'Stopped'],
    stop: { call: `sagemaker:stop${kind}`, request },
  }
}

/** A resource of EKS that is created (and then active), or deleted (and then absent). */
const eksResource = (kind: string, names: readonly (string | readonly [string, string])[]): Record<string, Job> => {
  const common = {
    describe: `eks:describe${kind}`,
    request: ({ parameters }: StartedJob) => pick(parameters, ...names),
    status: (described: JsonObject) => valueAt(described, kind, 'Status'),
  }
  return {
    [`eks:create${kind}`]: { ...common, succeeded: ['ACTIVE'], failed: ['FAILED', 'CREATE_FAILED', 'DELETING'] },
    [`eks:delete${kind}`]: { ...common, succeeded: [], failed: ['FAILED', 'DELETE_FAILED'], endsWithAbsence: true },
  }
}

const codeBuild = (member: 'Build' | 'BuildBatch', describes: string, list: string): Job => ({
  describe: `codebuild:${describes}`,
  request: ({ response }) => ({ Ids: oneOf(response, member, 'Id') }),
  status: (described) => valueAt(described, list, 0, `${member}Status`),
  succeeded: ['SUCCEEDED'],
  failed: ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'],
  result: (described) => ({ [member]: valueAt(described, list, 0) }),
  stop: { call: `codebuild:stop${member}`, request: ({ response }) => pick(objectAt(response, member), 'Id') },
})

const application = (succeeded: readonly string[], failed: readonly string[] = ['TERMINATED']): Job => ({
  describe: 'emrserverless:getApplication',
  request: ({ parameters, response }) => pick({ ...parameters, ...response }, 'ApplicationId'),
  status: (described) => valueAt(described, 'Application', 'State'),
  succeeded,
  failed,
})

const serverlessRun: Request = ({ parameters, response }) =>
  pick({ ...parameters, ...response }, 'ApplicationId', 'JobRunId')

const containersRun: Request = ({ response }) => pick(response, 'Id', 'VirtualClusterId')

const cluster = (succeeded: readonly string[], failed: readonly string[]): Job => ({
  describe: 'emr:describeCluster',
  request: ({ parameters, response }) => pick({ ...parameters, ...response }, 'ClusterId'),
  status: (described) => valueAt(described, 'Cluster', 'Status', 'State'),
  succeeded,
  failed,
  result: (described, { parameters, response }) => ({
    ...pick({ ...parameters, ...response }, 'ClusterId'),
    ...described,
  }),
})

/** ECS has no status of success: a task has failed if it did not start, or if a container ended with another exit code than 0. */
const ecsStatus = (described: JsonObject): Json => {
  const task = objectAt(described, 'Tasks', 0)
  if (task.LastStatus !== 'STOPPED' && task.LastStatus !== 'DELETED') return task.LastStatus ?? null
  const codes = (Array.isArray(task.Containers) ? task.Containers : []).map((one) => valueAt(one, 'ExitCode'))
  return task.StopCode === 'TaskFailedToStart' || codes.some((code) => code !== 0 && code !== null) ? FAILED : SUCCEEDED
}

const SUCCEEDED = 'SUCCEEDED'
const FAILED = 'FAILED'

const brewRun: Request = ({ parameters, response }) => ({ ...pick(parameters, 'Name'), ...pick(response, 'RunId') })

const query: Request = ({ response }) => pick(response, 'QueryExecutionId')

/** The jobs by the resource that starts them, without `.sync` (developer guide, connect-sync and the page of each service). */
export const jobKinds: ReadonlyMap<string, Job> = new Map<string, Job>([
  [
    'athena:startQueryExecution',
    {
      describe: 'athena:getQueryExecution',
      request: query,
      status: (described) => valueAt(described, 'QueryExecution', 'Status', 'State'),
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'CANCELLED'],
      stop: { call: 'athena:stopQueryExecution', request: query },
    },
  ],
  [
    'batch:submitJob',
    {
      describe: 'batch:describeJobs',
      request: ({ response }) => ({ Jobs: oneOf(response, 'JobId') }),
      status: (described) => valueAt(described, 'Jobs', 0, 'Status'),
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED'],
      result: (described) => objectAt(described, 'Jobs', 0),
      stop: { call: 'batch:terminateJob', request: ({ response }) => ({ ...pick(response, 'JobId'), Reason: REASON }) },
    },
  ],
  [
    'bedrock:createModelCustomizationJob',
    {
      describe: 'bedrock:getModelCustomizationJob',
      request: ({ response }) => pick(response, ['JobIdentifier', 'JobArn']),
      status: ({ Status }) => Status,
      succeeded: ['Completed'],
      failed: ['Failed', 'Stopped'],
      stop: {
        call: 'bedrock:stopModelCustomizationJob',
        request: ({ response }) => pick(response, ['JobIdentifier', 'JobArn']),
      },
    },
  ],
  ['codebuild:startBuild', codeBuild('Build', 'batchGetBuilds', 'Builds')],
  ['codebuild:startBuildBatch', codeBuild('BuildBatch', 'batchGetBuildBatches', 'BuildBatches')],
  ['codebuild:retryBuildBatch', codeBuild('BuildBatch', 'batchGetBuildBatches', 'BuildBatches')],
  [
    'databrew:startJobRun',
    {
      describe: 'databrew:describeJobRun',
      request: brewRun,
      status: ({ State }) => State,
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'STOPPED', 'TIMEOUT'],
      stop: { call: 'databrew:stopJobRun', request: brewRun },
    },
  ],
  [
    'ecs:runTask',
    {
      describe: 'ecs:describeTasks',
      request: ({ parameters, response }) => ({
        ...pick(parameters, 'Cluster'),
        Tasks: oneOf(response, 'Tasks', 0, 'TaskArn'),
      }),
      status: ecsStatus,
      succeeded: [SUCCEEDED],
      failed: [FAILED],
      result: (described) => objectAt(described, 'Tasks', 0),
      stop: {
        call: 'ecs:stopTask',
        request: ({ parameters, response }) => ({
          ...pick(parameters, 'Cluster'),
          Task: valueAt(response, 'Tasks', 0, 'TaskArn'),
          Reason: REASON,
        }),
      },
    },
  ],
  ...Object.entries(eksResource('Cluster', ['Name'])),
  ...Object.entries(eksResource('FargateProfile', ['ClusterName', 'FargateProfileName'])),
  ...Object.entries(eksResource('Nodegroup', ['ClusterName', 'NodegroupName'])),
  ['elasticmapreduce:createCluster', cluster(['WAITING', 'TERMINATED'], ['TERMINATED_WITH_ERRORS'])],
  ['elasticmapreduce:terminateCluster', cluster(['TERMINATED', 'TERMINATED_WITH_ERRORS'], [])],
  [
    'elasticmapreduce:addStep',
    {
      describe: 'emr:describeStep',
      request: ({ parameters, response }) => pick({ ...parameters, ...response }, 'ClusterId', 'StepId'),
      status: (described) => valueAt(described, 'Step', 'Status', 'State'),
      succeeded: ['COMPLETED'],
      failed: ['FAILED', 'CANCELLED', 'INTERRUPTED'],
      stop: {
        call: 'emr:cancelSteps',
        request: ({ parameters, response }) => ({
          ...pick(parameters, 'ClusterId'),
          StepIds: oneOf(response, 'StepId'),
        }),
      },
    },
  ],
  [
    'emr-containers:startJobRun',
    {
      describe: 'emrcontainers:describeJobRun',
      request: containersRun,
      status: (described) => valueAt(described, 'JobRun', 'State'),
      succeeded: ['COMPLETED'],
      failed: ['FAILED', 'CANCELLED'],
      stop: { call: 'emrcontainers:cancelJobRun', request: containersRun },
    },
  ],
  [
    'emr-containers:deleteVirtualCluster',
    {
      describe: 'emrcontainers:describeVirtualCluster',
      request: ({ parameters }) => pick(parameters, 'Id'),
      status: (described) => valueAt(described, 'VirtualCluster', 'State'),
      succeeded: ['TERMINATED'],
      failed: ['ARRESTED'],
    },
  ],
  ['emr-serverless:createApplication', application(['CREATED', 'STARTED'])],
  ['emr-serverless:startApplication', application(['STARTED'])],
  ['emr-serverless:stopApplication', application(['STOPPED'])],
  ['emr-serverless:deleteApplication', application(['TERMINATED'], [])],
  [
    'emr-serverless:startJobRun',
    {
      describe: 'emrserverless:getJobRun',
      request: serverlessRun,
      status: (described) => valueAt(described, 'JobRun', 'State'),
      succeeded: ['SUCCESS'],
      failed: ['FAILED', 'CANCELLED'],
      stop: { call: 'emrserverless:cancelJobRun', request: serverlessRun },
    },
  ],
  [
    'emr-serverless:cancelJobRun',
    {
      describe: 'emrserverless:getJobRun',
      request: serverlessRun,
      status: (described) => valueAt(described, 'JobRun', 'State'),
      succeeded: ['CANCELLED', 'SUCCESS', 'FAILED'],
      failed: [],
    },
  ],
  [
    'glue:startJobRun',
    {
      describe: 'glue:getJobRun',
      request: ({ parameters, response }) => ({
        ...pick(parameters, 'JobName'),
        ...pick(response, ['RunId', 'JobRunId']),
      }),
      status: (described) => valueAt(described, 'JobRun', 'JobRunState'),
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'STOPPED', 'TIMEOUT', 'ERROR', 'EXPIRED'],
      result: (described) => objectAt(described, 'JobRun'),
      stop: {
        call: 'glue:batchStopJobRun',
        request: ({ parameters, response }) => ({
          ...pick(parameters, 'JobName'),
          JobRunIds: oneOf(response, 'JobRunId'),
        }),
      },
    },
  ],
  [
    'mediaconvert:createJob',
    {
      describe: 'mediaconvert:getJob',
      request: ({ response }) => pick(objectAt(response, 'Job'), 'Id'),
      status: (described) => valueAt(described, 'Job', 'Status'),
      succeeded: ['COMPLETE'],
      failed: ['ERROR', 'CANCELED'],
      stop: { call: 'mediaconvert:cancelJob', request: ({ response }) => pick(objectAt(response, 'Job'), 'Id') },
    },
  ],
  ...['HyperParameterTuningJob', 'LabelingJob', 'ProcessingJob', 'TrainingJob', 'TransformJob'].map(
    (kind): [string, Job] => [`sagemaker:create${kind}`, sagemakerJob(kind)],
  ),
])
