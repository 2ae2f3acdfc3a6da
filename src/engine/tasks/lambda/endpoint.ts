import type { Json } from '../../../json.ts'
import { jsonSyntaxError } from '../../../json-syntax-error.ts'
import { abortSignalOf } from '../../../stop.ts'
import type { System } from '../../../system.ts'
import { parseJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { INVOCATION_TYPE, type LambdaAnswer, type LambdaCall } from './lambda.ts'

/** Lambda's Invoke over HTTP (AWS API, Lambda Invoke). @throws StateFailure where the function could not be invoked */
export const callEndpoint = async (endpoint: string, call: LambdaCall, system: System): Promise<LambdaAnswer> => {
  const { payload, headers, signal } = call
  const failed = (error: unknown): never => {
    signal.throwIfAborted()
    throw unusable(`Unable to execute HTTP request: ${endpoint}: ${causeOf(error)}`)
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
    payload: text === '' ? null : parseAnswer(text),
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

const parseAnswer = (text: string): Json => {
  try {
    return parseJsonText(text)
  } catch {
    throw unusable(`The function's answer is not JSON: ${jsonSyntaxError(text)?.message}`)
  }
}

/** What the SDK that AWS uses calls a call that came to nothing: a retrier or catcher can match it. */
const unusable = (cause: string) => new StateFailure('Lambda.SdkClientException', cause)

const causeOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)

/** The text of the SDK (version 1 for Java) that AWS's own integration shows (recorded). */
const refusal = (response: Response, text: string, requestId: string): StateFailure => {
  const code = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'ServiceException'
  const details = `Service: AWSLambda; Status Code: ${response.status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`
  return new StateFailure(`Lambda.${code}`, `${messageIn(text)} (${details})`)
}

const messageIn = (text: string): string => {
  try {
    const { Message, message } = JSON.parse(text) as { Message?: string; message?: string }
    return Message ?? message ?? text
  } catch {
    return text
  }
}
