import type { ServiceIntegration } from '../../../specs/service-integrations.ts'

/** The names of a call of a service integration. */
export interface IntegrationNames {
  /** `sqs`, or `aws-sdk:sqs` for a call of the service's own API. */
  readonly resourceType: string
  /** The action with its suffix, as history events have it: `sendMessage.waitForTaskToken`. */
  readonly resource: string
  readonly action: string
  /** The way the task waits for the service; `undefined` if it does not wait (developer guide, connect-to-resource). */
  readonly pattern: ServiceIntegration['pattern']
}

/** The names of a call in events and handlers: `aws-sdk` and the service after it form one name. */
export const integrationNames = ({ service, action: fullAction, pattern }: ServiceIntegration): IntegrationNames => {
  const sdkService = service === 'aws-sdk' ? fullAction.slice(0, Math.max(0, fullAction.indexOf(':'))) : ''
  const action = sdkService === '' ? fullAction : fullAction.slice(sdkService.length + 1)
  return {
    resourceType: sdkService === '' ? service : `${service}:${sdkService}`,
    resource: pattern === undefined ? action : `${action}.${pattern}`,
    action,
    pattern,
  }
}
