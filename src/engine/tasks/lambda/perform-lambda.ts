import { isJsonObject, type Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge, toJsonText } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import type { MockedTask } from '../../mocks/execution-mocks.ts'
import { withTaskTimeout } from '../with-task-timeout.ts'
import type { InvokeLambda, LambdaResponse } from './invoke-lambda.ts'

/** The failure of a task whose function failed: its error type, and its payload, written by `write`, as the cause (recorded). */
export const lambdaFailure = ({ payload }: LambdaResponse, write: (payload: Json) => string): StateFailure => {
  const type = isJsonObject(payload) && typeof payload.errorType === 'string' ? payload.errorType : undefined
  return new StateFailure(type ?? 'Lambda.Unknown', write(payload), { isTerminal: false })
}

/** Performs a task whose resource is the ARN of a Lambda function (developer guide, connect-lambda), or the mock of it. */
export const performLambda = async (
  call: TaskCall,
  { invokeLambda, system }: EngineDeps,
  mocked?: MockedTask,
): Promise<Json> => {
  const { resource, parameters: input, timeoutSeconds, roleArn, signal } = call
  call.record('LambdaFunctionScheduled', {
    resource,
    input,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  })
  call.record('LambdaFunctionStarted', undefined)
  try {
    const output = await withTaskTimeout(timeoutSeconds, { system, signal }, (over) =>
      mocked ? mocked(over, undefined) : invoke(call, invokeLambda, over),
    )
    if (isTooLarge(output)) throw tooLarge(resource)
    call.record('LambdaFunctionSucceeded', { output })
    return output
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(
        failure.error === 'States.Timeout' ? 'LambdaFunctionTimedOut' : 'LambdaFunctionFailed',
        failedDetails(failure),
      )
    throw failure
  }
}

const invoke = async (
  { resource, parameters }: TaskCall,
  invokeLambda: InvokeLambda,
  signal: StopSignal,
): Promise<Json> => {
  const response = await invokeLambda({
    functionName: resource,
    payload: parameters,
    headers: {},
    qualifier: undefined,
    signal,
  })
  if (response.functionError !== undefined) throw lambdaFailure(response, toJsonText)
  return response.payload
}
