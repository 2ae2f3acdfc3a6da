import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { ExecutionRef, IntegrationCall } from '../services/integration-call.ts'

/** The differences between an optimized integration and the service that it calls. Names are those of the API, in Pascal case. */
export interface OptimizedCall {
  /** True if the engine cannot perform it: its response is a stream of events. */
  readonly isStream?: true
  /** The service and action of the SDK, if src/specs/service-model/optimized-actions.ts does not have them. */
  readonly calls?: string
  /** The service's request. */
  readonly request?: (parameters: JsonObject, execution: ExecutionRef | undefined) => JsonObject
  /** The failure of a request that is not sent. */
  readonly refusal?: (parameters: JsonObject) => StateFailure | undefined
  /** The task's result. */
  readonly response?: (response: JsonObject, parameters: JsonObject) => JsonObject
  /** The failure that a response stands for. */
  readonly failure?: (response: JsonObject, pattern: IntegrationCall['pattern']) => StateFailure | undefined
}

/** The optimized integrations that differ from their services, by resource (developer guide, the page of each service). */
export const optimizedCalls: ReadonlyMap<string, OptimizedCall> = new Map<string, OptimizedCall>([
  ['bedrock-agentcore:invokeHarness', { isStream: true }],
  [
    'bedrock:invokeModel',
    {
      refusal: ({ Input, Output }) =>
        Input === undefined && Output === undefined
          ? undefined
          : new StateFailure(
              'States.TaskFailed',
              'The embedded engine does not read or write S3 for bedrock:invokeModel.',
            ),
      request: ({ ContentType = 'application/json', Accept = 'application/json', ...rest }) => ({
        ...rest,
        ...(rest.Body !== undefined && { Body: toBase64(rest.Body) }),
        ContentType,
        Accept,
      }),
      response: ({ Body, ...rest }) => ({ ...rest, Body: fromBase64(Body) }),
    },
  ],
  [
    'ecs:runTask',
    {
      failure: (response, pattern) =>
        pattern !== undefined && listAt(response.Failures).length > 0
          ? new StateFailure('AmazonECS.Unknown', JSON.stringify(response))
          : undefined,
    },
  ],
  [
    'events:putEvents',
    {
      request: ({ Entries, ...rest }, execution) => ({
        ...rest,
        Entries: Array.isArray(Entries) ? Entries.map((entry) => withResources(entry, execution)) : (Entries ?? null),
      }),
      failure: ({ Entries, FailedEntryCount }) =>
        Number(FailedEntryCount ?? 0) > 0
          ? new StateFailure('EventBridge.FailedEntry', JSON.stringify({ Entries, FailedEntryCount }))
          : undefined,
    },
  ],
  ['sqs:sendMessage', { refusal: ({ QueueUrl }) => hostFailure(QueueUrl) }],
  ['glue:startJobRun', { response: (response, { JobName }) => ({ JobName: JobName ?? null, ...response }) }],
  [
    'elasticmapreduce:createCluster',
    { response: ({ JobFlowId, ...rest }) => ({ ClusterId: JobFlowId ?? null, ...rest }) },
  ],
  [
    'elasticmapreduce:terminateCluster',
    { calls: 'emr:terminateJobFlows', request: ({ ClusterId }) => ({ JobFlowIds: listOf(ClusterId) }) },
  ],
  [
    'elasticmapreduce:addStep',
    {
      calls: 'emr:addJobFlowSteps',
      request: ({ ClusterId, Step, ...rest }) => ({ ...rest, JobFlowId: ClusterId ?? null, Steps: listOf(Step) }),
      response: ({ StepIds, ...rest }) => ({ StepId: listAt(StepIds)[0] ?? null, ...rest }),
    },
  ],
  [
    'elasticmapreduce:cancelStep',
    {
      calls: 'emr:cancelSteps',
      request: ({ StepId, ...rest }) => ({ ...rest, StepIds: listOf(StepId) }),
      response: ({ CancelStepsInfoList, ...rest }) => ({
        CancelStepsInfo: listAt(CancelStepsInfoList)[0] ?? null,
        ...rest,
      }),
    },
  ],
  [
    'elasticmapreduce:setClusterTerminationProtection',
    {
      calls: 'emr:setTerminationProtection',
      request: ({ ClusterId, ...rest }) => ({ ...rest, JobFlowIds: listOf(ClusterId) }),
    },
  ],
])

/** An event with its state machine and execution, which Step Functions appends to its resources (recorded). */
const withResources = (entry: Json, execution: ExecutionRef | undefined): Json =>
  execution && isJsonObject(entry)
    ? { ...entry, Resources: [...listAt(entry.Resources), execution.stateMachineArn, execution.executionArn] }
    : entry

/** The SDK for Java takes the host from the URL of the queue: a name instead of a URL is looked up as a host (recorded). */
const hostFailure = (queueUrl: Json | undefined): StateFailure | undefined =>
  typeof queueUrl === 'string' && !/^https?:/.test(queueUrl)
    ? new StateFailure(
        'SQS.SdkClientException',
        `Unable to execute HTTP request: ${queueUrl}: Name or service not known`,
      )
    : undefined

const listAt = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const listOf = (value: Json | undefined): Json[] => (value === undefined ? [] : [value])

/** The bytes of a model's input: its JSON. */
const toBase64 = (body: Json): string =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('base64')

const fromBase64 = (body: Json | undefined): Json => {
  const text = Buffer.from(typeof body === 'string' ? body : '', 'base64').toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
