import type { Json } from '../../../json.ts'
import type { ServiceIntegration } from '../../../specs/service-integrations.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import type { MockedTask } from '../../mocks/execution-mocks.ts'
import { mockOpenTask } from '../../mocks/mock-open-task.ts'
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
import { withTaskTimeout } from '../with-task-timeout.ts'
import { callTaskHandler, findTaskHandler } from './call-task-handler.ts'
import type { ExecutionRef, IntegrationCall } from './integration-call.ts'
import { integrationNames } from './integration-names.ts'

/** A way to perform the calls of a service. */
interface Service {
  /** AWS's message for parameters with which the task cannot be started. */
  problemOf?(call: IntegrationCall): string | undefined
  request(call: IntegrationCall): Promise<Json>
  /** Waits for the job that the request started (`.sync`). A user's handler waits for its job itself. */
  awaitJob?(response: Json, call: IntegrationCall): Promise<Json>
  /** Stops the job that the request started, if the task was stopped in between. */
  stopJob?(response: Json, call: IntegrationCall): void
}

/** The services that the engine performs itself, by resource or by resource type. */
const ownServices = new Map<string, Service>([
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
const serviceOf = (call: IntegrationCall): Service => {
  const { resourceType, action } = call
  if (findTaskHandler(call)) return handledByUser
  const own = ownServices.get(`${resourceType}:${action}`) ?? ownServices.get(resourceType)
  return own ?? (resourceType.startsWith('aws-sdk:') ? sdkService : optimizedService)
}

interface PerformIntegrationOptions {
  readonly deps: EngineDeps
  /** The execution that the call is of; absent in a test of a state. */
  readonly execution: ExecutionRef | undefined
  /** Replaces the call of the service and the wait for it. */
  readonly mocked: MockedTask | undefined
}

/** Performs a service integration and records its events (developer guide, integrate-services). @throws StateFailure */
export const performIntegration = async (
  call: TaskCall,
  serviceCall: ServiceIntegration,
  { deps, execution, mocked }: PerformIntegrationOptions,
): Promise<Json> => {
  const { parameters, timeoutSeconds, heartbeatSeconds, roleArn, signal } = call
  const names = integrationNames(serviceCall)
  const { resourceType, resource } = names
  const subject = { resourceType, resource }
  const integration: IntegrationCall = { ...names, parameters, taskToken: call.token, execution, deps, signal }
  const service = serviceOf(integration)
  const problem = mocked ? undefined : service.problemOf?.(integration)
  if (problem !== undefined) call.refuse(problem)
  call.record('TaskScheduled', {
    ...subject,
    region: deps.environment.region,
    parameters,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  })
  call.record('TaskStarted', subject)
  try {
    const output = await withTaskTimeout(timeoutSeconds, { system: deps.system, signal }, (over) =>
      mocked
        ? completeMocked(mocked, { ...integration, signal: over }, call)
        : complete(service, { ...integration, signal: over }, call),
    )
    if (isTooLarge(output)) throw tooLarge(resourceType)
    call.record('TaskSucceeded', { ...subject, output })
    return output
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(failure.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed', {
        ...subject,
        ...failedDetails(failure),
      })
    throw failure
  }
}

/** Performs a mocked call. One that waits is submitted first; the mock's result is that of the job or of the callback. */
const completeMocked = (
  mocked: MockedTask,
  { resourceType, resource, pattern, taskToken, deps, signal }: IntegrationCall,
  call: TaskCall,
): Promise<Json> => {
  if (pattern === undefined) return mocked(signal, undefined)
  call.record('TaskSubmitted', { resourceType, resource, output: {} })
  if (taskToken === undefined) return mocked(signal, undefined)
  const timeouts = { timeoutSeconds: undefined, heartbeatSeconds: call.heartbeatSeconds }
  return mockOpenTask(mocked, { token: taskToken, timeouts, tokens: deps.tokens, signal })
}

/** Calls the service and waits as the pattern of the call requires. */
const complete = async (service: Service, integration: IntegrationCall, call: TaskCall): Promise<Json> => {
  const { resourceType, resource, pattern, signal } = integration
  const submit = async (): Promise<Json> => {
    const output = await service.request(integration)
    if (signal.aborted) service.stopJob?.(output, integration)
    signal.throwIfAborted()
    call.record('TaskSubmitted', { resourceType, resource, output })
    return output
  }
  if (pattern === undefined) return service.request(integration)
  if (pattern === 'waitForTaskToken') return awaitCallback(submit, integration, call.heartbeatSeconds)
  const response = await submit()
  return service.awaitJob ? service.awaitJob(response, integration) : response
}

/** Submits a request and waits until its task token is returned. The token is registered before the request is sent. */
const awaitCallback = async (
  submit: () => Promise<Json>,
  { taskToken, deps, signal }: IntegrationCall,
  heartbeatSeconds: number | undefined,
): Promise<Json> => {
  if (taskToken === undefined) return submit()
  const open = deps.tokens.open(taskToken, signal)
  open.result.catch(() => {})
  try {
    await submit()
  } catch (failure) {
    open.fail(failure)
    throw failure
  }
  open.startTimeouts({ timeoutSeconds: undefined, heartbeatSeconds })
  return open.result
}
