import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from './integration-call.ts'

/** The failure of a task whose service cannot be called. It names the ways to offer the service. */
export const noService = ({ resourceType, action }: IntegrationCall, problem?: string): StateFailure => {
  const name = `${resourceType}:${action}`
  const handler = `ass a handler: createLocal({ taskHandlers: { ${JSON.stringify(name)}: (parameters) => response } }).`
  return new StateFailure(
    'States.TaskFailed',
    `The embedded engine has no ${name}. ${problem === undefined ? 'P' : `${problem} Or p`}${handler}`,
  )
}
