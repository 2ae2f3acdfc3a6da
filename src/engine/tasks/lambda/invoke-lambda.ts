import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'

/** An Invoke call (AWS API, Lambda Invoke). */
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

/** The response to an Invoke call. */
export interface LambdaResponse {
  /** 200; 202 for an Event, 204 for a DryRun. */
  readonly statusCode: number
  /** The function's return value, or `{ errorMessage, errorType, … }` if it failed. */
  readonly payload: Json
  /** Set if the function itself failed. */
  readonly functionError: string | undefined
  readonly executedVersion: string
  readonly requestId: string
  /** The end of the function's log in base64, if the call asked for it. */
  readonly logResult: string | undefined
}

/** Invokes a function. @throws StateFailure with AWS's error name if it could not be invoked */
export type InvokeLambda = (call: LambdaCall) => Promise<LambdaResponse>

/** The header that selects whether the caller waits for the function. */
export const INVOCATION_TYPE = 'x-amz-invocation-type'

/** The header that asks for the end of the function's log. */
export const LOG_TYPE = 'x-amz-log-type'

/** The header with data about the caller, as JSON in Base64. */
export const CLIENT_CONTEXT = 'x-amz-client-context'
