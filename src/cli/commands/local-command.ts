import { embeddedSite } from '../../console/embedded-site.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { ListenOptions } from '../../engine/options.ts'
import { onAbort } from '../../stop.ts'
import { regionIn } from '../connect.ts'
import { embeddedOptions, type WorkOptions } from '../embedded-options.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFiles, serveFiles, withUnhandled } from '../serve-files.ts'

export interface LocalCommandArgs extends WorkOptions {
  readonly files: readonly string[]
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
  readonly allowHost?: readonly string[]
  readonly token?: string
  readonly debug?: boolean
  /** True if log events are printed. */
  readonly logs?: boolean
  readonly region?: string
  readonly account?: string
}

/**
 * Serves an embedded engine over HTTP until the command is asked to stop. It begins with the state machines of the files, whose
 * handlers and functions perform the tasks.
 */
export const localCommand = async (args: LocalCommandArgs, io: Io): Promise<number> => {
  const { files, port, host, allowHost, token, debug = false, logs } = args
  const given = await loadFiles(files, io)
  const work = await embeddedOptions(given, args, io)
  const loaded = given.map((one) => withUnhandled(one, work.mocks))
  const options = { ...work, ...engineOptionsOf(args, io) }
  // Without files, the SDK's clients need not be loaded.
  const local = loaded.length > 0 ? (await import('../../local.ts')).createLocal(options) : undefined
  const engine = local ?? withConsole(createEngine(options))
  try {
    const { url } = await engine.listen({ port, host, allowedHosts: allowHost, token })
    if (token === undefined && !isLoopback(host)) io.err(openToAll(host, io))
    if (args.awsServices) io.err(callsAws(io))
    // Log events have standard output for themselves.
    const print = logs ? io.err : io.out
    print(banner(url, { token, region: options.region ?? 'us-east-1' }, io))
    if (local) await serveFiles(loaded, local, { debug, print }, io)
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const withConsole = (engine: Engine) => ({
  listen: (options: ListenOptions) => engine.listen(options, embeddedSite(engine, options)),
  close: engine.close,
})

const engineOptionsOf = (args: LocalCommandArgs, io: Io) => {
  const { lambdaEndpoint, logs, account } = args
  const region = args.region ?? regionIn(io.env)
  return {
    lambdaEndpoint,
    ...(region !== undefined && { region }),
    ...(account !== undefined && { accountId: account }),
    ...(logs && { logs: (event: object) => io.out(`${JSON.stringify(event)}\n`) }),
  }
}

const isLoopback = (host: string): boolean => /^(localhost|127\..*|::1)$/.test(host)

const openToAll = (host: string, { colors }: Io): string =>
  `${colors.yellow('warning')}: this server has no authentication: any client that can reach ${host} can use it. Add --token <secret>; clients send it as their AWS_ACCESS_KEY_ID.\n`

const callsAws = ({ colors }: Io): string =>
  `${colors.yellow('warning')}: the state machines of all clients of this server call AWS with the credentials of this machine.\n`

interface BannerOptions {
  readonly token: string | undefined
  readonly region: string
}

const banner = (url: string, { token, region }: BannerOptions, { colors }: Io): string =>
  [
    `Step Functions and S3 at ${colors.bold(url)}, in memory (Ctrl+C stops)`,
    `  console: ${url}/${token === undefined ? '' : `#token=${encodeURIComponent(token)}`}`,
    `  export AWS_ENDPOINT_URL_SFN=${url} AWS_ENDPOINT_URL_S3=${url}`,
    `  export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    `  export AWS_ACCESS_KEY_ID=${token ?? 'local'} AWS_SECRET_ACCESS_KEY=local`,
    // Clients send StartSyncExecution to a host of its own, sync-…, which exists only on AWS.
    '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
    '',
  ].join('\n')
