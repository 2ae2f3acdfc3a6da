import { isJsonObject, type Json } from '../../../json.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { sdkMetadata } from '../services/sdk-metadata.ts'
import { optimizedCalls } from './optimized-calls.ts'
import { toOptimizedFailure } from './optimized-errors.ts'
import { SdkFailure, type ServiceResponse, sendOperation } from './send-operation.ts'
import { requestOf, requireSdkOperation } from './service-operation.ts'
import { optimizedSpelling } from './spelling.ts'

/** Performs an optimized integration with the SDK client of its service. @throws StateFailure `DynamoDB.…Exception` */
export const callOptimizedService = async (call: IntegrationCall): Promise<Json> => {
  const { resourceType, action, pattern, deps, signal } = call
  const options = { parameters: requestOf(call), spelling: optimizedSpelling, system: deps.system, signal }
  const { refusal, response, failure } = optimizedCalls.get(`${resourceType}:${action}`) ?? {}
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  const refused = refusal?.(parameters)
  if (refused) throw refused
  const sent = await sendOperation(requireSdkOperation(call), options).catch((error: unknown) =>
    Promise.reject(error instanceof SdkFailure ? toOptimizedFailure(error.facts, resourceType) : error),
  )
  const result = response?.(sent.result, parameters) ?? sent.result
  const failed = failure?.(result, pattern)
  if (failed) throw failed
  return { ...result, ...metadataOf(sent) }
}

const metadataOf = ({ headers, requestId, statusCode }: ServiceResponse) => {
  const shown = Object.entries(headers).map(([name, value]) => [headerNames.get(name) ?? name, value])
  return sdkMetadata({ 'x-amzn-RequestId': requestId, ...Object.fromEntries(shown) }, { requestId, statusCode })
}

/** The headers that the SDK for Java writes with capital letters (recorded). */
const headerNames: ReadonlyMap<string, string> = new Map([
  ['content-length', 'Content-Length'],
  ['content-type', 'Content-Type'],
  ['date', 'Date'],
  ['server', 'Server'],
  ['x-amzn-requestid', 'x-amzn-RequestId'],
])
