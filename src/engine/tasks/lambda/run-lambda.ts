import { cloneJson } from '../../../expressions/jsonata/result.ts'
import { isJsonObject, type Json } from '../../../json.ts'
import { holdClock, type System } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown } from '../read-thrown.ts'
import { withTaskTimeout } from '../with-task-timeout.ts'
import { type ContextFacts, invokeHandler } from './invoke-handler.ts'
import { CLIENT_CONTEXT, INVOCATION_TYPE, type LambdaCall, type LambdaResponse, LOG_TYPE } from './invoke-lambda.ts'
import type { InvocableFunction } from './lambda-handler.ts'

/** A function, as a call names it. */
export interface InvokedFunction {
  readonly lambda: InvocableFunction
  readonly invokedFunctionArn: string
  /** `$LATEST`, or the number of a version. */
  readonly version: string
  /** The log stream of the function in this process. */
  readonly logStreamName: string
}

/** The result of a function, or `{ errorType, errorMessage, trace }` if it failed. */
type Outcome = Pick<LambdaResponse, 'payload' | 'functionError'>

/** Runs a function in this process (AWS API, Lambda Invoke). @throws StateFailure if the call is not valid */
export const runLambda = async (
  invoked: InvokedFunction,
  call: LambdaCall,
  system: System,
): Promise<LambdaResponse> => {
  const requestId = system.uuid()
  const startedAt = system.now()
  const facts = contextFacts(invoked, call, { requestId, startedAt, system })
  const response = { functionError: undefined, executedVersion: invoked.version, requestId, logResult: undefined }
  const { [INVOCATION_TYPE]: type, [LOG_TYPE]: logType } = call.headers
  if (type === 'DryRun') return { ...response, statusCode: 204, payload: null }
  const invoke = async () => invokeHandler(await invoked.lambda.load(), cloneJson(call.payload), facts)
  if (type === 'Event') {
    void holdClock(system, invoke).catch(() => {})
    return { ...response, statusCode: 202, payload: null }
  }
  const outcome = await withinTimeout(invoked.lambda, () => holdClock(system, invoke), { call, requestId, system })
  const logResult = logType === 'Tail' ? logTail(invoked, requestId, system.now() - startedAt) : undefined
  return { ...response, ...outcome, statusCode: 200, logResult }
}

/** The longest time of a Lambda function, in seconds (Lambda quotas). */
const LONGEST_SECONDS = 900

interface Invocation {
  readonly requestId: string
  readonly startedAt: number
  readonly system: System
}

const contextFacts = (
  { lambda, invokedFunctionArn, version, logStreamName }: InvokedFunction,
  { headers }: LambdaCall,
  { requestId, startedAt, system }: Invocation,
): ContextFacts => {
  const { name, timeoutSeconds = LONGEST_SECONDS, memoryLimitInMB } = lambda
  const clientContext = parseClientContext(headers[CLIENT_CONTEXT])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: version,
    functionName: name,
    memoryLimitInMB: String(memoryLimitInMB),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName,
    invokedFunctionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, startedAt + timeoutSeconds * 1000 - system.now()),
    ...(clientContext !== undefined && { clientContext }),
  }
}

const parseClientContext = (header: string | undefined): Json | undefined => {
  if (header === undefined) return undefined
  try {
    const context: Json = JSON.parse(Buffer.from(header, 'base64').toString())
    if (isJsonObject(context)) return context
  } catch {
    // The same message as for JSON that is not an object.
  }
  throw new StateFailure(
    'Lambda.InvalidRequestContentException',
    'Client context must be a valid Base64-encoded JSON object.',
  )
}

/** Waits for a function until its timeout (Lambda developer guide, configuration-timeout). */
const withinTimeout = async (
  { timeoutSeconds }: InvocableFunction,
  invoke: () => Promise<unknown>,
  { call, requestId, system }: Omit<Invocation, 'startedAt'> & { readonly call: LambdaCall },
): Promise<Outcome> => {
  if (timeoutSeconds === undefined) return outcomeOf(invoke())
  try {
    return await withTaskTimeout(timeoutSeconds, { system, signal: call.signal }, () => outcomeOf(invoke()))
  } catch (reason) {
    if (!(reason instanceof StateFailure) || call.signal.aborted) throw reason
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
    return failed({ errorType: 'Sandbox.Timedout', errorMessage })
  }
}

const failed = (payload: Json): Outcome => ({ payload, functionError: 'Unhandled' })

const outcomeOf = async (invocation: Promise<unknown>): Promise<Outcome> => {
  let returned: unknown
  try {
    returned = await invocation
  } catch (thrown) {
    return failed(errorPayload(thrown))
  }
  try {
    return { payload: JSON.parse(JSON.stringify(returned) ?? 'null'), functionError: undefined }
  } catch (thrown) {
    const problem = `Unable to stringify response body: ${readThrown(thrown).message}`
    return failed({ errorType: 'Runtime.MarshalError', errorMessage: problem, trace: [] })
  }
}

/** The payload of Lambda's runtime for Node.js for a thrown value. A value that is not an error is named by its type. */
const errorPayload = (thrown: unknown): Json => {
  const { name, message, stack } = readThrown(thrown)
  return { errorType: name ?? typeof thrown, errorMessage: message, trace: stack?.split('\n') ?? [] }
}

/** The lines that Lambda itself adds to a function's log. The function's own lines go to the console. */
const logTail = ({ lambda, version }: InvokedFunction, requestId: string, ms: number): string => {
  const lines = [
    `START RequestId: ${requestId} Version: ${version}`,
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: ${lambda.memoryLimitInMB} MB`,
  ]
  return Buffer.from(`${lines.join('\n')}\n`).toString('base64')
}
