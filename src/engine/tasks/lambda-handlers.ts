import { cloneJson } from '../../expressions/jsonata/result.ts'
import type { Json } from '../../json.ts'
import { abortSignalOf } from '../../stop.ts'
import type { System } from '../../system.ts'
import { StateFailure } from '../interpret/failure.ts'
import { parseText } from '../interpret/json-text.ts'
import type { InvokeLambda, LambdaAnswer, LambdaCall } from './lambda.ts'
import { readThrown } from './thrown.ts'

/** A Lambda function that runs in this process: it gets the event and Lambda's context as far as it makes sense here. */
// biome-ignore lint/suspicious/noExplicitAny: an event is whatever its function expects
export type LambdaHandler = (event: any, context: { functionName: string; awsRequestId: string }) => unknown

/** Where functions run: handlers in this process first, then an endpoint of the Lambda API, if there is one. */
export interface LambdaOptions {
  readonly lambdas: Readonly<Record<string, LambdaHandler>>
  readonly endpoint: string | undefined
}

export const createInvokeLambda = ({ lambdas, endpoint }: LambdaOptions, system: System): InvokeLambda => {
  return (call) => {
    const name = nameOf(call.functionName)
    const handler = Object.hasOwn(lambdas, name) ? lambdas[name] : undefined
    if (handler) return runHandler(handler, name, call, system)
    if (endpoint !== undefined) return callEndpoint(endpoint, call, system)
    throw new StateFailure(
      'Lambda.ResourceNotFoundException',
      `Function not found: ${call.functionName}. Give the embedded engine a handler, createLocal({ lambdas: { ${JSON.stringify(name)}: (event) => … } }), or a Lambda endpoint (--lambda-endpoint).`,
    )
  }
}

/** `f` of `f`, `f:live`, `123456789012:function:f` and `arn:aws:lambda:eu-west-1:123456789012:function:f:live`. */
const nameOf = (functionName: string): string => {
  const parts = functionName.split(':')
  const after = parts.indexOf('function')
  return (after < 0 ? parts[0] : parts[after + 1]) ?? functionName
}

const INVOCATION_TYPE = 'x-amz-invocation-type'

const runHandler = async (
  handler: LambdaHandler,
  functionName: string,
  { payload: event, headers }: LambdaCall,
  system: System,
): Promise<LambdaAnswer> => {
  const requestId = system.uuid()
  const answer = { functionError: undefined, executedVersion: '$LATEST', requestId, logResult: undefined }
  const invoke = () => handler(cloneJson(event), { functionName, awsRequestId: requestId })
  if (headers[INVOCATION_TYPE] === 'DryRun') return { ...answer, statusCode: 204, payload: null }
  if (headers[INVOCATION_TYPE] === 'Event') {
    new Promise((resolve) => resolve(invoke())).catch(() => {})
    return { ...answer, statusCode: 202, payload: null }
  }
  const failed = (payload: Json): LambdaAnswer => ({ ...answer, statusCode: 200, payload, functionError: 'Unhandled' })
  let returned: unknown
  try {
    returned = await invoke()
  } catch (error) {
    return failed(errorPayload(error))
  }
  try {
    return { ...answer, statusCode: 200, payload: JSON.parse(JSON.stringify(returned) ?? 'null') }
  } catch (error) {
    const problem = `Unable to stringify response body: ${readThrown(error).message}`
    return failed({ errorType: 'Runtime.MarshalError', errorMessage: problem, trace: [] })
  }
}

/** What Lambda's Node.js runtime answers for what a function threw: of what is no error, its type. */
const errorPayload = (thrown: unknown): Json => {
  const { name, message, stack } = readThrown(thrown)
  return {
    errorType: name ?? typeof thrown,
    errorMessage: message,
    trace: stack === undefined ? [] : stack.split('\n').map((line) => line.trim()),
  }
}

/** Lambda's Invoke over HTTP (AWS API, Lambda Invoke). */
const callEndpoint = async (
  endpoint: string,
  { functionName, payload, headers, qualifier, signal }: LambdaCall,
  system: System,
): Promise<LambdaAnswer> => {
  const url = `${endpoint.replace(/\/$/, '')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations${qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`}`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [INVOCATION_TYPE]: 'RequestResponse', ...headers },
    body: JSON.stringify(payload),
    signal: abortSignalOf(signal),
  }).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new StateFailure(
      'Lambda.SdkClientException',
      `Unable to execute HTTP request: ${endpoint}: ${causeOf(error)}`,
    )
  })
  const text = await response.text()
  const requestId = response.headers.get('x-amzn-requestid') ?? system.uuid()
  if (!response.ok) throw refusal(response, text, requestId)
  return {
    statusCode: response.status,
    logResult: response.headers.get('x-amz-log-result') ?? undefined,
    payload: text === '' ? null : parseText(text),
    functionError: response.headers.get('x-amz-function-error') ?? undefined,
    executedVersion: response.headers.get('x-amz-executed-version') ?? '$LATEST',
    requestId,
  }
}

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
