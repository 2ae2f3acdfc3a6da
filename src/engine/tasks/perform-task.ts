import { parseArn } from '../../arn.ts'
import type { Json } from '../../json.ts'
import { parseServiceIntegration } from '../../specs/service-integrations.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../interpreter/task-call.ts'
import { performActivity } from './activity/perform-activity.ts'
import { performLambda } from './lambda/perform-lambda.ts'
import type { ExecutionRef } from './services/integration-call.ts'
import { performIntegration } from './services/perform-integration.ts'

/**
 * Performs a task: an activity, a Lambda function or a service integration, depending on its resource.
 * @param execution the execution that the task is of; absent in a test of a state.
 * @throws StateFailure
 */
export const performTask = (call: TaskCall, deps: EngineDeps, execution?: ExecutionRef): Promise<Json> => {
  const { service, resource: [type] = [] } = parseArn(call.resource) ?? {}
  if (service === 'lambda') return performLambda(call, deps)
  if (service === 'states' && type === 'activity') return performActivity(call, deps)
  const integration = service === 'states' ? parseServiceIntegration(call.resource) : undefined
  if (integration) return performIntegration(call, integration, deps, execution)
  const problem = `The resource ${call.resource} is neither an activity, a Lambda function nor a service integration.`
  throw new StateFailure('States.Runtime', problem)
}
