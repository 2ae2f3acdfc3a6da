import { cloneJson } from '../../../expressions/jsonata/result.ts'
import type { Json } from '../../../json.ts'
import { abortSignalOf } from '../../../stop.ts'
import { holdClock } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown, toTaskFailure } from '../read-thrown.ts'
import type { TaskHandler, TaskHandlers } from '../task-handler.ts'
import type { IntegrationCall } from './integration-call.ts'
import { noService } from './no-service.ts'

/** Calls the user's handler of a resource. @throws StateFailure if there is none, or it throws or does not return JSON */
export const callTaskHandler = async (call: IntegrationCall): Promise<Json> => {
  const { resourceType, action, resource, parameters, taskToken, deps, signal } = call
  const name = `${resourceType}:${action}`
  const handler = findTaskHandler(call)
  if (!handler) throw noService(call)
  let response: unknown
  try {
    const context = { resource, taskToken, signal: abortSignalOf(signal) }
    response = await holdClock(deps.system, async () => handler(cloneJson(parameters), context))
  } catch (error) {
    throw toTaskFailure(error)
  }
  try {
    return JSON.parse(JSON.stringify(response) ?? '{}')
  } catch (error) {
    const problem = `The handler of ${name} must return JSON: ${readThrown(error).message}`
    throw new StateFailure('States.TaskFailed', problem)
  }
}

/** The user's handler of a call: of its resource, its action or its whole service. */
export const findTaskHandler = ({ resourceType, action, resource, deps }: IntegrationCall): TaskHandler | undefined => {
  const { taskHandlers } = deps
  return (
    own(taskHandlers, `${resourceType}:${resource}`) ??
    own(taskHandlers, `${resourceType}:${action}`) ??
    own(taskHandlers, resourceType)
  )
}

const own = (handlers: TaskHandlers, name: string): TaskHandler | undefined =>
  Object.hasOwn(handlers, name) ? handlers[name] : undefined
