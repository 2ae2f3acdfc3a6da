import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request that a service received. */
export interface ReceivedRequest {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Resolves when the client has closed the connection before it got the response. */
  readonly closed: Promise<void>
}

export interface ServiceResponse {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, or a string as it is. */
  readonly body: unknown
}

/** Serves one function as an HTTP service, until the test has finished. */
export const serveService = async (
  respond: (request: ReceivedRequest) => ServiceResponse | Promise<ServiceResponse>,
): Promise<{ readonly url: string; readonly requests: ReceivedRequest[] }> => {
  const requests: ReceivedRequest[] = []
  const server = createServer(async (incoming, outgoing) => {
    const closed = new Promise<void>((resolve) => outgoing.on('close', () => !outgoing.writableFinished && resolve()))
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method, url: path, headers } = incoming
    const request = { method, path, headers, body: Buffer.concat(chunks).toString(), closed }
    requests.push(request)
    const { status = 200, headers: more = {}, body } = await respond(request)
    outgoing.writeHead(status, { 'x-amzn-requestid': 'r-1', ...more })
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests }
}
