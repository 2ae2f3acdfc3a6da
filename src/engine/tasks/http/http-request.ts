import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'

/** An HTTP request of `http:invoke` or `apigateway:invoke`. */
export interface HttpRequest {
  readonly url: URL
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | undefined
}

/** The members of parameters that both integrations have (developer guide, call-https-apis and connect-api-gateway). */
export const requestPartsOf = ({
  Method,
  Headers,
  RequestBody,
  Transform,
}: JsonObject): Pick<HttpRequest, 'method' | 'headers' | 'body'> => {
  const { RequestBodyEncoding, RequestEncodingOptions } = isJsonObject(Transform) ? Transform : {}
  const isForm = RequestBodyEncoding === 'URL_ENCODED'
  const headers = pairsOf(Headers)
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method: asText(Method),
    headers: RequestBody === undefined || hasType ? headers : [...headers, ['Content-Type', type]],
    body:
      RequestBody === undefined
        ? undefined
        : isForm
          ? formOf(RequestBody, RequestEncodingOptions)
          : asText(RequestBody),
  }
}

/** Names and values of headers or query parameters. A list has several values of a name. */
export const pairsOf = (value: Json | undefined): [string, string][] =>
  isJsonObject(value)
    ? Object.entries(value).flatMap(([name, given]) =>
        [given].flat().map((one): [string, string] => [name, asText(one)]),
      )
    : []

export const asText = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : toJsonText(value)

const formOf = (body: Json, options: Json | undefined): string => {
  const format = isJsonObject(options) ? asText(options.ArrayFormat) : ''
  return new URLSearchParams(formPairs(body, '', format === '' ? 'INDICES' : format)).toString()
}

/** The pairs of a form; `ArrayFormat` selects how the members of a list are named. */
const formPairs = (value: Json, name: string, format: string): [string, string][] => {
  if (Array.isArray(value)) {
    if (format === 'COMMAS' || format === 'NONE') return [[name, value.map(asText).join(',')]]
    return value.flatMap((one, index) => formPairs(one, `${name}${suffixOf(format, index)}`, format))
  }
  if (!isJsonObject(value)) return name === '' ? [] : [[name, asText(value)]]
  return Object.entries(value).flatMap(([key, one]) => formPairs(one, name === '' ? key : `${name}[${key}]`, format))
}

const suffixOf = (format: string, index: number): string =>
  format === 'BRACKETS' ? '[]' : format === 'REPEAT' ? '' : `[${index}]`
