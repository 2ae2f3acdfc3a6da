/**
 * The actions of IAM that take no resource: a statement for them needs `*` (service authorization reference, the rows without a resource
 * type). A trailing `*` covers all actions that begin so.
 */
const actions: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ['GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData'],
  autoscaling: ['Describe*'],
  comprehend: [
    'BatchDetect*',
    'DetectDominantLanguage',
    'DetectKeyPhrases',
    'DetectSentiment',
    'DetectSyntax',
    'DetectTargetedSentiment',
  ],
  ce: ['GetCostAndUsage', 'GetCostForecast', 'GetDimensionValues', 'GetTags', 'GetUsageForecast'],
  ec2: ['Describe*'],
  iam: ['ListRoles', 'ListUsers', 'ListPolicies', 'GetAccountSummary'],
  kms: ['GenerateRandom', 'ListAliases', 'ListKeys'],
  organizations: [
    'CreateAccount',
    'DescribeCreateAccountStatus',
    'DescribeOrganization',
    'ListAccounts',
    'ListCreateAccountStatus',
    'ListRoots',
  ],
  polly: ['DescribeVoices', 'GetSpeechSynthesisTask', 'ListSpeechSynthesisTasks', 'StartSpeechSynthesisTask'],
  pricing: ['*'],
  rekognition: [
    'CompareFaces',
    'DetectFaces',
    'DetectLabels',
    'DetectModerationLabels',
    'DetectText',
    'GetCelebrityInfo',
    'GetCelebrityRecognition',
    'GetContentModeration',
    'GetFaceDetection',
    'GetLabelDetection',
    'GetPersonTracking',
    'GetSegmentDetection',
    'GetTextDetection',
    'RecognizeCelebrities',
    'StartCelebrityRecognition',
    'StartContentModeration',
    'StartFaceDetection',
    'StartLabelDetection',
    'StartPersonTracking',
    'StartSegmentDetection',
    'StartTextDetection',
  ],
  scheduler: ['ListSchedules'],
  states: ['ListStateMachines', 'ListActivities', 'ValidateStateMachineDefinition'],
  sts: ['GetCallerIdentity', 'GetSessionToken'],
  support: ['*'],
  textract: [
    'AnalyzeDocument',
    'AnalyzeExpense',
    'AnalyzeID',
    'DetectDocumentText',
    'GetDocumentAnalysis',
    'GetDocumentTextDetection',
    'GetExpenseAnalysis',
    'StartDocumentAnalysis',
    'StartDocumentTextDetection',
    'StartExpenseAnalysis',
  ],
  transcribe: ['List*'],
  translate: ['ListTextTranslationJobs', 'DescribeTextTranslationJob', 'StopTextTranslationJob'],
}

/** Actions that begin as others of {@link actions}, and take a resource. */
const restricted: ReadonlySet<string> = new Set(
  [
    'CapacityBlockExtensionOfferings',
    'ClientVpnAuthorizationRules',
    'ClientVpnConnections',
    'ClientVpnRoutes',
    'ClientVpnTargetNetworks',
    'FleetHistory',
    'FleetInstances',
    'FpgaImageAttribute',
    'ImageAttribute',
    'InstanceAttribute',
    'SecurityGroupReferences',
    'SnapshotAttribute',
    'SpotFleetInstances',
    'SpotFleetRequestHistory',
    'VolumeAttribute',
    'VpcAttribute',
    'VpcEndpointServicePermissions',
  ].map((name) => `ec2:Describe${name}`),
)

/** True if an action of IAM takes no resource. */
export const supportsNoResource = (iamAction: string): boolean => {
  if (restricted.has(iamAction)) return false
  const [prefix = '', action = ''] = iamAction.split(':')
  const listed = Object.hasOwn(actions, prefix) ? (actions[prefix] ?? []) : []
  return listed.some((one) => (one.endsWith('*') ? action.startsWith(one.slice(0, -1)) : one === action))
}
