import { parseArn } from '../../arn.ts'
import type { Json } from '../../json.ts'
import { parseServiceIntegration } from '../../specs/service-integrations.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../interpreter/task-call.ts'
import type { ExecutionMocks } from '../mocks/execution-mocks.ts'
import { performActivity } from './activity/perform-activity.ts'
import { performLambda } from './lambda/perform-lambda.ts'
import type { ExecutionRef } from './services/integration-call.ts'
import { performIntegration } from './services/perform-integration.ts'

/** The execution that a task is of. */
interface TaskOwner {
  readonly execution?: ExecutionRef | undefined
  readonly mocks?: ExecutionMocks | undefined
}

/**
 * Performs a task: an activity, a Lambda function or a service integration, depending on its resource. A mock replaces its work, but not
 * its events and timeouts.
 * @param owner the execution that the task is of, and its mocks; absent in a test of a state.
 * @throws StateFailure
 */
export const performTask = (call: TaskCall, deps: EngineDeps, { execution, mocks }: TaskOwner = {}): Promise<Json> => {
  const mock = () => mocks?.next(call)
  const mocked = deps.overrideTask ? deps.overrideTask(call, mock) : mock()
  const { service, resource: [type] = [] } = parseArn(call.resource) ?? {}
  if (service === 'lambda') return performLambda(call, deps, mocked)
  if (service === 'states' && type === 'activity') return performActivity(call, deps, mocked)
  const integration = service === 'states' ? parseServiceIntegration(call.resource) : undefined
  if (integration) return performIntegration(call, integration, { deps, execution, mocked })
  const problem = `The resource ${call.resource} is neither an activity, a Lambda function nor a service integration.`
  throw new StateFailure('States.Runtime', problem)
}
