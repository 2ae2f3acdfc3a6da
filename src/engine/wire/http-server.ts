import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stop, type StopSignal } from '../../stop.ts'
import { realSystem } from '../../system.ts'
import type { ListenOptions } from '../options.ts'
import type { S3Api } from '../s3/http/s3-api.ts'
import type { Protocol } from './protocol.ts'

/** A server that runs. */
export interface HttpServer {
  /** What clients take as their endpoint. */
  readonly url: string
  readonly port: number
  /** Takes no more calls, answers those it has (long polls come back empty), and lets go of the port. */
  close(): Promise<void>
}

/** What is served on the one port: whatever has an `x-amz-target` is for Step Functions, the rest for S3. */
export interface HttpServerDeps {
  readonly protocol: Protocol
  readonly s3: S3Api
}

/** Longer than any client keeps an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000
const MAX_CALL_BYTES = 8 * 1024 * 1024

/** Serves the engine over HTTP. @throws Error where it cannot have the port */
export const listen = async (
  services: HttpServerDeps,
  { port, host = '127.0.0.1' }: ListenOptions,
): Promise<HttpServer> => {
  const closing = new Stop()
  const answering = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const answered = answer(services, { request, response, closing }).finally(() => answering.delete(answered))
    answering.add(answered)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await bind(server, port, host)
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      closing.abort()
      await Promise.all(answering)
      server.closeAllConnections()
      await closed
    },
  }
}

const bind = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(whyNotBound(error, port, host), { cause: error })),
    )
    server.listen(port, host, resolve)
  })

const whyNotBound = ({ code, message }: NodeJS.ErrnoException, port: number, host: string): string => {
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is in use. Choose another one, or 0 for any that is free.`
  if (code === 'EACCES') return `Port ${port} on ${host} may not be used by this user. Choose one above 1023.`
  return `Cannot listen on port ${port} on ${host}: ${message}`
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly closing: StopSignal
}

/** Answers one request. It resolves when the answer is sent or the caller is gone, and never rejects. */
const answer = async (services: HttpServerDeps, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange
  const over = new Promise<void>((resolve) => response.once('close', resolve))
  const isCall = request.headers['x-amz-target'] !== undefined
  try {
    const body = await read(exchange, isCall ? MAX_CALL_BYTES : Number.POSITIVE_INFINITY)
    if (!body) tooLarge(exchange)
    else if (isCall) await answerCall(services.protocol, body.toString(), exchange)
    else answerS3(services.s3, body, exchange)
    await over
  } catch {
    response.destroy()
  }
}

const answerCall = async (
  protocol: Protocol,
  body: string,
  { request, response, closing }: Exchange,
): Promise<void> => {
  const gone = new Stop()
  const leave = () => gone.abort()
  response.once('close', leave)
  closing.addEventListener('abort', leave, { once: true })
  if (closing.aborted) leave()
  const target = String(request.headers['x-amz-target'])
  const reply = await protocol({ target, body, signal: gone })
  closing.removeEventListener('abort', leave)
  if (reply.undelivered) await realSystem.yield() // a caller who left before this moment is known by now
  if (response.destroyed || request.socket.readableEnded) return reply.undelivered?.()
  response.once('close', () => {
    if (!response.writableFinished) reply.undelivered?.()
  })
  send(response, reply.status, { 'content-type': 'application/x-amz-json-1.0' }, Buffer.from(reply.body))
}

const answerS3 = (s3: S3Api, body: Buffer, { request, response }: Exchange): void => {
  const [path = '', query] = (request.url ?? '').split('?')
  const {
    status,
    headers,
    body: replied,
  } = s3({
    method: request.method ?? 'GET',
    host: request.headers.host ?? '',
    path,
    query: new URLSearchParams(query),
    headers: new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body,
  })
  send(response, status, headers, replied)
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
 * The request's body; `undefined` where it is larger than `limit` bytes.
 * @throws Error where the caller goes away, or the server closes, before all of it is there
 */
const read = ({ request, closing }: Exchange, limit: number): Promise<Buffer | undefined> =>
  new Promise<Buffer | undefined>((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const giveUp = () => reject(new Error('the request was not sent to its end'))
    closing.addEventListener('abort', giveUp)
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) resolve(undefined)
      else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', giveUp)
    request.on('close', () => {
      closing.removeEventListener('abort', giveUp)
      giveUp()
    })
  })

const tooLarge = ({ response }: Exchange): void => {
  const message = `The request is larger than ${MAX_CALL_BYTES} bytes.`
  response.setHeader('connection', 'close')
  send(response, 413, {}, Buffer.from(JSON.stringify({ __type: 'RequestEntityTooLargeException', message })))
}
