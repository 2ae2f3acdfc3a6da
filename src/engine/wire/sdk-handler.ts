import { Readable } from 'node:stream'
import { onAbort, Stop, type StopSignal } from '../../stop.ts'
import { type System, waitInTime } from '../../system.ts'
import type { S3Api } from '../s3/http/s3-api.ts'
import type { S3Request } from '../s3/http/s3-request.ts'
import type { ApiCall, ApiReply, Protocol } from './protocol.ts'

/** An HTTP request as the SDK's clients pass it to their `requestHandler`. */
export interface SdkRequest {
  readonly method: string
  readonly hostname: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array | Readable
}

/** The `requestHandler` of an SDK client. */
export interface RequestHandler {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: SdkRequest, options?: { readonly abortSignal?: unknown }): Promise<{ response: SdkResponse }>
  updateHttpClientConfig(): void
  httpHandlerConfigs(): Record<string, never>
  destroy(): void
}

type Handle = (request: SdkRequest, signal: AbortSignal | undefined) => Promise<SdkResponse>

const requestHandler = (handle: Handle, closing: StopSignal): RequestHandler => ({
  metadata: { handlerProtocol: 'in-process' },
  handle: async (request, { abortSignal } = {}) => {
    closing.throwIfAborted()
    const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined
    if (signal?.aborted) throw requestAborted()
    return { response: await handle(request, signal) }
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
})

interface SdkHandlerDeps {
  /** Aborted when the engine closes. */
  readonly closing: StopSignal
  readonly system: System
}

/**
 * Step Functions without a socket. Aborts are watched only for operations that block: all others reply before their caller could abort
 * them. Bodies of replies are bytes, so that the SDK does not read a stream.
 */
export const createSfnHandler = (protocol: Protocol, { closing, system }: SdkHandlerDeps): RequestHandler => {
  const perform = (call: Omit<ApiCall, 'signal'>, abortSignal: AbortSignal | undefined) =>
    abortSignal
      ? unlessAborted(async (signal) => protocol.call({ ...call, signal }), [abortSignal, closing])
      : Promise.resolve(protocol.call({ ...call, signal: closing }))
  return requestHandler(async ({ headers, body }, abortSignal) => {
    const call = { target: headers['x-amz-target'], body: await textOf(body), authorization: headers.authorization }
    const reply = await (protocol.blocks(call.target)
      ? waitInTime(system, () => perform(call, abortSignal))
      : protocol.call({ ...call, signal: closing }))
    return { statusCode: reply.status, headers: jsonHeaders, body: Buffer.from(reply.body) }
  }, closing)
}

const jsonHeaders = { 'content-type': 'application/x-amz-json-1.0' }

/**
 * Waits for a reply until the caller aborts its request. A reply that comes after that is undelivered.
 * @throws Error `AbortError`, as the SDK's own handlers do
 */
const unlessAborted = (
  perform: (signal: StopSignal) => Promise<ApiReply>,
  [abortSignal, closing]: readonly [AbortSignal, StopSignal],
): Promise<ApiReply> => {
  const stop = new Stop()
  return new Promise((resolve, reject) => {
    const removeListeners = [
      onAbort(closing, () => stop.abort()),
      onAbort(abortSignal, () => {
        stop.abort()
        reject(requestAborted())
      }),
    ]
    perform(stop)
      .then((reply) => {
        if (abortSignal.aborted) reply.undelivered?.()
        else resolve(reply)
      }, reject)
      .finally(() => {
        for (const remove of removeListeners) remove()
      })
  })
}

const requestAborted = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

/** S3 without a socket. The body of a reply is a stream, as the SDK expects of objects. */
export const createS3Handler = (s3: S3Api, closing: StopSignal): RequestHandler =>
  requestHandler(async (request, signal) => {
    const body = await bytesOf(request.body)
    if (signal?.aborted) throw requestAborted()
    const reply = await s3({ ...s3RequestOf(request), body })
    return { statusCode: reply.status, headers: { ...reply.headers }, body: Readable.from(reply.body) }
  }, closing)

const s3RequestOf = ({ method, hostname, path, query = {}, headers }: SdkRequest): Omit<S3Request, 'body'> => ({
  method,
  host: hostname,
  path,
  query: new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one ?? ''])),
  ),
  headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
})

const textOf = async (body: unknown): Promise<string> =>
  typeof body === 'string' ? body : (await bytesOf(body)).toString()

/** The bytes of a request's body, in any form that the SDK's clients accept. */
const bytesOf = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (typeof body === 'string') return Buffer.from(body)
  // The underlying bytes are copied: the SDK's bodies also have string methods, which warn if they are called.
  if (body instanceof Uint8Array) return Buffer.concat([new Uint8Array(body.buffer, body.byteOffset, body.byteLength)])
  if (body instanceof ArrayBuffer) return Buffer.from(body.slice(0))
  if (body instanceof Blob) return Buffer.from(await body.arrayBuffer())
  if (!isAsyncIterable(body))
    throw new TypeError(`the body of a request must be a string, bytes or a stream, got ${typeof body}`)
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : await bytesOf(chunk))
  return Buffer.concat(chunks)
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
