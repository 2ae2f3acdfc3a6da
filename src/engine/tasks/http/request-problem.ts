import { isJsonObject, type Json } from '../../../json.ts'
import { unusable } from '../sdk/service-operation.ts'
import type { IntegrationCall } from '../services/integration-call.ts'

/** Why an HTTP request cannot be sent, in AWS's words (recorded for Headers); `undefined` if it can. */
export const problemOfHttpRequest = ({ resourceType, parameters }: IntegrationCall): string | undefined => {
  const given = isJsonObject(parameters) ? parameters : {}
  const isValue = resourceType === 'apigateway' ? isTexts : isTextOrTexts
  const problems = [
    ...['ApiEndpoint', 'Method'].filter((name) => given[name] === undefined).map(missing),
    ...['Headers', 'QueryParameters'].filter((name) => !isPairs(given[name], isValue)).map(invalid),
    ...(given.Headers !== undefined && hasForbiddenName(given.Headers) ? [invalid('Headers')] : []),
    ...(given.Method !== undefined && !methods.has(given.Method) ? [invalid('Method')] : []),
  ]
  return problems.length === 0 ? undefined : unusable(parameters, [...new Set(problems)].join(', '))
}

const missing = (name: string): string => `The field '${name}' is required but was missing`
const invalid = (name: string): string => `The value of the field '${name}' has an invalid format`

const isPairs = (value: Json | undefined, isValue: (value: Json) => boolean): boolean =>
  value === undefined || (isJsonObject(value) && Object.values(value).every(isValue))

const isText = (value: Json): boolean => typeof value === 'string'
const isTexts = (value: Json): boolean => Array.isArray(value) && value.every(isText)
const isTextOrTexts = (value: Json): boolean => typeof value !== 'object' || isTexts(value)

const methods: ReadonlySet<Json> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])

/** Headers that a task may not set (developer guide, connect-api-gateway). */
const forbidden =
  /^(?:x-forwarded.*|x-amz.*|authorization|connection|content-md5|expect|host|max-forwards|proxy-authenticate|server|te|transfer-encoding|trailer|upgrade|via|www-authenticate)$/i

const hasForbiddenName = (headers: Json): boolean =>
  isJsonObject(headers) && Object.keys(headers).some((name) => forbidden.test(name))
