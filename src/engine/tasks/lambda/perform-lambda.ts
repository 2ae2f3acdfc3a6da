import { isJsonObject, type Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge, toJsonText } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import { withTimeout } from '../with-timeout.ts'

/** What a Lambda function answered. */
export interface LambdaAnswer {
  /** 200; 202 for an Event, 204 for a DryRun. */
  readonly statusCode: number
  /** What the function returned, or `{ errorMessage, errorType, … }` when it failed. */
  readonly payload: Json
  /** Set when the function itself failed. */
  readonly functionError: string | undefined
  readonly executedVersion: string
  readonly requestId: string
  /** The end of the function's log, in base64, where it was asked for. */
  readonly logResult: string | undefined
}

export interface LambdaCall {
  /** A function's name, or its ARN with or without a version. */
  readonly functionName: string
  readonly payload: Json
  /** Lambda's own request headers: `x-amz-invocation-type`, `x-amz-log-type`, `x-amz-client-context`. */
  readonly headers: Readonly<Record<string, string>>
  /** A version or alias. */
  readonly qualifier: string | undefined
  readonly signal: StopSignal
}

/** The header that says whether the caller waits for the function. */
export const INVOCATION_TYPE = 'x-amz-invocation-type'

/** Invokes a function. @throws StateFailure where it could not be invoked, with the name that AWS gives */
export type InvokeLambda = (call: LambdaCall) => Promise<LambdaAnswer>

/** A function that failed, as its caller sees it: its error type, and its answer, written by `write`, as the cause (recorded). */
export const lambdaFailure = ({ payload }: LambdaAnswer, write: (payload: Json) => string): StateFailure => {
  const type = isJsonObject(payload) && typeof payload.errorType === 'string' ? payload.errorType : undefined
  return new StateFailure(type ?? 'Lambda.Unknown', write(payload), { isTerminal: false })
}

/** A Lambda function named by its ARN (developer guide, connect-lambda). */
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
    const answer = await withTimeout(timeoutSeconds, { system, signal }, (over) =>
      invokeLambda({ functionName: resource, payload: input, headers: {}, qualifier: undefined, signal: over }),
    )
    if (answer.functionError !== undefined) throw lambdaFailure(answer, toJsonText)
    if (isTooLarge(answer.payload)) throw tooLarge(resource)
    call.record('LambdaFunctionSucceeded', { output: answer.payload })
    return answer.payload
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(
        failure.error === 'States.Timeout' ? 'LambdaFunctionTimedOut' : 'LambdaFunctionFailed',
        failedDetails(failure),
      )
    throw failure
  }
}
