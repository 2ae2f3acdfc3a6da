import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from './integration-call.ts'

/** Why a service cannot be called, and what the user can do about it. */
export interface ServiceProblem {
  readonly problem: string
  readonly remedy: string
}

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
