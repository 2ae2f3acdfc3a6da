import { isJsonObject, type Json } from '../../../json.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge, toJsonText } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import { withTaskTimeout } from '../with-task-timeout.ts'
import type { LambdaResponse } from './invoke-lambda.ts'

/** The failure of a task whose function failed: its error type, and its payload, written by `write`, as the cause (recorded). */
export const lambdaFailure = ({ payload }: LambdaResponse, write: (payload: Json) => string): StateFailure => {
  const type = isJsonObject(payload) && typeof payload.errorType === 'string' ? payload.errorType : undefined
  return new StateFailure(type ?? 'Lambda.Unknown', write(payload), { isTerminal: false })
}

/** Performs a task whose resource is the ARN of a Lambda function (developer guide, connect-lambda). */
export const performLambda = async (call: TaskCall, { invokeLambda, system }: EngineDeps): Promise<Json> => {
  const { resource, parameters: input, timeoutSeconds, roleArn, signal } = call
  call.record('LambdaFunctionScheduled', {
    resource,
    input,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  })
  call.record('LambdaFunctionStarted', undefined)
  try {
    const response = await withTaskTimeout(timeoutSeconds, { system, signal }, (over) =>
      invokeLambda({ functionName: resource, payload: input, headers: {}, qualifier: undefined, signal: over }),
    )
    if (response.functionError !== undefined) throw lambdaFailure(response, toJsonText)
    if (isTooLarge(response.payload)) throw tooLarge(resource)
    call.record('LambdaFunctionSucceeded', { output: response.payload })
    return response.payload
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(
        failure.error === 'States.Timeout' ? 'LambdaFunctionTimedOut' : 'LambdaFunctionFailed',
        failedDetails(failure),
      )
    throw failure
  }
}
