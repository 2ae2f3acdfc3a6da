import { isJsonObject, type JsonObject } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import type { StopSignal } from '../../stop.ts'
import type { Context } from '../api/model/operation.ts'
import { operationNamed } from '../api/operations.ts'
import { ApiError } from './api-error.ts'

/** What goes back over the wire. */
export interface Reply {
  readonly status: number
  /** JSON. */
  readonly body: string
  /** To be called when the reply did not reach the caller: a task that it carried goes back into its queue. */
  undelivered?(): void
}

export interface Call {
  /** The header `x-amz-target`: `AWSStepFunctions.StartExecution`. */
  readonly target: string | undefined
  /** The request's text, JSON. */
  readonly body: string
  /** Aborted when the caller is gone. */
  readonly signal: StopSignal
}

/** AWS JSON 1.0 as Step Functions speaks it, without a socket: a call in, a reply out. It throws nothing. */
export type Protocol = (call: Call) => Promise<Reply>

const PREFIX = 'AWSStepFunctions.'

export const createProtocol =
  (context: Context): Protocol =>
  async ({ target, body, signal }) => {
    try {
      const operation = operationNamed(operationOf(target))
      const answer = await operation.perform(readInput(body), context, signal)
      const { undelivered } = operation
      return {
        status: 200,
        body: JSON.stringify(answer),
        ...(undelivered && { undelivered: () => undelivered(answer, context) }),
      }
    } catch (error) {
      return refusal(error)
    }
  }

/** Calls an operation from inside the engine: values in, values out. @throws ApiError */
export const callOperation = async (
  name: string,
  input: JsonObject,
  { context, signal }: { context: Context; signal: StopSignal },
): Promise<JsonObject> => {
  const answer = await operationNamed(name).perform(input, context, signal)
  return JSON.parse(JSON.stringify(answer))
}

const operationOf = (target: string | undefined): string => {
  if (target?.startsWith(PREFIX)) return target.slice(PREFIX.length)
  const found = target === undefined ? 'There is no x-amz-target header' : `The x-amz-target is '${target}'`
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

const refusal = (error: unknown): Reply => {
  const isRefused = error instanceof ApiError
  const name = isRefused ? error.name : 'InternalFailure'
  const message = error instanceof Error ? error.message : String(error)
  const details = isRefused ? error.details : {}
  return { status: isRefused ? 400 : 500, body: JSON.stringify({ __type: name, message, ...details }) }
}
