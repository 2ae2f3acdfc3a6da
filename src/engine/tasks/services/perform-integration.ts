import type { Json } from '../../../json.ts'
import type { ServiceIntegration } from '../../../specs/service-integrations.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import type { MockedTask } from '../../mocks/execution-mocks.ts'
import { mockOpenTask } from '../../mocks/mock-open-task.ts'
import { withTaskTimeout } from '../with-task-timeout.ts'
import type { ExecutionRef, IntegrationCall } from './integration-call.ts'
import { planCalls, type Service } from './plan-calls.ts'

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
  const { names, service } = planCalls(call.resource, serviceCall, deps)
  const { resourceType, resource, action, pattern } = names
  const subject = { resourceType, resource }
  const taskToken = call.token
  // Without a spread: it would cost more than the rest of the call.
  const integration: IntegrationCall = {
    resourceType,
    resource,
    action,
    pattern,
    parameters,
    taskToken,
    execution,
    deps,
    signal,
  }
  const within = (over: StopSignal) => (over === signal ? integration : { ...integration, signal: over })
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
      mocked ? completeMocked(mocked, within(over), call) : complete(service, within(over), call),
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
