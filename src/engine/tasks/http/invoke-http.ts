import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { ServiceClients } from '../sdk/service-clients.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { hostProblem } from './host-problem.ts'
import { asText, pairsOf, requestPartsOf } from './http-request.ts'
import { HttpFailure, httpOutput, isSuccess, sendHttp } from './send-http.ts'

/** The most bytes of a response (developer guide, call-https-apis). */
const RANGE = 'bytes=0-262144'

/**
 * Performs `http:invoke`. The credentials of the EventBridge connection are not known, so that the request has none.
 * @throws StateFailure `States.Http.StatusCode.404`, `States.Http.Socket`
 */
export const invokeHttp = async ({ parameters, deps, signal }: IntegrationCall): Promise<Json> => {
  const given = isJsonObject(parameters) ? parameters : {}
  const { headers, ...parts } = requestPartsOf(given)
  const agent = `Amazon|StepFunctions|HttpInvoke|${deps.environment.region}`
  const own: [string, string][] = [
    ['User-Agent', agent],
    ['Range', RANGE],
  ]
  const request = { ...parts, url: urlOf(given, deps.services), headers: [...own, ...headers] }
  const result = await sendHttp(request, { system: deps.system, signal }).catch((error: unknown) =>
    Promise.reject(error instanceof HttpFailure ? new StateFailure('States.Http.Socket', error.message) : error),
  )
  if (isSuccess(result)) return httpOutput(result)
  throw new StateFailure(`States.Http.StatusCode.${result.statusCode}`, result.body || result.statusText)
}

/** @throws StateFailure if the URL is not one, or must not be called */
const urlOf = ({ ApiEndpoint, QueryParameters }: JsonObject, services: ServiceClients): URL => {
  const text = asText(ApiEndpoint)
  if (!/^https?:/i.test(text) || !URL.canParse(text))
    throw new StateFailure('States.Http.Socket', `ApiEndpoint must be a URL such as https://example.com, got ${text}`)
  const base = services.endpointOf('http')
  const url = base === undefined ? new URL(text) : onBase(new URL(text), base)
  for (const [name, value] of pairsOf(QueryParameters)) url.searchParams.append(name, value)
  const problem = base === undefined ? hostProblem(url, services.allowsAws) : undefined
  if (problem !== undefined) throw new StateFailure('States.Http.Socket', `The request was not sent: ${problem}`)
  return url
}

/** A URL with another origin, and with the path of that origin before its own. */
const onBase = ({ pathname, search }: URL, base: string): URL => new URL(base.replace(/\/$/, '') + pathname + search)
