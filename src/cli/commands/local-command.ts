import { createEngine } from '../../engine/engine.ts'
import { onAbort } from '../../stop.ts'
import { exitCodes, type Io } from '../io.ts'

export interface LocalCommandArgs {
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
}

/** Serves an embedded engine over HTTP until the command is asked to stop. */
export const localCommand = async ({ port, host, lambdaEndpoint }: LocalCommandArgs, io: Io): Promise<number> => {
  const engine = createEngine({ lambdaEndpoint })
  try {
    const { url } = await engine.listen({ port, host })
    io.out(banner(url, io))
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const banner = (url: string, { colors }: Io): string =>
  [
    `Step Functions and S3 at ${colors.bold(url)}, in memory (Ctrl+C stops)`,
    `  export AWS_ENDPOINT_URL_SFN=${url} AWS_ENDPOINT_URL_S3=${url}`,
    '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    // Clients send StartSyncExecution to a host of its own, sync-…, which exists only on AWS.
    '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
    '',
  ].join('\n')
