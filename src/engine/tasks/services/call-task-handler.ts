import { cloneJson } from '../../../expressions/jsonata/result.ts'
import type { Json } from '../../../json.ts'
import { abortSignalOf, type StopSignal } from '../../../stop.ts'
import { holdClock } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown, toTaskFailure } from '../read-thrown.ts'
import type { TaskHandler, TaskHandlers } from '../task-handler.ts'
import type { IntegrationCall } from './integration-call.ts'
import type { IntegrationNames } from './integration-names.ts'

/** Calls the user's handler of a resource. @throws StateFailure if it throws or does not return JSON */
export const callTaskHandler = async (
  handler: TaskHandler,
  { resourceType, action, resource, parameters, taskToken, deps, signal }: IntegrationCall,
): Promise<Json> => {
  let response: unknown
  try {
    const context = new ServiceContext(resource, taskToken, signal)
    response = await holdClock(deps.system, async () => handler(cloneJson(parameters), context))
  } catch (error) {
    throw toTaskFailure(error)
  }
  try {
    return JSON.parse(JSON.stringify(response) ?? '{}')
  } catch (error) {
    const problem = `The handler of ${resourceType}:${action} must return JSON: ${readThrown(error).message}`
    throw new StateFailure('States.TaskFailed', problem)
  }
}

/** The second argument of a handler. Few handlers need the signal, and an AbortSignal costs microseconds. */
class ServiceContext {
  readonly resource: string
  readonly taskToken: string | undefined
  readonly #stop: StopSignal

  constructor(resource: string, taskToken: string | undefined, stop: StopSignal) {
    this.resource = resource
    this.taskToken = taskToken
    this.#stop = stop
  }

  get signal(): AbortSignal {
    return abortSignalOf(this.#stop)
  }
}

/** The user's handler of a call: of its resource, its action or its whole service. */
export const findTaskHandler = (
  { resourceType, action, resource }: IntegrationNames,
  handlers: TaskHandlers,
): TaskHandler | undefined =>
  own(handlers, `${resourceType}:${resource}`) ??
  own(handlers, `${resourceType}:${action}`) ??
  own(handlers, resourceType)

const own = (handlers: TaskHandlers, name: string): TaskHandler | undefined =>
  Object.hasOwn(handlers, name) ? handlers[name] : undefined
