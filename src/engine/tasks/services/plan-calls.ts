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
import type { TaskHandler, TaskHandlers } from '../task-handler.ts'
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

/** The plans of an engine's handlers by resource: they are the same for all calls. */
const plans = new WeakMap<TaskHandlers, Map<string, CallPlan>>()

/** Decides how a resource is called. */
export const planCalls = (
  resource: string,
  integration: ServiceIntegration,
  { taskHandlers }: Pick<EngineDeps, 'taskHandlers'>,
): CallPlan => {
  const known = plans.get(taskHandlers) ?? new Map<string, CallPlan>()
  const plan = known.get(resource)
  if (plan) return plan
  const names = integrationNames(integration)
  const created = { names, service: serviceOf(names, taskHandlers) }
  if (known.size >= MAX_PLANS) known.clear()
  plans.set(taskHandlers, known.set(resource, created))
  return created
}

/** Replaces the handlers of an engine. Calls that are running finish with the handlers with which they began. */
export const replaceTaskHandlers = (current: Record<string, TaskHandler>, next: TaskHandlers): void => {
  for (const name of Object.keys(current)) delete current[name]
  Object.assign(current, next)
  plans.delete(current)
}

/** A user's handler takes precedence over the engine's own services, and these over the clients of the SDK. */
const serviceOf = (names: IntegrationNames, handlers: TaskHandlers): Service => {
  const { resourceType, action } = names
  const handler = findTaskHandler(names, handlers)
  if (handler) return { request: (call) => callTaskHandler(handler, call) }
  const own = ownServices.get(`${resourceType}:${action}`) ?? ownServices.get(resourceType)
  return own ?? (resourceType.startsWith('aws-sdk:') ? sdkService : optimizedService)
}
