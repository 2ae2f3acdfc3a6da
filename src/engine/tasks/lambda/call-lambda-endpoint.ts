import { isJsonObject, type Json } from '../../../json.ts'
import { jsonSyntaxError } from '../../../json-syntax-error.ts'
import { abortSignalOf } from '../../../stop.ts'
import type { System } from '../../../system.ts'
import { parseJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { INVOCATION_TYPE, type LambdaCall, type LambdaResponse } from './invoke-lambda.ts'

/** Sends an Invoke call over HTTP (AWS API, Lambda Invoke). @throws StateFailure if the function could not be invoked */
export const callLambdaEndpoint = async (
  endpoint: string,
  call: LambdaCall,
  system: System,
): Promise<LambdaResponse> => {
  const { payload, headers, signal } = call
  const failed = (error: unknown): never => {
    signal.throwIfAborted()
    throw sdkFailure(`Unable to execute HTTP request: ${endpoint}: ${causeOf(error)}`)
  }
  const response = await fetch(urlOf(endpoint, call), {
    method: 'POST',
    headers: { 'content-type': 'application/json', [INVOCATION_TYPE]: 'RequestResponse', ...headers },
    body: JSON.stringify(payload),
    signal: abortSignalOf(signal),
  }).catch(failed)
  const text = await response.text().catch(failed)
  const requestId = response.headers.get('x-amzn-requestid') ?? system.uuid()
  if (!response.ok) throw refusal(response, text, requestId)
  return {
    statusCode: response.status,
    logResult: response.headers.get('x-amz-log-result') ?? undefined,
    payload: text === '' ? null : parsePayload(text),
    functionError: response.headers.get('x-amz-function-error') ?? undefined,
    executedVersion: response.headers.get('x-amz-executed-version') ?? '$LATEST',
    requestId,
  }
}

const urlOf = (endpoint: string, { functionName, qualifier }: LambdaCall): string => {
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`
  return endpoint.replace(/\/$/, '') + path + query
}

const parsePayload = (text: string): Json => {
  try {
    return parseJsonText(text)
  } catch {
    throw sdkFailure(`The function's response is not JSON: ${jsonSyntaxError(text)?.message}`)
  }
}

/** A call without a usable response, under the name of AWS's own SDK, so that a retrier or catcher can match it. */
const sdkFailure = (cause: string) => new StateFailure('Lambda.SdkClientException', cause)

const causeOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)

/** The message of the SDK (version 1 for Java) that AWS's integration shows (recorded). */
const refusal = (response: Response, text: string, requestId: string): StateFailure => {
  const code = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'ServiceException'
  const details = `Service: AWSLambda; Status Code: ${response.status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`
  return new StateFailure(`Lambda.${code}`, `${messageIn(text)} (${details})`)
}

const messageIn = (text: string): string => {
  try {
    const body: unknown = JSON.parse(text)
    const { Message, message } = isJsonObject(body) ? body : {}
    return String(Message ?? message ?? text)
  } catch {
    return text
  }
}
