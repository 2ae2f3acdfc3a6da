import type { AwsEnvironment } from '../../arn.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import type { StopSignal } from '../../stop.ts'
import type { Operation, OperationOutput } from '../api/model/operation.ts'
import { operations, requireOperation } from '../api/operations.ts'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { Environments } from '../environments.ts'
import type { Maybe } from '../interpreter/program/maybe.ts'
import { requestEnvironment } from './request-environment.ts'

export interface ApiCall {
  /** The header `x-amz-target`: `AWSStepFunctions.StartExecution`. */
  readonly target: string | undefined
  /** The body of the request, JSON. */
  readonly body: string
  /** The header `authorization`: names the region. */
  readonly authorization?: string | undefined
  /** Aborted if the caller stops waiting. */
  readonly signal: StopSignal
}

export interface ApiReply {
  readonly status: number
  /** JSON. */
  readonly body: string
  /** Must be called if the reply did not reach the caller: a task in it returns to its queue. */
  undelivered?(): void
}

/** AWS JSON 1.0 as Step Functions uses it, without a socket. */
export interface Protocol {
  /** True if an operation may wait before it replies, so that its caller may stop waiting in between. */
  blocks(target: string | undefined): boolean
  /** True if no data is lost when a caller does not receive the operation's reply (see {@link ApiReply.undelivered}). */
  canTakeBack(target: string | undefined): boolean
  /** Performs an operation. It never throws or rejects: errors are replies. An operation that need not wait replies at once. */
  call(call: ApiCall): Maybe<ApiReply>
}

const PREFIX = 'AWSStepFunctions.'

/**
 * Creates the protocol of one engine.
 * @param fallback - the environment of requests that do not name theirs
 */
export const createProtocol = (environments: Environments, fallback: AwsEnvironment): Protocol => ({
  blocks: (target) => operationAt(target)?.blocks ?? false,
  canTakeBack: (target) => operationAt(target)?.undelivered !== undefined,
  call: ({ target, body, authorization, signal }) => {
    try {
      const operation = requireOperation(operationOf(target))
      const deps = environments.of(requestEnvironment(authorization, fallback))
      const output = operation.perform(readInput(body), deps, signal)
      return output instanceof Promise
        ? output.then((value) => replyWith(value, operation, deps)).catch(errorReply)
        : replyWith(output, operation, deps)
    } catch (error) {
      return errorReply(error)
    }
  },
})

const replyWith = (output: OperationOutput, { undelivered }: Operation, deps: EngineDeps): ApiReply => {
  const body = JSON.stringify(output)
  return undelivered ? { status: 200, body, undelivered: () => undelivered(output, deps) } : { status: 200, body }
}

const operationAt = (target: string | undefined) => operations.get(target?.slice(PREFIX.length) ?? '')

/** Calls an operation from inside the engine, with values instead of JSON. @throws ApiError */
export const callOperation = async (
  name: string,
  input: JsonObject,
  { deps, signal }: { deps: EngineDeps; signal: StopSignal },
): Promise<JsonObject> => {
  const output = await requireOperation(name).perform(input, deps, signal)
  return JSON.parse(JSON.stringify(output))
}

const operationOf = (target: string | undefined): string => {
  if (target?.startsWith(PREFIX)) return target.slice(PREFIX.length)
  const found = target === undefined ? 'the request has no x-amz-target header' : `unknown x-amz-target '${target}'`
  throw new ApiError('UnknownOperationException', `${found}; expected '${PREFIX}<operation>'`)
}

const readInput = (body: string): JsonObject => {
  let input: unknown
  try {
    input = JSON.parse(body === '' ? '{}' : body)
  } catch {
    throw new ApiError('SerializationException', `The request is not JSON: ${jsonSyntaxError(body)?.message}`)
  }
  if (!isJsonObject(input)) throw new ApiError('SerializationException', 'The request is not a JSON object')
  return input
}

/** The message of an unexpected error stays inside: it may hold a path or a payload. */
const errorReply = (error: unknown): ApiReply => {
  if (error instanceof ApiError)
    return { status: 400, body: JSON.stringify({ __type: error.name, message: error.message, ...error.details }) }
  const kind = error instanceof Error ? error.name : typeof error
  const message = `The engine failed on this request (${kind}). Please report it with the request.`
  return { status: 500, body: JSON.stringify({ __type: 'InternalFailure', message }) }
}
