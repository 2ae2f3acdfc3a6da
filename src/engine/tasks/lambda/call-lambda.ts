import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { parseJsonText, toJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { contentLength, httpDate, sdkMetadata } from '../services/sdk-metadata.ts'
import { CLIENT_CONTEXT, INVOCATION_TYPE, LOG_TYPE } from './invoke-lambda.ts'
import { lambdaFailure } from './perform-lambda.ts'

/** Performs `lambda:invoke` (developer guide, connect-lambda). */
export const callLambda = async ({ parameters, deps, signal }: IntegrationCall): Promise<Json> => {
  const { FunctionName, Payload, Qualifier, ...headerParameters } = isJsonObject(parameters) ? parameters : {}
  if (typeof FunctionName !== 'string')
    throw new StateFailure(
      'Lambda.ValidationException',
      'The parameter FunctionName of lambda:invoke must be a string.',
    )
  const response = await deps.invokeLambda({
    functionName: FunctionName,
    payload: payloadOf(Payload),
    headers: headersOf(headerParameters),
    qualifier: typeof Qualifier === 'string' ? Qualifier : undefined,
    signal,
  })
  if (response.functionError !== undefined) throw lambdaFailure(response, JSON.stringify)
  const { payload, executedVersion, requestId, logResult, statusCode } = response
  return {
    ExecutedVersion: executedVersion,
    ...(logResult !== undefined && { LogResult: logResult }),
    Payload: payload,
    ...sdkMetadata(
      {
        'X-Amz-Executed-Version': executedVersion,
        'x-amzn-Remapped-Content-Length': '0',
        Connection: 'keep-alive',
        'x-amzn-RequestId': requestId,
        'Content-Length': contentLength(toJsonText(payload)),
        Date: httpDate(deps.system.now()),
        'X-Amzn-Trace-Id': `root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8, 32)};sampled=0`,
        'Content-Type': 'application/json',
        ...(logResult !== undefined && { 'X-Amz-Log-Result': logResult }),
      },
      { requestId, statusCode },
    ),
    StatusCode: statusCode,
  }
}

/** The headers of Invoke's parameters (AWS API, Lambda Invoke). */
const headers = new Map([
  ['InvocationType', INVOCATION_TYPE],
  ['LogType', LOG_TYPE],
  ['ClientContext', CLIENT_CONTEXT],
])

const headersOf = (parameters: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const header = headers.get(name)
      return header && typeof value === 'string' ? [[header, value]] : []
    }),
  )

/** A Payload that is a string is sent as it is, so it must be JSON (recorded: `"0"` arrives as 0). */
const payloadOf = (payload: Json | undefined): Json => {
  if (typeof payload !== 'string') return payload ?? {}
  try {
    return parseJsonText(payload)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new StateFailure(
      'Lambda.InvalidRequestContentException',
      `Could not parse request body into json: ${problem}`,
    )
  }
}
