import { nearest } from '../../nearest.ts'
import type { StateRule } from '../rules/rule.ts'
import { isOffered, parseServiceIntegration, type ServiceIntegration } from '../service-integrations.ts'
import { actionsOf, isKnownService, isUnsupportedAction, offersSync, serviceNames } from '../service-model.ts'
import { calledAction } from './called-action.ts'

/**
 * A task calls an action that its service has, and waits with `.sync` only for an action that starts a job. AWS rejects other tasks, but
 * may have actions that the tables do not have yet.
 */
export const unknownActions: StateRule = ({ fields, path }) => {
  const { Resource: arn } = fields
  const integration = typeof arn === 'string' ? parseServiceIntegration(arn) : undefined
  // The rule on resources reports the others.
  const problem = integration && isOffered(integration) ? problemOf(integration) : undefined
  return problem ? [{ path: [...path, 'Resource'], code: 'UNKNOWN_ACTION', severity: 'warning', ...problem }] : []
}

interface Problem {
  readonly message: string
  readonly hint?: string
}

const problemOf = (integration: ServiceIntegration): Problem | undefined => {
  const { service, action } = calledAction(integration)
  const name = `${service}:${action}`
  if (!isKnownService(service))
    return { message: `Step Functions has no service "${service}"`, ...nearService(service) }
  const actions = actionsOf(service)
  if (isUnsupportedAction(service, action)) return { message: `Step Functions does not support "${name}"` }
  if (actions && !actions.includes(action))
    return { message: `"${service}" has no action "${action}"`, ...nearest(action, actions) }
  if (!integration.pattern?.startsWith('sync') || offersSync(service, action)) return undefined
  return {
    message: `"${name}" does not start a job that ".${integration.pattern}" could wait for`,
    hint: `write "${name}"`,
  }
}

/** Only services that begin with the same letter are compared, because there are hundreds. */
const nearService = (service: string): { hint?: string } => {
  const start = service.slice(0, 'aws-sdk:'.length + 1)
  return nearest(
    service,
    serviceNames().filter((name) => name.startsWith(start)),
  )
}
