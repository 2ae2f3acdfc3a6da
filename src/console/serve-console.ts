import type { S3Api } from '../engine/s3/http/s3-api.ts'
import { type HttpServer, listen } from '../engine/wire/http-server.ts'
import { realSystem } from '../system.ts'
import { type ConsoleServer, consoleSite } from './console-site.ts'
import type { ReadPageFile } from './page-files.ts'
import { createSdkProtocol, type SdkConnection } from './sdk-protocol.ts'

export interface ServeConsoleOptions {
  readonly connect: () => Promise<SdkConnection>
  readonly server: Omit<ConsoleServer, 'environments'>
  readonly port: number
  /** The secret that every call of the page must carry. */
  readonly token: string
  readonly readFile?: ReadPageFile | undefined
}

/** Serves the console for the executions of another endpoint, on this machine only. @throws Error if the port is in use */
export const serveConsole = ({ connect, server, port, token, readFile }: ServeConsoleOptions): Promise<HttpServer> => {
  const site = consoleSite(() => ({ ...server, environments: [] }), readFile)
  return listen({ protocol: createSdkProtocol(connect), s3: noStorage, system: realSystem, site }, { port, token })
}

const noStorage: S3Api = async () => ({
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from('not found\n'),
})
