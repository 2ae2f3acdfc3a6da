import type { Json, JsonObject } from '../../../json.ts'
import { abortSignalOf, type StopSignal } from '../../../stop.ts'
import { holdClock, type System } from '../../../system.ts'
import { addMiddleware } from './add-middleware.ts'
import { readStreams } from './read-streams.ts'
import { readSdkError, type SdkErrorFacts } from './sdk-error.ts'
import type { SdkOperation } from './sdk-operation.ts'
import type { Spelling } from './spelling.ts'
import { toSdkRequest } from './to-sdk-request.ts'
import { toTaskResult } from './to-task-result.ts'

/** A response of a service, in the form of a task's result. */
export interface ServiceResponse {
  readonly result: JsonObject
  /** The HTTP headers, in lower case; empty if the client does not give them. */
  readonly headers: Readonly<Record<string, string>>
  readonly statusCode: number
  readonly requestId: string
}

/** A call that the service rejected, or that did not reach it. */
export class SdkFailure extends Error {
  override readonly name = 'SdkFailure'
  readonly facts: SdkErrorFacts
  constructor(facts: SdkErrorFacts) {
    super(facts.message)
    this.facts = facts
  }
}

export interface SendOptions {
  readonly parameters: Json
  readonly spelling: Spelling
  readonly system: System
  readonly signal: StopSignal
}

/** Calls an operation with the client of its service. @throws SdkFailure; the signal's reason */
export const sendOperation = async (
  { connection, Command, request, response }: SdkOperation,
  { parameters, spelling, system, signal }: SendOptions,
): Promise<ServiceResponse> => {
  const command = new Command(toSdkRequest(request, parameters, spelling))
  const headers = captureHeaders(command)
  try {
    const output = await holdClock(system, async () =>
      readStreams(Object(await connection.client.send(command, { abortSignal: abortSignalOf(signal) }))),
    )
    const { httpStatusCode, requestId } = Object(Reflect.get(output, '$metadata'))
    return {
      result: toTaskResult(response, output, spelling),
      headers,
      statusCode: typeof httpStatusCode === 'number' ? httpStatusCode : 200,
      requestId: typeof requestId === 'string' ? requestId : system.uuid(),
    }
  } catch (error) {
    signal.throwIfAborted()
    throw new SdkFailure(readSdkError(error, connection))
  }
}

/** Fills the record that it returns when the command receives its HTTP response. */
const captureHeaders = (command: object): Record<string, string> => {
  const headers: Record<string, string> = {}
  addMiddleware(command, { step: 'deserialize', priority: 'low', name: 'captureHeaders' }, (next) => async (args) => {
    const result = await next(args)
    const received: unknown = Reflect.get(Object(Reflect.get(Object(result), 'response')), 'headers')
    for (const [name, value] of Object.entries(Object(received))) headers[name.toLowerCase()] = String(value)
    return result
  })
  return headers
}
