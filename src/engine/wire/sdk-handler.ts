import { Readable } from 'node:stream'
import { Stop, type StopSignal } from '../../stop.ts'
import type { S3Api } from '../s3/http/s3-api.ts'
import type { S3Request } from '../s3/http/s3-request.ts'
import type { Protocol, Reply } from './protocol.ts'

/** An HTTP request as the SDK's clients hand it to their `requestHandler`. */
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

/** What an SDK client takes as its `requestHandler`. */
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
    if (signal?.aborted) throw aborted()
    return { response: await handle(request, signal) }
  },
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
})

/** The operations that wait for something. The others have answered before anybody could change their mind. */
const waits = /\.(GetActivityTask|StartSyncExecution|TestState)$/

/** Step Functions without a socket. The reply's body is bytes already, so that the SDK reads no stream. */
export const createSfnHandler = (protocol: Protocol, closing: StopSignal): RequestHandler =>
  requestHandler(async ({ headers, body }, abortSignal) => {
    const call = { target: headers['x-amz-target'], body: await textOf(body) }
    const reply = await (abortSignal && waits.test(call.target ?? '')
      ? unlessAborted((signal) => protocol({ ...call, signal }), [abortSignal, closing])
      : protocol({ ...call, signal: closing }))
    return { statusCode: reply.status, headers: jsonHeaders, body: Buffer.from(reply.body) }
  }, closing)

const jsonHeaders = { 'content-type': 'application/x-amz-json-1.0' }

/**
 * Waits for a reply until the caller gives up; a reply that comes all the same goes back to where it came from.
 * @throws Error `AbortError`, as the SDK's own handlers do
 */
const unlessAborted = (
  perform: (signal: StopSignal) => Promise<Reply>,
  [abortSignal, closing]: readonly [AbortSignal, StopSignal],
): Promise<Reply> => {
  const gone = new Stop()
  return new Promise((resolve, reject) => {
    const leave = () => gone.abort()
    const giveUp = () => {
      leave()
      reject(aborted())
    }
    closing.addEventListener('abort', leave, { once: true })
    abortSignal.addEventListener('abort', giveUp, { once: true })
    perform(gone)
      .then((reply) => {
        if (abortSignal.aborted) reply.undelivered?.()
        else resolve(reply)
      }, reject)
      .finally(() => {
        closing.removeEventListener('abort', leave)
        abortSignal.removeEventListener('abort', giveUp)
      })
  })
}

const aborted = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

/** The small S3 without a socket. Its bodies are streams, as the SDK expects of objects. */
export const createS3Handler = (s3: S3Api, closing: StopSignal): RequestHandler =>
  requestHandler(async (request, signal) => {
    const body = await bytesOf(request.body)
    if (signal?.aborted) throw aborted()
    const reply = s3({ ...s3RequestOf(request), body })
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

/** A request's body, in any form that the SDK's clients take. */
const bytesOf = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (typeof body === 'string') return Buffer.from(body)
  // A copy, taken from the bytes: the SDK's bodies pretend to be strings too, and warn when they are taken for one.
  if (body instanceof Uint8Array) return Buffer.concat([new Uint8Array(body.buffer, body.byteOffset, body.byteLength)])
  if (body instanceof ArrayBuffer) return Buffer.from(body.slice(0))
  if (body instanceof Blob) return Buffer.from(await body.arrayBuffer())
  if (!isAsyncIterable(body)) throw new TypeError(`A request's body cannot be ${typeof body}`)
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : await bytesOf(chunk))
  return Buffer.concat(chunks)
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value
