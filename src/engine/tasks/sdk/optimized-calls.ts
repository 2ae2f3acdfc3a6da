import type { Json, JsonObject } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'

/** The differences between an optimized integration and the service that it calls. Names are those of the API, in Pascal case. */
export interface OptimizedCall {
  /** The service and action of the SDK, if src/specs/service-model/optimized-actions.ts does not have them. */
  readonly calls?: string
  /** The service's request. */
  readonly request?: (parameters: JsonObject) => JsonObject
  /** The task's result. */
  readonly response?: (response: JsonObject, parameters: JsonObject) => JsonObject
  /** The failure that a response stands for. */
  readonly failure?: (response: JsonObject, pattern: IntegrationCall['pattern']) => StateFailure | undefined
}

/** The optimized integrations that differ from their services, by resource (developer guide, the page of each service). */
export const optimizedCalls: ReadonlyMap<string, OptimizedCall> = new Map<string, OptimizedCall>([
  [
    'bedrock:invokeModel',
    {
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
      failure: ({ Entries, FailedEntryCount }) =>
        Number(FailedEntryCount ?? 0) > 0
          ? new StateFailure('EventBridge.FailedEntry', JSON.stringify({ Entries, FailedEntryCount }))
          : undefined,
    },
  ],
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
