import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'

/**
 * The HTTP request of an HTTP Task and the response in its result, as TestState shows them with TRACE (AWS API, InspectionDataRequest and
 * InspectionDataResponse; developer guide, test-state-isolation).
 */
export const httpTrace = (parameters: Json, result: Json | undefined): JsonObject => ({
  request: httpRequest(isJsonObject(parameters) ? parameters : {}),
  ...(isJsonObject(result) && { response: httpResponse(result) }),
})

const httpRequest = ({ ApiEndpoint, Method, Headers, QueryParameters, RequestBody }: JsonObject): JsonObject => ({
  protocol: protocolOf(ApiEndpoint),
  method: asText(Method),
  url: urlOf(asText(ApiEndpoint), QueryParameters),
  headers: headersText(Headers),
  ...(RequestBody !== undefined && { body: asText(RequestBody) }),
})

const httpResponse = ({ StatusCode, StatusText, Headers, ResponseBody }: JsonObject): JsonObject => ({
  protocol: 'https',
  ...(StatusCode !== undefined && { statusCode: asText(StatusCode) }),
  ...(StatusText !== undefined && { statusMessage: asText(StatusText) }),
  headers: headersText(Headers),
  ...(ResponseBody !== undefined && { body: asText(ResponseBody) }),
})

const protocolOf = (endpoint: Json | undefined): string => (asText(endpoint).startsWith('http:') ? 'http' : 'https')

const urlOf = (endpoint: string, query: Json | undefined): string => {
  const pairs = entriesOf(query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, asText(one)]),
  )
  const text = new URLSearchParams(pairs).toString()
  return text === '' ? endpoint : `${endpoint}${endpoint.includes('?') ? '&' : '?'}${text}`
}

const headersText = (headers: Json | undefined): string =>
  `[${entriesOf(headers)
    .map(([name, value]) => `${name}: ${[value].flat().map(asText).join(', ')}`)
    .join(', ')}]`

const entriesOf = (value: Json | undefined): [string, Json][] => (isJsonObject(value) ? Object.entries(value) : [])

const asText = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '' : toJsonText(value)
