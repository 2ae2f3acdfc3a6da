import {
  arnResource,
  type CallContext,
  everything,
  globalArn,
  ifSync,
  known,
  managedRule,
  type Need,
  namedResource,
  need,
  ownArn,
  passRole,
  type Rule,
  unknownResource,
} from './need.ts'
import type { RequestValue } from './request-value.ts'
import { objectsBelow } from './s3-needs.ts'

/** The name of a cluster, given by its name or its ARN. */
const clusterName = (cluster: RequestValue): string =>
  cluster.isAbsent ? 'default' : (cluster.pattern ?? '*').replace(/^arn:.*:cluster\//, '')

/** The roles of a task definition are not part of the request. */
const runTask: Rule = (request, context) => {
  const definition = namedResource(
    request.member('TaskDefinition'),
    'TaskDefinition',
    ownArn(context, 'ecs', 'task-definition/'),
  )
  const hasRevision = /task-definition\/.*:/.test(definition.arn) || definition.unknown !== undefined
  const tasks = known(ownArn(context, 'ecs', `task/${clusterName(request.member('Cluster'))}/*`))
  return [
    need('ecs:RunTask', hasRevision ? definition : { ...definition, arn: `${definition.arn}:*` }),
    need(
      'iam:PassRole',
      unknownResource(
        `arn:${context.environment.partition}:iam::${context.environment.accountId}:role/<roles of the task definition>`,
        'the roles of the task definition are not part of the request',
      ),
      { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    ),
    ...ifSync(
      context,
      need(['ecs:DescribeTasks', 'ecs:StopTask'], tasks),
      managedRule(context, 'StepFunctionsGetEventsForECSTaskRule'),
    ),
  ]
}

/** A job definition is authorized by its name, with and without a revision. Jobs can be described only without a resource. */
const submitJob: Rule = (request, context) => {
  const definition = namedResource(
    request.member('JobDefinition'),
    'JobDefinition',
    ownArn(context, 'batch', 'job-definition/'),
  )
  const queue = namedResource(request.member('JobQueue'), 'JobQueue', ownArn(context, 'batch', 'job-queue/'))
  const arn = definition.arn.replace(/(job-definition\/[^:]+):\d+$/, '$1')
  return [
    need('batch:SubmitJob', [{ ...definition, arn }, ...(definition.unknown ? [] : [known(`${arn}:*`)]), queue]),
    ...ifSync(
      context,
      need('batch:DescribeJobs', everything),
      need('batch:TerminateJob', known(ownArn(context, 'batch', 'job/*'))),
      managedRule(context, 'StepFunctionsGetEventsForBatchJobsRule'),
    ),
  ]
}

/** A job that a service keeps by its name, and whose runs belong to it. */
const jobRun =
  (service: string, member: string, { start, sync }: { start: string; sync: readonly string[] }): Rule =>
  (request, context) => {
    const job = namedResource(request.member(member), member, ownArn(context, service, 'job/'))
    const actions = context.isSync ? [start, ...sync] : [start]
    return [
      need(
        actions.map((action) => `${service}:${action}`),
        job,
      ),
    ]
  }

const workgroupOf = (request: RequestValue, context: CallContext) => {
  const workgroup = request.member('WorkGroup')
  const prefix = ownArn(context, 'athena', 'workgroup/')
  return workgroup.isAbsent ? known(`${prefix}primary`) : namedResource(workgroup, 'WorkGroup', prefix)
}

const glueReads = [
  'GetDatabase',
  'GetDatabases',
  'GetPartition',
  'GetPartitions',
  'GetTable',
  'GetTables',
  'BatchGetPartition',
]

/** The data that a query reads is not part of the request. */
const startQueryExecution: Rule = (request, context) => {
  const queryContext = request.member('QueryExecutionContext')
  const catalog = queryContext.member('Catalog')
  const location = request.member('ResultConfiguration').member('OutputLocation')
  const database = queryContext.member('Database').pattern ?? '*'
  const objects = objectsBelow(location, 'OutputLocation', context)
  const bucket = { ...objects, arn: objects.arn.replace(/\/.*/s, '') }
  const sync = context.isSync ? ['athena:GetQueryExecution', 'athena:StopQueryExecution'] : []
  return [
    need(['athena:StartQueryExecution', ...sync], workgroupOf(request, context)),
    need(
      'athena:GetDataCatalog',
      known(ownArn(context, 'athena', `datacatalog/${catalog.pattern ?? 'AwsDataCatalog'}`)),
    ),
    need(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], bucket),
    need(['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], objects),
    need(
      glueReads.map((action) => `glue:${action}`),
      ['catalog', `database/${database}`, `table/${database}/*`].map((name) => known(ownArn(context, 'glue', name))),
    ),
    need(
      ['s3:GetObject', 's3:ListBucket'],
      unknownResource(
        globalArn(context, 's3', '<data of the tables>'),
        'the data that the query reads is not part of the request',
      ),
    ),
  ]
}

/** A query is found by an id that does not show its workgroup. */
const ofQuery =
  (action: string): Rule =>
  (_, context) => [need(action, known(ownArn(context, 'athena', 'workgroup/*')))]

const getQueryResults: Rule = (request, context) => [
  ...ofQuery('athena:GetQueryResults')(request, context),
  need(
    's3:GetObject',
    unknownResource(
      globalArn(context, 's3', '<results of the query>/*'),
      'the location of the results is not part of the request',
    ),
  ),
]

/** Starting, watching and stopping builds of a project. */
const build =
  ({ start, sync, rule }: { start: string; sync: readonly string[]; rule: string }): Rule =>
  (request, context) => [
    need(
      [start, ...(context.isSync ? sync : [])].map((action) => `codebuild:${action}`),
      namedResource(request.member('ProjectName'), 'ProjectName', ownArn(context, 'codebuild', 'project/')),
    ),
    ...ifSync(context, managedRule(context, rule)),
  ]

const ofBuild =
  (action: string, member: string): Rule =>
  (request, context) => {
    const project =
      request
        .member(member)
        .pattern?.replace(/^arn:.*:build(?:-batch)?\//, '')
        .split(':')[0] ?? '*'
    return [need(`codebuild:${action}`, known(ownArn(context, 'codebuild', `project/${project}`)))]
  }

const retryBuildBatch: Rule = (request, context) => {
  const [retry] = ofBuild('RetryBuildBatch', 'Id')(request, context)
  const sync = context.isSync ? ['codebuild:BatchGetBuildBatches', 'codebuild:StopBuildBatch'] : []
  if (!retry) return []
  return [
    { ...retry, actions: [...retry.actions, ...sync] },
    ...ifSync(context, managedRule(context, 'StepFunctionsGetEventForCodeBuildStartBuildBatchRule')),
  ]
}

const deleteBuilds: Rule = (_, context) => [
  need('codebuild:BatchDeleteBuilds', known(ownArn(context, 'codebuild', 'project/*'))),
]

const getReports: Rule = (_, context) => [
  need('codebuild:BatchGetReports', known(ownArn(context, 'codebuild', 'report-group/*'))),
]

/** Models of other regions run behind an inference profile, whose id begins with a part of the globe. */
const modelsOf = (model: RequestValue, context: CallContext) => {
  const { partition, region } = context.environment
  const { pattern = '*' } = model
  const [, , profiled] = /^(us|us-gov|eu|apac|jp|au|ca|global)\.(.+)$/.exec(pattern) ?? []
  if (profiled !== undefined)
    return [
      known(ownArn(context, 'bedrock', `inference-profile/${pattern}`)),
      known(`arn:${partition}:bedrock:*::foundation-model/${profiled}`),
    ]
  return [namedResource(model, 'ModelId', `arn:${partition}:bedrock:${region}::foundation-model/`)]
}

const invokeModel: Rule = (request, context) => {
  const input = request.member('Input').member('S3Uri')
  const output = request.member('Output').member('S3Uri')
  return [
    need('bedrock:InvokeModel', modelsOf(request.member('ModelId'), context)),
    ...(input.isAbsent ? [] : [need('s3:GetObject', objectsBelow(input, 'Input.S3Uri', context))]),
    ...(output.isAbsent ? [] : [need('s3:PutObject', objectsBelow(output, 'Output.S3Uri', context))]),
  ]
}

const customizeModel: Rule = (request, context) => {
  const { partition, region } = context.environment
  const jobs = known(ownArn(context, 'bedrock', 'model-customization-job/*'))
  const base = namedResource(
    request.member('BaseModelIdentifier'),
    'BaseModelIdentifier',
    `arn:${partition}:bedrock:${region}::foundation-model/`,
  )
  return [
    need('bedrock:CreateModelCustomizationJob', [jobs, base, known(ownArn(context, 'bedrock', 'custom-model/*'))]),
    ...passRole(request.member('RoleArn'), 'RoleArn', { context, service: 'bedrock.amazonaws.com' }),
    ...ifSync(
      context,
      need(['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'], jobs),
      managedRule(context, 'StepFunctionsGetEventsForBedrockRule'),
    ),
  ]
}

const transcode: Rule = (request, context) => {
  const queue = request.member('Queue')
  const prefix = ownArn(context, 'mediaconvert', 'queues/')
  const template = request.member('JobTemplate')
  const templates = template.isAbsent
    ? []
    : [namedResource(template, 'JobTemplate', ownArn(context, 'mediaconvert', 'jobTemplates/'))]
  return [
    need('mediaconvert:CreateJob', [
      queue.isAbsent ? known(`${prefix}Default`) : namedResource(queue, 'Queue', prefix),
      ...templates,
      ...(request.mentions('Preset') ? [known(ownArn(context, 'mediaconvert', 'presets/*'))] : []),
    ]),
    ...passRole(request.member('Role'), 'Role', { context, service: 'mediaconvert.amazonaws.com' }),
    ...ifSync(
      context,
      need(['mediaconvert:CancelJob', 'mediaconvert:GetJob'], known(ownArn(context, 'mediaconvert', 'jobs/*'))),
      managedRule(context, 'StepFunctionsGetEventsForMediaConvertJobRule'),
    ),
  ]
}

const invokeHarness: Rule = (request): readonly Need[] => [
  need('bedrock-agentcore:InvokeHarness', arnResource(request.member('HarnessArn'), 'HarnessArn')),
]

/** The rules of the integrations that run jobs, queries, builds and models. */
export const jobRules: Readonly<Record<string, Rule>> = {
  'athena:getQueryExecution': ofQuery('athena:GetQueryExecution'),
  'athena:getQueryResults': getQueryResults,
  'athena:startQueryExecution': startQueryExecution,
  'athena:stopQueryExecution': ofQuery('athena:StopQueryExecution'),
  'batch:submitJob': submitJob,
  'bedrock:createModelCustomizationJob': customizeModel,
  'bedrock:invokeModel': invokeModel,
  'bedrock-agentcore:invokeHarness': invokeHarness,
  'codebuild:batchDeleteBuilds': deleteBuilds,
  'codebuild:batchGetReports': getReports,
  'codebuild:deleteBuildBatch': ofBuild('DeleteBuildBatch', 'Id'),
  'codebuild:retryBuildBatch': retryBuildBatch,
  'codebuild:startBuild': build({
    start: 'StartBuild',
    sync: ['StopBuild', 'BatchGetBuilds'],
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildRule',
  }),
  'codebuild:startBuildBatch': build({
    start: 'StartBuildBatch',
    sync: ['StopBuildBatch', 'BatchGetBuildBatches'],
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildBatchRule',
  }),
  'codebuild:stopBuild': ofBuild('StopBuild', 'Id'),
  'codebuild:stopBuildBatch': ofBuild('StopBuildBatch', 'Id'),
  'databrew:startJobRun': jobRun('databrew', 'Name', {
    start: 'StartJobRun',
    sync: ['DescribeJobRun', 'ListJobRuns', 'StopJobRun'],
  }),
  'ecs:runTask': runTask,
  'glue:startJobRun': jobRun('glue', 'JobName', {
    start: 'StartJobRun',
    sync: ['GetJobRun', 'GetJobRuns', 'BatchStopJobRun'],
  }),
  'mediaconvert:createJob': transcode,
}
