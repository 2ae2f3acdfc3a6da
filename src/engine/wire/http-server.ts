import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { onAbort, Stop, type StopSignal } from '../../stop.ts'
import { holdClock, realSystem, type System, waitInTime } from '../../system.ts'
import type { ListenOptions } from '../options.ts'
import type { S3Api } from '../s3/http/s3-api.ts'
import { writeXml } from '../s3/http/xml.ts'
import { type AccessRefusal, type AccessRules, refuseAccess } from './access.ts'
import type { ApiReply, Protocol } from './protocol.ts'
import type { Site, SiteRequest } from './site.ts'

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
  /** Accepts no more requests, replies to open ones (long polls end without a task), and frees the port. */
  close(): Promise<void>
}

/** The APIs of one port: requests with `x-amz-target` are for Step Functions, those of browsers for the site, all others for S3. */
export interface HttpServerDeps {
  readonly system: System
  readonly protocol: Protocol
  readonly s3: S3Api
  readonly site?: Site | undefined
}

/** Longer than clients keep an idle connection, so that no connection is closed while a request is being sent. */
const KEEP_ALIVE_MS = 75_000
const MAX_CALL_BYTES = 8 * 2 ** 20
/** The maximum size of an object that one request uploads. AWS accepts 5 GB, which would not fit into memory. */
const MAX_OBJECT_BYTES = 512 * 2 ** 20

/** Serves the engine over HTTP. @throws Error if it cannot listen on the port */
export const listen = async (
  deps: HttpServerDeps,
  { port, host = '127.0.0.1', allowedHosts = [], token }: ListenOptions,
): Promise<HttpServer> => {
  const access = { allowedHosts: [host, ...allowedHosts], token }
  const closing = new Stop()
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const exchange = { request, response, closing, access }
    open.add(response)
    response.once('close', () => open.delete(response))
    void holdClock(deps.system, () => reply(deps, exchange))
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
      const closes = Array.from(open, closeOf)
      for (const response of open) if (!response.req.complete) response.destroy()
      await Promise.all(closes)
      server.closeAllConnections()
      await closed
    },
  }
}

/** The port to which a server is bound; if `port` is 0, the system selected it. */
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
  readonly access: AccessRules
}

/** Resolves when a response is sent or its caller has disconnected. */
const closeOf = (response: ServerResponse): Promise<void> => new Promise((resolve) => response.once('close', resolve))

/** Replies to one request. A virtual clock is held until the reply is sent or the caller has disconnected. Never rejects. */
const reply = async (deps: HttpServerDeps, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange
  const over = deps.system.holds && closeOf(response)
  const isCall = request.headers['x-amz-target'] !== undefined
  const asked = accessRequest(request)
  const site = !isCall && deps.site?.isFor(asked) ? deps.site : undefined
  const refusal = refuseAccess(asked, site ? { ...exchange.access, token: undefined } : exchange.access)
  const limit = refusal ? 0 : isCall ? MAX_CALL_BYTES : MAX_OBJECT_BYTES
  try {
    const body = await readBody(request, limit)
    if (refusal) replyWithError(exchange, refusal)
    else if (!body) replyWithError(exchange, tooLarge(limit))
    else if (isCall) await replyToCall(deps, body.toString(), exchange)
    else if (site) await replyWithPage(site, asked, exchange)
    else await replyToS3(deps.s3, body, exchange)
    if (over) await over
  } catch {
    response.destroy()
  }
}

const accessRequest = ({ method = 'GET', headers, url = '' }: IncomingMessage): SiteRequest => {
  const mark = url.indexOf('?')
  if (mark < 0) return { method, headers, path: url, query: '' }
  return { method, headers, path: url.slice(0, mark), query: url.slice(mark + 1) }
}

const replyWithPage = async (site: Site, asked: SiteRequest, { response }: Exchange): Promise<void> => {
  const { status, headers, body } = await site.reply(asked)
  send(response, status, headers, asked.method === 'HEAD' ? '' : body)
}

const replyToCall = async ({ protocol, system }: HttpServerDeps, body: string, exchange: Exchange): Promise<void> => {
  const { request, response, closing } = exchange
  const target = String(request.headers['x-amz-target'])
  const { authorization } = request.headers
  if (!protocol.blocks(target)) {
    const replied = protocol.call({ target, body, authorization, signal: closing })
    return deliver(replied instanceof Promise ? await replied : replied, exchange)
  }
  const replied = waitInTime(system, () =>
    whileConnected(async (signal) => protocol.call({ target, body, authorization, signal }), exchange),
  )
  if (protocol.canTakeBack(target)) await announceAbandonment(response, replied)
  const result = await replied
  if (result.undelivered) await realSystem.yield() // Lets the server notice a caller that disconnected before the reply.
  deliver(result, exchange)
}

const deliver = (result: ApiReply, { request, response }: Exchange): void => {
  const { undelivered } = result
  if (response.destroyed || request.socket.readableEnded) {
    undelivered?.()
    return
  }
  if (undelivered)
    response.once('close', () => {
      if (!response.writableFinished) undelivered()
    })
  if (response.headersSent) response.end(result.body)
  else sendJson(response, result.status, result.body)
}

const JSON_TYPE = 'application/x-amz-json-1.0'

/**
 * Sends the headers of a long poll as soon as it waits: they announce that workers may abandon it, so that these can shut down at once. AWS
 * loses the task of an abandoned poll.
 */
const announceAbandonment = async (response: ServerResponse, replied: Promise<ApiReply>): Promise<void> => {
  const isWaiting = await Promise.race([replied.then(() => false), realSystem.yield().then(() => true)])
  if (!isWaiting || response.destroyed) return
  response.writeHead(200, {
    'content-type': JSON_TYPE,
    'x-amzn-requestid': realSystem.uuid(),
    'x-stepwise-abandoned-polls': 'keep-tasks',
  })
  response.flushHeaders()
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

const sendJson = (response: ServerResponse, status: number, body: string): void => {
  const length = Buffer.byteLength(body)
  const requestId = realSystem.uuid()
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': length, 'x-amzn-requestid': requestId })
  // ASCII is the same in both encodings, and Node writes it faster as the first one.
  response.end(body, length === body.length ? 'latin1' : 'utf8')
}

const send = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
): void => {
  const length = status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }
  response.writeHead(status, { ...length, 'x-amzn-requestid': realSystem.uuid(), ...headers })
  response.end(body)
}

/**
 * The body of a request; `undefined` if it is larger than `limit` bytes. The whole body is always read: a client that is still sending
 * would not see the reply.
 * @throws Error if the caller disconnects before the body has arrived
 */
const readBody = (request: IncomingMessage, limit: number): Promise<Buffer | undefined> =>
  new Promise<Buffer | undefined>((resolve, reject) => {
    let chunks: Buffer[] = []
    let size = 0
    let isRead = false
    const fail = () => reject(new Error('the request was not sent completely'))
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else chunks = []
    })
    request.on('end', () => {
      isRead = true
      resolve(size <= limit ? joined(chunks) : undefined)
    })
    request.on('error', fail)
    request.on('close', () => {
      if (!isRead) fail()
    })
  })

/** Most requests arrive in one chunk. */
const joined = (chunks: readonly Buffer[]): Buffer => {
  const [first, ...others] = chunks
  return first && others.length === 0 ? first : Buffer.concat(chunks)
}

const tooLarge = (limit: number): AccessRefusal => ({
  status: 413,
  code: 'RequestEntityTooLargeException',
  message: `the request is larger than ${limit} bytes`,
})

/** Replies with an error of the server itself, in the form of the caller's protocol: JSON for calls, XML for S3. */
const replyWithError = ({ request, response }: Exchange, { status, code, message }: AccessRefusal): void => {
  response.setHeader('connection', 'close')
  if (request.headers['x-amz-target'] !== undefined)
    sendJson(response, status, JSON.stringify({ __type: code, message }))
  else
    send(
      response,
      status,
      { 'content-type': 'application/xml' },
      writeXml('Error', { Code: code, Message: message }, false),
    )
}
