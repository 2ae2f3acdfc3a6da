import type { ServiceIntegration } from '../service-integrations.ts'

/** The service of an integration, as it is written before the action, and the action: `aws-sdk:s3` and `getObject`. */
export const calledAction = ({ service, action }: ServiceIntegration): { service: string; action: string } => {
  const [name = '', ...rest] = action.split(':')
  return service === 'aws-sdk' ? { service: `${service}:${name}`, action: rest.join(':') } : { service, action }
}
