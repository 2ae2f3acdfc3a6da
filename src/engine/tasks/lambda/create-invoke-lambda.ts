import { cloneJson } from '../../../expressions/jsonata/result.ts'
import type { Json } from '../../../json.ts'
import { holdClock, type System } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown } from '../read-thrown.ts'
import { callLambdaEndpoint } from './call-lambda-endpoint.ts'
import { INVOCATION_TYPE, type InvokeLambda, type LambdaCall, type LambdaResponse } from './invoke-lambda.ts'

/**
 * A Lambda function that runs in this process. It receives the event, and the part of Lambda's context that applies here.
 *
 * @example
 * const double: LambdaHandler = ({ n }) => n * 2
 * createLocal({ lambdas: { double } })
 */
// biome-ignore lint/suspicious/noExplicitAny: each function expects its own type of event
export type LambdaHandler = (event: any, context: { functionName: string; awsRequestId: string }) => unknown

/** The functions, and the endpoint for those outside of this process. */
export interface LambdaOptions {
  /** Functions in this process, by name or by name and version or alias (`f:live`). They come first. */
  readonly lambdas: Readonly<Record<string, LambdaHandler>>
  /** The URL of a Lambda API, for all other functions. */
  readonly endpoint: string | undefined
}

/** Creates the function that invokes Lambda functions. */
export const createInvokeLambda = ({ lambdas, endpoint }: LambdaOptions, system: System): InvokeLambda => {
  const hasQualified = Object.keys(lambdas).some((name) => name.includes(':'))
  return (call) => {
    const name = nameOf(call.functionName)
    const qualified = hasQualified ? `${name}:${call.qualifier ?? qualifierOf(call.functionName)}` : name
    const handler = own(lambdas, qualified) ?? own(lambdas, name)
    if (handler) return runHandler(handler, name, call, system)
    if (endpoint !== undefined) return callLambdaEndpoint(endpoint, call, system)
    throw new StateFailure(
      'Lambda.ResourceNotFoundException',
      `Function not found: ${call.functionName}. Pass the embedded engine a handler, createLocal({ lambdas: { ${JSON.stringify(name)}: (event) => … } }), or a Lambda endpoint (--lambda-endpoint).`,
    )
  }
}

const own = (lambdas: LambdaOptions['lambdas'], name: string): LambdaHandler | undefined =>
  Object.hasOwn(lambdas, name) ? lambdas[name] : undefined

/** The name `f` of `f`, `f:live`, `123456789012:function:f` and `arn:aws:lambda:eu-west-1:123456789012:function:f:live`. */
const nameOf = (functionName: string): string => {
  const marker = functionName.indexOf(FUNCTION)
  const start = marker < 0 ? 0 : marker + FUNCTION.length
  const end = functionName.indexOf(':', start)
  return end < 0 ? functionName.slice(start) : functionName.slice(start, end)
}

const FUNCTION = ':function:'

/** The version or alias `live` of `f:live` and `arn:aws:lambda:eu-west-1:123456789012:function:f:live`. */
const qualifierOf = (functionName: string): string | undefined =>
  functionName.replace(/^.*:function:/, '').split(':')[1]

const runHandler = async (
  handler: LambdaHandler,
  functionName: string,
  { payload: event, headers }: LambdaCall,
  system: System,
): Promise<LambdaResponse> => {
  const requestId = system.uuid()
  const response = { functionError: undefined, executedVersion: '$LATEST', requestId, logResult: undefined }
  const invoke = () => handler(cloneJson(event), { functionName, awsRequestId: requestId })
  if (headers[INVOCATION_TYPE] === 'DryRun') return { ...response, statusCode: 204, payload: null }
  if (headers[INVOCATION_TYPE] === 'Event') {
    new Promise((resolve) => resolve(invoke())).catch(() => {})
    return { ...response, statusCode: 202, payload: null }
  }
  const failed = (payload: Json): LambdaResponse => ({
    ...response,
    statusCode: 200,
    payload,
    functionError: 'Unhandled',
  })
  let returned: unknown
  try {
    returned = await holdClock(system, async () => invoke())
  } catch (error) {
    return failed(errorPayload(error))
  }
  try {
    return { ...response, statusCode: 200, payload: JSON.parse(JSON.stringify(returned) ?? 'null') }
  } catch (error) {
    const problem = `Unable to stringify response body: ${readThrown(error).message}`
    return failed({ errorType: 'Runtime.MarshalError', errorMessage: problem, trace: [] })
  }
}

/** The payload of Lambda's Node.js runtime for a thrown value. A value that is not an error is named by its type. */
const errorPayload = (thrown: unknown): Json => {
  const { name, message, stack } = readThrown(thrown)
  return {
    errorType: name ?? typeof thrown,
    errorMessage: message,
    trace: stack === undefined ? [] : stack.split('\n').map((line) => line.trim()),
  }
}
