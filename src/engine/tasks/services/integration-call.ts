import type { Json } from '../../../json.ts'
import type { ServiceIntegration } from '../../../specs/service-integrations.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'

/** An execution and its state machine, by their ARNs. */
export interface ExecutionRef {
  readonly executionArn: string
  readonly stateMachineArn: string
}

/** One call of a service integration. */
export interface IntegrationCall {
  /** `sqs`, or `aws-sdk:sqs` for a call of the service's own API. */
  readonly resourceType: string
  /** The action with its suffix, as history events have it: `sendMessage.waitForTaskToken`. */
  readonly resource: string
  readonly action: string
  /** The way the task waits for the service; `undefined` if it does not wait (developer guide, connect-to-resource). */
  readonly pattern: ServiceIntegration['pattern']
  readonly parameters: Json
  readonly taskToken: string | undefined
  /** The execution that the call is of; absent in a test of a state. */
  readonly execution: ExecutionRef | undefined
  readonly deps: EngineDeps
  readonly signal: StopSignal
}

/** The names of a call in events and handlers: `aws-sdk` and the service after it form one name. */
export const integrationNames = ({
  service,
  action: fullAction,
  pattern,
}: ServiceIntegration): Pick<IntegrationCall, 'resourceType' | 'resource' | 'action' | 'pattern'> => {
  const sdkService = service === 'aws-sdk' ? fullAction.slice(0, Math.max(0, fullAction.indexOf(':'))) : ''
  const action = sdkService === '' ? fullAction : fullAction.slice(sdkService.length + 1)
  return {
    resourceType: sdkService === '' ? service : `${service}:${sdkService}`,
    resource: pattern === undefined ? action : `${action}.${pattern}`,
    action,
    pattern,
  }
}
