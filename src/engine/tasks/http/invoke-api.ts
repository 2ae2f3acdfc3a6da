import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { ServiceClients } from '../sdk/service-clients.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { hostProblem } from './host-problem.ts'
import { asText, pairsOf, requestPartsOf } from './http-request.ts'
import { HttpFailure, httpOutput, isSuccess, sendHttp } from './send-http.ts'

/**
 * Performs `apigateway:invoke` (developer guide, connect-api-gateway). The request is not signed.
 * @throws StateFailure `ApiGateway.403`, with the body of the response as its cause (recorded)
 */
export const invokeApi = async ({ parameters, deps, signal }: IntegrationCall): Promise<Json> => {
  const given = isJsonObject(parameters) ? parameters : {}
  const request = { ...requestPartsOf(given), url: urlOf(given, deps.services) }
  const result = await sendHttp(request, { system: deps.system, signal }).catch((error: unknown) =>
    Promise.reject(error instanceof HttpFailure ? unanswered(error.message) : error),
  )
  if (isSuccess(result)) return httpOutput(result)
  throw new StateFailure(`ApiGateway.${result.statusCode}`, result.body || result.statusText)
}

const unanswered = (problem: string): StateFailure =>
  new StateFailure('ApiGateway.SdkClientException', `Unable to execute HTTP request: ${problem}`)

/** `https://{ApiEndpoint}/{Stage}/{Path}`. ApiEndpoint is a host. @throws StateFailure if it must not be called */
const urlOf = ({ ApiEndpoint, Stage, Path, QueryParameters }: JsonObject, services: ServiceClients): URL => {
  const endpoint = asText(ApiEndpoint)
  const base = services.endpointOf('execute-api') ?? (/^https?:/i.test(endpoint) ? endpoint : `https://${endpoint}`)
  if (!URL.canParse(base)) throw unanswered(`ApiEndpoint must be a host name, got ${endpoint}`)
  const url = new URL(base)
  const parts = [url.pathname, asText(Stage), asText(Path)].map((part) => part.replace(/^\/+|\/+$/g, ''))
  url.pathname = parts.filter((part) => part !== '').join('/')
  for (const [name, value] of pairsOf(QueryParameters)) url.searchParams.append(name, value)
  const problem = services.endpointOf('execute-api') === undefined ? hostProblem(url, services.allowsAws) : undefined
  if (problem !== undefined) throw unanswered(`the request was not sent: ${problem}`)
  return url
}
