import type { Json } from '../../json.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../interpreter/task-call.ts'
import type { World } from '../engine-deps.ts'
import { performActivity } from './activity/perform-activity.ts'
import { performIntegration } from './services/integration.ts'
import { performLambdaFunction } from './lambda/lambda.ts'

/** Has a task done by what its resource names. @throws StateFailure as it fails */
export const performTask = (call: TaskCall, world: World): Promise<Json> => {
  const [, , service, , , kind] = call.resource.split(':')
  if (service === 'lambda') return performLambdaFunction(call, world)
  if (service === 'states' && kind === 'activity') return performActivity(call, world)
  if (service === 'states') return performIntegration(call, world)
  const problem = `The resource ${call.resource} is neither an activity, a Lambda function nor a service integration.`
  throw new StateFailure('States.Runtime', problem)
}
