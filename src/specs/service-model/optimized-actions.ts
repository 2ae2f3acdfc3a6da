/** An action of an optimized integration, by the AWS SDK's names of the actions that it calls. */
export interface OptimizedAction {
  /** The service and action that it calls, `sfn:startExecution`; absent if Step Functions defines the request itself. */
  readonly calls?: string
  /** The action whose response `.sync` waits for, `sfn:describeExecution`; absent if there is no `.sync`. */
  readonly polls?: string
  /** Members of the request that the service does not have, or all of them without `calls`; `Name!` if it is required. */
  readonly members?: readonly string[]
  /** Members of the response that Step Functions parses: any JSON. */
  readonly parsed?: readonly string[]
  /** True if the response is not the service's. */
  readonly hasOwnResponse?: boolean
}

/** The actions of one service that keep their names: each with the action that `.sync` polls, or `undefined`. */
const ofService = (
  service: string,
  actions: Readonly<Record<string, string | undefined>>,
): Record<string, OptimizedAction> =>
  Object.fromEntries(
    Object.entries(actions).map(([action, polled]) => [
      action,
      { calls: `${service}:${action}`, ...(polled === undefined ? {} : { polls: `${service}:${polled}` }) },
    ]),
  )

const kubernetes = ['ClusterName!', 'CertificateAuthority!', 'Endpoint!']

const integrations: Readonly<Record<string, Readonly<Record<string, OptimizedAction>>>> = {
  apigateway: {
    invoke: {
      members: [
        ...['ApiEndpoint!', 'Method!', 'Headers', 'Stage', 'Path', 'QueryParameters', 'RequestBody'],
        ...['AllowNullValues', 'AuthType'],
      ],
    },
  },
  athena: ofService('athena', {
    startQueryExecution: 'getQueryExecution',
    stopQueryExecution: undefined,
    getQueryExecution: undefined,
    getQueryResults: undefined,
  }),
  batch: ofService('batch', { submitJob: 'describeJobs' }),
  bedrock: {
    invokeModel: { calls: 'bedrockruntime:invokeModel', members: ['Input', 'Output'], parsed: ['Body'] },
    ...ofService('bedrock', { createModelCustomizationJob: 'getModelCustomizationJob' }),
  },
  'bedrock-agentcore': { invokeHarness: { calls: 'bedrockagentcore:invokeHarness', hasOwnResponse: true } },
  codebuild: ofService('codebuild', {
    startBuild: 'batchGetBuilds',
    stopBuild: undefined,
    batchDeleteBuilds: undefined,
    batchGetReports: undefined,
    startBuildBatch: 'batchGetBuildBatches',
    stopBuildBatch: undefined,
    retryBuildBatch: 'batchGetBuildBatches',
    deleteBuildBatch: undefined,
  }),
  databrew: ofService('databrew', { startJobRun: 'describeJobRun' }),
  dynamodb: ofService('dynamodb', {
    getItem: undefined,
    putItem: undefined,
    updateItem: undefined,
    deleteItem: undefined,
  }),
  ecs: ofService('ecs', { runTask: 'describeTasks' }),
  eks: {
    ...ofService('eks', {
      createCluster: 'describeCluster',
      deleteCluster: 'describeCluster',
      createFargateProfile: 'describeFargateProfile',
      deleteFargateProfile: 'describeFargateProfile',
      createNodegroup: 'describeNodegroup',
      deleteNodegroup: 'describeNodegroup',
    }),
    call: { members: [...kubernetes, 'Method!', 'Path!', 'QueryParameters', 'RequestBody'] },
    runJob: { members: [...kubernetes, 'Namespace', 'LogOptions', 'Job!'], polls: 'eks:runJob' },
  },
  elasticmapreduce: {
    createCluster: { calls: 'emr:runJobFlow', polls: 'emr:describeCluster', hasOwnResponse: true },
    terminateCluster: { members: ['ClusterId!'], polls: 'emr:describeCluster' },
    addStep: { members: ['ClusterId!', 'ExecutionRoleArn', 'Step!'], polls: 'emr:describeStep' },
    cancelStep: { members: ['ClusterId!', 'StepId!'] },
    setClusterTerminationProtection: { members: ['ClusterId!', 'TerminationProtected!'] },
    modifyInstanceFleetByName: { members: ['ClusterId!', 'InstanceFleetName!', 'InstanceFleet!'] },
    modifyInstanceGroupByName: { members: ['ClusterId!', 'InstanceGroupName!', 'InstanceGroup!'] },
  },
  'emr-containers': ofService('emrcontainers', {
    createVirtualCluster: undefined,
    deleteVirtualCluster: 'describeVirtualCluster',
    startJobRun: 'describeJobRun',
  }),
  'emr-serverless': {
    ...ofService('emrserverless', {
      createApplication: 'getApplication',
      startJobRun: 'getJobRun',
      cancelJobRun: 'getJobRun',
    }),
    ...Object.fromEntries(
      ['startApplication', 'stopApplication', 'deleteApplication'].map((action) => [
        action,
        { calls: `emrserverless:${action}`, polls: 'emrserverless:getApplication', hasOwnResponse: true },
      ]),
    ),
  },
  events: ofService('eventbridge', { putEvents: undefined }),
  glue: ofService('glue', { startJobRun: 'getJobRun' }),
  http: {
    invoke: {
      members: [
        ...['ApiEndpoint!', 'Method!', 'Authentication', 'InvocationConfig', 'Headers', 'QueryParameters'],
        ...['RequestBody', 'Transform'],
      ],
    },
  },
  lambda: { invoke: { calls: 'lambda:invoke', parsed: ['Payload'] } },
  mediaconvert: ofService('mediaconvert', { createJob: 'getJob' }),
  sagemaker: ofService('sagemaker', {
    createEndpoint: undefined,
    createEndpointConfig: undefined,
    createHyperParameterTuningJob: 'describeHyperParameterTuningJob',
    createLabelingJob: 'describeLabelingJob',
    createModel: undefined,
    createProcessingJob: 'describeProcessingJob',
    createTrainingJob: 'describeTrainingJob',
    createTransformJob: 'describeTransformJob',
    updateEndpoint: undefined,
  }),
  sns: ofService('sns', { publish: undefined }),
  sqs: ofService('sqs', { sendMessage: undefined }),
  states: { startExecution: { calls: 'sfn:startExecution', polls: 'sfn:describeExecution' } },
}

/** The actions of each optimized integration (developer guide, Integrating optimized services and the pages behind it). */
export const optimizedActions: ReadonlyMap<string, ReadonlyMap<string, OptimizedAction>> = new Map(
  Object.entries(integrations).map(([service, actions]) => [service, new Map(Object.entries(actions))]),
)
