import { createEngine } from '../../engine/engine.ts'
import { onAbort } from '../../stop.ts'
import { exitCodes, type Io } from '../io.ts'

export interface LocalCommandArgs {
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
  readonly allowHost?: readonly string[]
  readonly token?: string
}

/** Serves an embedded engine over HTTP until the command is asked to stop. */
export const localCommand = async (args: LocalCommandArgs, io: Io): Promise<number> => {
  const { port, host, lambdaEndpoint, allowHost, token } = args
  const engine = createEngine({ lambdaEndpoint })
  try {
    const { url } = await engine.listen({ port, host, allowedHosts: allowHost, token })
    if (token === undefined && !isLoopback(host)) io.err(openToAll(host, io))
    io.out(banner(url, token ?? 'local', io))
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127\..*|::1)$/.test(host)

const openToAll = (host: string, { colors }: Io): string =>
  `${colors.yellow('warning')}: this server has no authentication: any client that can reach ${host} can use it. Add --token <secret>; clients send it as their AWS_ACCESS_KEY_ID.\n`

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
