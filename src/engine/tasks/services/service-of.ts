import type { Json } from '../../../json.ts'
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
import { callTaskHandler, findTaskHandler } from './call-task-handler.ts'
import type { IntegrationCall } from './integration-call.ts'

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

const handledByUser: Service = { request: callTaskHandler }
const sdkService: Service = { problemOf: problemOfRequest, request: callSdkService }
const optimizedService: Service = { problemOf: problemOfRequest, request: callOptimizedService, awaitJob, stopJob }

/** A user's handler takes precedence over the engine's own services, and these over the clients of the SDK. */
export const serviceOf = (call: IntegrationCall): Service => {
  const { resourceType, action } = call
  if (findTaskHandler(call)) return handledByUser
  const own = ownServices.get(`${resourceType}:${action}`) ?? ownServices.get(resourceType)
  return own ?? (resourceType.startsWith('aws-sdk:') ? sdkService : optimizedService)
}
