import { addMiddleware } from './add-middleware.ts'
import type { SdkClient } from './service-clients.ts'

/**
 * Makes a client refuse requests to any other host than that of its endpoint and its subdomains. The SDK may replace the host for some members of a
 * request, such as the EndpointId of EventBridge.
 */
export const allowOnly = (client: SdkClient, endpoint: string): void => {
  const { hostname } = new URL(endpoint)
  addMiddleware(client, { step: 'finalizeRequest', priority: 'low', name: 'allowOnlyEndpoint' }, (next) => (args) => {
    const requested: unknown = Reflect.get(Object(Reflect.get(Object(args), 'request')), 'hostname')
    if (requested === hostname || String(requested).endsWith(`.${hostname}`)) return next(args)
    throw new Error(`The request is for ${requested}, but its endpoint is ${endpoint}: it was not sent`)
  })
}
