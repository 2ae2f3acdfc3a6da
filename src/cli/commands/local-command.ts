import { createEngine } from '../../engine/engine.ts'
import { onAbort } from '../../stop.ts'
import { exitCodes, type Io } from '../io.ts'

/** The URLs of services that the engine calls, by name. */
export interface ServiceEndpoints {
  readonly logs?: string
}

export interface LocalCommandArgs {
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
  readonly serviceEndpoint: ServiceEndpoints
  /** Whether log events are printed. */
  readonly logs?: boolean
  readonly region?: string
  readonly account?: string
}

/** Serves an embedded engine over HTTP until the command is asked to stop. */
export const localCommand = async (args: LocalCommandArgs, io: Io): Promise<number> => {
  const { port, host, lambdaEndpoint, serviceEndpoint, logs, account } = args
  const region = args.region ?? (io.env.AWS_REGION || io.env.AWS_DEFAULT_REGION || undefined)
  const engine = createEngine({
    lambdaEndpoint,
    logsEndpoint: serviceEndpoint.logs,
    ...(region !== undefined && { region }),
    ...(account !== undefined && { accountId: account }),
    ...(logs && { logs: (event) => io.out(`${JSON.stringify(event)}\n`) }),
  })
  try {
    const { url } = await engine.listen({ port, host })
    // Log events have standard output for themselves.
    const print = logs ? io.err : io.out
    print(banner(url, engine.environment.region, io))
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const banner = (url: string, region: string, { colors }: Io): string =>
  [
    `Step Functions and S3 at ${colors.bold(url)}, in memory (Ctrl+C stops)`,
    `  export AWS_ENDPOINT_URL_SFN=${url} AWS_ENDPOINT_URL_S3=${url}`,
    `  export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    // Clients send StartSyncExecution to a host of its own, sync-…, which exists only on AWS.
    '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
    '',
  ].join('\n')
