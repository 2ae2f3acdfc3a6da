import { cloneJson } from '../../../expressions/jsonata/result.ts'
import type { Json } from '../../../json.ts'
import { abortSignalOf } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import { callLambda } from '../lambda/call-lambda.ts'
import { readThrown } from '../read-thrown.ts'
import { parseIntegration } from '../resource.ts'
import { callStepFunctions } from '../states/call-step-functions.ts'
import { awaitNestedExecution, startNestedExecution } from '../states/nested-execution.ts'
import { withTimeout } from '../with-timeout.ts'
import type { IntegrationCall } from './integration-call.ts'

/** Performs a resource that the engine does not know: given `parameters`, gives the service's response. */
export type TaskHandler = (
  // biome-ignore lint/suspicious/noExplicitAny: parameters are whatever their service expects
  parameters: any,
  context: { resource: string; taskToken: string | undefined; signal: AbortSignal },
) => unknown

type Service = (call: IntegrationCall) => Promise<Json>

/** The services that the engine offers itself; `end` waits for a job (`.sync`). A user's handler waits for its job itself. */
const services: Readonly<
  Record<string, { request: Service; end?: (response: Json, call: IntegrationCall) => Promise<Json> }>
> = {
  'lambda:invoke': { request: callLambda },
  'states:startExecution': { request: startNestedExecution, end: awaitNestedExecution },
  'aws-sdk:sfn': { request: callStepFunctions },
}

/** A service integration: what is scheduled, started, submitted, and how it ended (developer guide, integrate-services). */
export const performIntegration = async (call: TaskCall, deps: EngineDeps): Promise<Json> => {
  const { parameters, timeoutSeconds, heartbeatSeconds, roleArn, signal } = call
  const integration = parseIntegration(call.resource)
  const { resourceType, resource } = integration
  const of = { resourceType, resource }
  call.record('TaskScheduled', {
    ...of,
    region: deps.environment.region,
    parameters,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  })
  call.record('TaskStarted', of)
  try {
    const service = { ...integration, parameters, taskToken: call.token, deps }
    const output = await withTimeout(timeoutSeconds, { system: deps.system, signal }, (over) =>
      complete({ ...service, signal: over }, call),
    )
    if (isTooLarge(output)) throw tooLarge(resourceType)
    call.record('TaskSucceeded', { ...of, output })
    return output
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(failure.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed', {
        ...of,
        ...failedDetails(failure),
      })
    throw failure
  }
}

/** Calls the service, and waits for what the resource's suffix says. */
const complete = async (service: IntegrationCall, call: TaskCall): Promise<Json> => {
  const { resourceType, resource, action, pattern, deps, signal } = service
  const own = services[`${resourceType}:${action}`] ?? services[resourceType]
  const request = own?.request ?? handled
  const submitted = (output: Json) => {
    signal.throwIfAborted()
    call.record('TaskSubmitted', { resourceType, resource, output })
  }

  if (pattern === 'waitForTaskToken' && call.token !== undefined) {
    const open = deps.tokens.open(call.token, signal)
    open.result.catch(() => {})
    try {
      submitted(await request(service))
    } catch (failure) {
      open.fail(failure)
      throw failure
    }
    open.startClocks({ timeoutSeconds: undefined, heartbeatSeconds: call.heartbeatSeconds })
    return open.result
  }
  const response = await request(service)
  if (pattern === 'request') return response
  submitted(response)
  return own?.end ? own.end(response, service) : response
}

/** A resource of which the engine knows nothing: the user's handler for it, or a failure that says how to give one. */
const handled: Service = async ({ resourceType, action, resource, parameters, taskToken, deps, signal }) => {
  const name = `${resourceType}:${action}`
  const handler =
    deps.taskHandlers[`${resourceType}:${resource}`] ?? deps.taskHandlers[name] ?? deps.taskHandlers[resourceType]
  if (!handler)
    throw new StateFailure(
      'States.TaskFailed',
      `The embedded engine has no ${name}. Give it one: createLocal({ taskHandlers: { ${JSON.stringify(name)}: (parameters) => response } }).`,
    )
  let response: unknown
  try {
    response = await handler(cloneJson(parameters), { resource, taskToken, signal: abortSignalOf(signal) })
  } catch (error) {
    throw asTaskFailure(error)
  }
  try {
    return JSON.parse(JSON.stringify(response) ?? '{}')
  } catch (error) {
    const problem = `The handler of ${name} must return JSON: ${readThrown(error).message}`
    throw new StateFailure('States.TaskFailed', problem)
  }
}

/** What a handler threw: `error` and `cause` of a TaskError, else the error's name and message. */
const asTaskFailure = (thrown: unknown): StateFailure => {
  const { error, cause, name, message } = readThrown(thrown)
  return new StateFailure(error ?? name ?? 'States.TaskFailed', cause ?? message, { isTerminal: false })
}
