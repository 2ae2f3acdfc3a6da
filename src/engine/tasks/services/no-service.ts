import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { ServiceProblem } from '../sdk/service-clients.ts'
import type { IntegrationCall } from './integration-call.ts'

/** The failure of a task whose service cannot be called. It names the ways to offer the service. */
export const noService = ({ resourceType, action }: IntegrationCall, given?: ServiceProblem): StateFailure => {
  const name = `${resourceType}:${action}`
  const handler = `ass a handler: createLocal({ taskHandlers: { ${JSON.stringify(name)}: (parameters) => response } }).`
  return new StateFailure(
    'States.TaskFailed',
    given
      ? `The embedded engine cannot call ${name}: ${given.problem}. ${given.remedy}, or p${handler}`
      : `The embedded engine has no ${name}. P${handler}`,
  )
}
