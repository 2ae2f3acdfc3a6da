import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { onAbort, Stop, type StopSignal } from '../../stop.ts'
import { realSystem } from '../../system.ts'
import type { ListenOptions } from '../options.ts'
import type { S3Api } from '../s3/http/s3-api.ts'
import type { ApiReply, Protocol } from './protocol.ts'

/**
 * An HTTP server of the engine.
 *
 * @example
 * const server = await local.listen({ port: 0 })
 * console.log(`export AWS_ENDPOINT_URL_SFN=${server.url}`)
 * await server.close()
 */
export interface HttpServer {
  /** The endpoint for clients: `http://127.0.0.1:8083`. */
  readonly url: string
  readonly port: number
  /** Accepts no more requests, replies to those that are open (long polls end without a task), and frees the port. */
  close(): Promise<void>
}

/** The APIs of one port: requests with `x-amz-target` are for Step Functions, all others for S3. */
export interface HttpServerDeps {
  readonly protocol: Protocol
  readonly s3: S3Api
}

/** Longer than clients keep an idle connection, so that no connection is closed while a request is being sent. */
const KEEP_ALIVE_MS = 75_000
const MAX_CALL_BYTES = 8 * 1024 * 1024

/** Serves the engine over HTTP. @throws Error if it cannot listen on the port */
export const listen = async (
  deps: HttpServerDeps,
  { port, host = '127.0.0.1' }: ListenOptions,
): Promise<HttpServer> => {
  const closing = new Stop()
  const open = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const replied = reply(deps, { request, response, closing }).finally(() => open.delete(replied))
    open.add(replied)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await bind(server, port, host)
  const bound = portOf(server, port)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closing.abort()
      await Promise.all(open)
      server.closeAllConnections()
      await closed
    },
  }
}

/** The port that a server is bound to: another one than was asked for if that was 0. */
const portOf = (server: Server, port: number): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

const bind = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(bindProblem(error, port, host), { cause: error })),
    )
    server.listen(port, host, resolve)
  })

const bindProblem = ({ code, message }: NodeJS.ErrnoException, port: number, host: string): string => {
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is in use. Choose another one, or 0 for any that is free.`
  if (code === 'EACCES') return `Port ${port} on ${host} may not be used by this user. Choose one above 1023.`
  return `Cannot listen on port ${port} on ${host}: ${message}`
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly closing: StopSignal
}

/** Replies to one request. Resolves when the reply is sent or the caller has disconnected; never rejects. */
const reply = async (deps: HttpServerDeps, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange
  const over = new Promise<void>((resolve) => response.once('close', resolve))
  const isCall = request.headers['x-amz-target'] !== undefined
  try {
    const body = await readBody(exchange, isCall ? MAX_CALL_BYTES : Number.POSITIVE_INFINITY)
    if (!body) replyTooLarge(exchange)
    else if (isCall) await replyToCall(deps.protocol, body.toString(), exchange)
    else await replyToS3(deps.s3, body, exchange)
    await over
  } catch {
    response.destroy()
  }
}

const replyToCall = async (protocol: Protocol, body: string, exchange: Exchange): Promise<void> => {
  const { request, response, closing } = exchange
  const target = String(request.headers['x-amz-target'])
  const { authorization } = request.headers
  const result = protocol.blocks(target)
    ? await whileConnected((signal) => protocol.call({ target, body, authorization, signal }), exchange)
    : await protocol.call({ target, body, authorization, signal: closing })
  if (result.undelivered) await realSystem.yield() // After this, a caller that disconnected before the reply is known.
  if (response.destroyed || request.socket.readableEnded) return result.undelivered?.()
  response.once('close', () => {
    if (!response.writableFinished) result.undelivered?.()
  })
  send(response, result.status, { 'content-type': 'application/x-amz-json-1.0' }, Buffer.from(result.body))
}

/** Performs a call whose signal is aborted if the caller disconnects or the server closes. */
const whileConnected = async (
  perform: (signal: StopSignal) => Promise<ApiReply>,
  { response, closing }: Exchange,
): Promise<ApiReply> => {
  const stop = new Stop()
  response.once('close', () => stop.abort())
  const removeListener = onAbort(closing, () => stop.abort())
  return perform(stop).finally(removeListener)
}

const replyToS3 = async (s3: S3Api, body: Buffer, { request, response }: Exchange): Promise<void> => {
  const [path = '', query] = (request.url ?? '').split('?')
  const result = await s3({
    method: request.method ?? 'GET',
    host: request.headers.host ?? '',
    path,
    query: new URLSearchParams(query),
    headers: new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body,
  })
  send(response, result.status, result.headers, result.body)
}

const send = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): void => {
  const length = status === 204 || status === 304 ? {} : { 'content-length': body.length }
  response.writeHead(status, { ...length, 'x-amzn-requestid': realSystem.uuid(), ...headers })
  response.end(body)
}

/**
 * The body of a request; `undefined` if it is larger than `limit` bytes.
 * @throws Error if the caller disconnects or the server closes before the body has arrived
 */
const readBody = ({ request, closing }: Exchange, limit: number): Promise<Buffer | undefined> =>
  new Promise<Buffer | undefined>((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const fail = () => reject(new Error('the request was not sent to its end'))
    const removeListener = onAbort(closing, fail)
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) resolve(undefined)
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', fail)
    request.on('close', () => {
      removeListener()
      fail()
    })
  })

const replyTooLarge = ({ response }: Exchange): void => {
  const message = `The request is larger than ${MAX_CALL_BYTES} bytes.`
  response.setHeader('connection', 'close')
  send(response, 413, {}, Buffer.from(JSON.stringify({ __type: 'RequestEntityTooLargeException', message })))
}
