/** The way a task waits for a service: until its job ends, or until a task token is returned. */
export type IntegrationPattern = 'sync' | 'sync:2' | 'waitForTaskToken'

interface IntegratedService {
  /** The service's actions; absent if AWS keeps adding to them. */
  readonly actions?: readonly string[]
  readonly patterns: readonly IntegrationPattern[]
}

/** The optimized integrations (developer guide, Optimized integrations; patterns measured with ValidateStateMachineDefinition). */
const integrations: Readonly<Record<string, IntegratedService>> = {
  apigateway: { actions: ['invoke'], patterns: ['waitForTaskToken'] },
  athena: { patterns: ['sync'] },
  'aws-sdk': { patterns: ['waitForTaskToken'] },
  batch: { actions: ['submitJob'], patterns: ['sync'] },
  bedrock: { patterns: ['sync', 'waitForTaskToken'] },
  'bedrock-agentcore': { patterns: [] },
  codebuild: { patterns: ['sync'] },
  databrew: { actions: ['startJobRun'], patterns: ['sync'] },
  dynamodb: { actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'], patterns: [] },
  ecs: { actions: ['runTask'], patterns: ['sync', 'waitForTaskToken'] },
  eks: { patterns: ['sync', 'waitForTaskToken'] },
  elasticmapreduce: { patterns: ['sync'] },
  'emr-containers': { patterns: ['sync'] },
  'emr-serverless': { patterns: ['sync'] },
  events: { actions: ['putEvents'], patterns: ['waitForTaskToken'] },
  glue: { actions: ['startJobRun'], patterns: ['sync'] },
  http: { actions: ['invoke'], patterns: [] },
  lambda: { actions: ['invoke'], patterns: ['waitForTaskToken'] },
  mediaconvert: { actions: ['createJob'], patterns: ['sync'] },
  sagemaker: { patterns: ['sync'] },
  sns: { actions: ['publish'], patterns: ['waitForTaskToken'] },
  sqs: { actions: ['sendMessage'], patterns: ['waitForTaskToken'] },
  states: { actions: ['startExecution'], patterns: ['sync', 'sync:2', 'waitForTaskToken'] },
}

/** The members that AWS requires in an action's request when a state machine is created (measured). */
const requiredMembers: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:getItem': ['TableName', 'Key'],
  'dynamodb:putItem': ['TableName', 'Item'],
  'ecs:runTask': ['TaskDefinition'],
  'events:putEvents': ['Entries'],
  'glue:startJobRun': ['JobName'],
  'lambda:invoke': ['FunctionName'],
  'sns:publish': ['Message'],
  'sqs:sendMessage': ['QueueUrl', 'MessageBody'],
  'states:startExecution': ['StateMachineArn'],
}

/** A service, its action and the way the task waits for it: `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
export interface ServiceIntegration {
  readonly service: string
  readonly action: string
  readonly pattern: IntegrationPattern | undefined
}

const serviceArn =
  /^arn:[^:]+:states:[^:]*:[^:]*:(?<service>[a-zA-Z0-9-]+):(?<action>.+?)(?:\.(?<pattern>sync(?::2)?|waitForTaskToken))?$/

/** Parses the ARN of a service integration; `undefined` for any other ARN and for other strings. */
export const parseServiceIntegration = (arn: string): ServiceIntegration | undefined => {
  const { service, action, pattern } = serviceArn.exec(arn)?.groups ?? {}
  if (service === undefined || action === undefined || service === 'activity') return undefined
  return { service, action, pattern: isPattern(pattern) ? pattern : undefined }
}

const isPattern = (text: string | undefined): text is IntegrationPattern =>
  text === 'sync' || text === 'sync:2' || text === 'waitForTaskToken'

/** True if Step Functions offers an integration; `undefined` if the service is not in the table. */
export const isOffered = ({ service, action, pattern }: ServiceIntegration): boolean | undefined => {
  const integration = Object.hasOwn(integrations, service) ? integrations[service] : undefined
  if (!integration) return undefined
  return (integration.actions?.includes(action) ?? true) && (!pattern || integration.patterns.includes(pattern))
}

/** The names of every offered integration, for hints. */
export const offeredNames = (): string[] =>
  Object.entries(integrations).flatMap(([service, { actions = [], patterns }]) =>
    actions.flatMap((action) =>
      ['', ...patterns.map((pattern) => `.${pattern}`)].map((end) => `${service}:${action}${end}`),
    ),
  )

/** The members that AWS requires in the request of an integration. */
export const requiredMembersOf = ({ service, action }: ServiceIntegration): readonly string[] => {
  const key = `${service}:${action}`
  return Object.hasOwn(requiredMembers, key) ? (requiredMembers[key] ?? []) : []
}
