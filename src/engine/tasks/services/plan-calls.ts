import type { Json } from '../../../json.ts'
import type { ServiceIntegration } from '../../../specs/service-integrations.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { invokeApi } from '../http/invoke-api.ts'
import { invokeHttp } from '../http/invoke-http.ts'
import { problemOfHttpRequest } from '../http/request-problem.ts'
import { awaitJob, stopJob } from '../jobs/await-job.ts'
import { callLambda } from '../lambda/call-lambda.ts'
import { callS3 } from '../s3/call-s3.ts'
import { callOptimizedService } from '../sdk/call-optimized-service.ts'
import { callSdkService } from '../sdk/call-sdk-service.ts'
import { problemOfRequest } from '../sdk/service-operation.ts'
import { callStepFunctions } from '../states/call-step-functions.ts'
import { awaitNestedExecution, startNestedExecution } from '../states/nested-execution.ts'
import type { TaskHandlers } from '../task-handler.ts'
import { callTaskHandler, findTaskHandler } from './call-task-handler.ts'
import type { IntegrationCall } from './integration-call.ts'
import { type IntegrationNames, integrationNames } from './integration-names.ts'

/** A way to perform the calls of a service. */
export interface Service {
  /** AWS's message for parameters with which the task cannot be started. */
  problemOf?(call: IntegrationCall): string | undefined
  request(call: IntegrationCall): Promise<Json>
  /** Waits for the job that the request started (`.sync`). A user's handler waits for its job itself. */
  awaitJob?(response: Json, call: IntegrationCall): Promise<Json>
  /** Stops the job that the request started, if the task was stopped in between. */
  stopJob?(response: Json, call: IntegrationCall): void
}

/** The services that the engine performs itself, by resource or by resource type. */
export const ownServices = new Map<string, Service>([
  ['lambda:invoke', { request: callLambda }],
  ['states:startExecution', { request: startNestedExecution, awaitJob: awaitNestedExecution }],
  ['aws-sdk:sfn', { request: callStepFunctions }],
  ['aws-sdk:s3', { request: callS3 }],
  ['http:invoke', { problemOf: problemOfHttpRequest, request: invokeHttp }],
  ['apigateway:invoke', { problemOf: problemOfHttpRequest, request: invokeApi }],
])

const sdkService: Service = { problemOf: problemOfRequest, request: callSdkService }
const optimizedService: Service = { problemOf: problemOfRequest, request: callOptimizedService, awaitJob, stopJob }

/** The names of the calls of a resource, and the service that performs them. */
export interface CallPlan {
  readonly names: IntegrationNames
  readonly service: Service
}

/** A server that is left running meets new resources for ever. */
const MAX_PLANS = 1000

/** The plans of each engine's account and region by resource: they are the same for all calls. */
const plans = new WeakMap<EngineDeps, Map<string, CallPlan>>()

/** Decides how a resource is called. */
export const planCalls = (resource: string, integration: ServiceIntegration, deps: EngineDeps): CallPlan => {
  const ofDeps = plans.get(deps) ?? new Map<string, CallPlan>()
  const known = ofDeps.get(resource)
  if (known) return known
  const names = integrationNames(integration)
  const plan = { names, service: serviceOf(names, deps.taskHandlers) }
  if (ofDeps.size >= MAX_PLANS) ofDeps.clear()
  plans.set(deps, ofDeps.set(resource, plan))
  return plan
}

/** A user's handler takes precedence over the engine's own services, and these over the clients of the SDK. */
const serviceOf = (names: IntegrationNames, handlers: TaskHandlers): Service => {
  const { resourceType, action } = names
  const handler = findTaskHandler(names, handlers)
  if (handler) return { request: (call) => callTaskHandler(handler, call) }
  const own = ownServices.get(`${resourceType}:${action}`) ?? ownServices.get(resourceType)
  return own ?? (resourceType.startsWith('aws-sdk:') ? sdkService : optimizedService)
}
