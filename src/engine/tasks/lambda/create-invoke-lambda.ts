import { cloneJson } from '../../../expressions/jsonata/result.ts'
import type { Json } from '../../../json.ts'
import type { System } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readThrown } from '../read-thrown.ts'
import { callLambdaEndpoint } from './call-lambda-endpoint.ts'
import { INVOCATION_TYPE, type InvokeLambda, type LambdaAnswer, type LambdaCall } from './perform-lambda.ts'

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
    if (endpoint !== undefined) return callLambdaEndpoint(endpoint, call, system)
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
