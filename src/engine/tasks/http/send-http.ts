import type { Json, JsonObject } from '../../../json.ts'
import { abortSignalOf, type StopSignal } from '../../../stop.ts'
import { holdClock, type System } from '../../../system.ts'
import { readStream } from '../sdk/read-streams.ts'
import type { HttpRequest } from './http-request.ts'

/** An HTTP response as a task's result has it (developer guide, call-https-apis). */
export interface HttpResult {
  readonly statusCode: number
  readonly statusText: string
  readonly headers: Readonly<Record<string, string[]>>
  readonly body: string
}

/** A request without a response. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
}

/** AWS ends an HTTP Task after this time (developer guide, quotas). */
const MAX_MS = 60_000

interface SendHttpOptions {
  readonly system: System
  readonly signal: StopSignal
}

/** Sends a request. A redirect is not followed: it could lead to any host. @throws HttpFailure; the signal's reason */
export const sendHttp = async (
  { url, method, headers, body }: HttpRequest,
  { system, signal }: SendHttpOptions,
): Promise<HttpResult> => {
  try {
    return await holdClock(system, async () => {
      const response = await fetch(url, {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
        redirect: 'manual',
        signal: AbortSignal.any([abortSignalOf(signal), AbortSignal.timeout(MAX_MS)]),
        ...(body !== undefined && method !== 'GET' && method !== 'HEAD' && { body }),
      })
      return {
        statusCode: response.status,
        statusText: response.statusText,
        headers: Object.fromEntries(Array.from(response.headers, ([name, value]) => [name, [value]])),
        body: response.body ? (await readStream(response.body)).toString() : '',
      }
    })
  } catch (error) {
    signal.throwIfAborted()
    throw new HttpFailure(messageOf(error))
  }
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `No response within ${MAX_MS / 1000} seconds`
  return error.cause instanceof Error ? error.cause.message || error.message : error.message
}

/** The result of a task. A body that is JSON is parsed. */
export const httpOutput = ({ statusCode, statusText, headers, body }: HttpResult): JsonObject => ({
  Headers: { ...headers },
  ResponseBody: parsed(body),
  StatusCode: statusCode,
  StatusText: statusText,
})

export const isSuccess = ({ statusCode }: HttpResult): boolean => statusCode >= 200 && statusCode < 300

const parsed = (body: string): Json => {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
