import { createEngine } from '../../engine/engine.ts'
import { onAbort } from '../../stop.ts'
import { exitCodes, type Io } from '../io.ts'
import { functionsOf, loadFiles, serveFiles } from '../serve-files.ts'

export interface LocalCommandArgs {
  readonly files: readonly string[]
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
  readonly allowHost?: readonly string[]
  readonly token?: string
  readonly debug?: boolean
}

/**
 * Serves an embedded engine over HTTP until the command is asked to stop. It begins with the state machines of the files, whose
 * handlers and functions perform the tasks.
 */
export const localCommand = async (args: LocalCommandArgs, io: Io): Promise<number> => {
  const { files, port, host, lambdaEndpoint, allowHost, token, debug = false } = args
  const loaded = await loadFiles(files, io)
  const options = { ...functionsOf(loaded), lambdaEndpoint }
  // Without files, the SDK's clients need not be loaded.
  const local = loaded.length > 0 ? (await import('../../local.ts')).createLocal(options) : undefined
  const engine = local ?? createEngine(options)
  try {
    const { url } = await engine.listen({ port, host, allowedHosts: allowHost, token })
    if (token === undefined && !isLoopback(host)) io.err(openToAll(host, io))
    io.out(banner(url, token ?? 'local', io))
    if (local) await serveFiles(loaded, local, { debug }, io)
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127\..*|::1)$/.test(host)

const openToAll = (host: string, { colors }: Io): string =>
  `${colors.yellow('warning')}: everybody who can reach ${host} can use this server: it has no authentication. Add --token <secret>; clients send it as their AWS_ACCESS_KEY_ID.\n`

const banner = (url: string, accessKeyId: string, { colors }: Io): string =>
  [
    `Step Functions and S3 at ${colors.bold(url)}, in memory (Ctrl+C stops)`,
    `  export AWS_ENDPOINT_URL_SFN=${url} AWS_ENDPOINT_URL_S3=${url}`,
    '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    `  export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=local`,
    // Clients send StartSyncExecution to a host of its own, sync-…, which exists only on AWS.
    '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
    '',
  ].join('\n')
