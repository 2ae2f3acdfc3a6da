import { createEngine } from '../../engine/engine.ts'
import { exitCodes, type Io } from '../io.ts'

export interface LocalArgs {
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
}

/** Serves an embedded engine over HTTP until it is asked to stop. */
export const local = async ({ port, host, lambdaEndpoint }: LocalArgs, io: Io): Promise<number> => {
  const engine = createEngine({ lambdaEndpoint })
  try {
    const { url } = await engine.listen({ port, host })
    io.out(banner(url, io))
    await askedToStop(io.signal)
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

const banner = (url: string, { colors }: Io): string =>
  [
    `Step Functions and S3 at ${colors.bold(url)}, in memory, until ^C`,
    `  export AWS_ENDPOINT_URL_SFN=${url} AWS_ENDPOINT_URL_S3=${url}`,
    '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    // StartSyncExecution goes to a host of its own, sync-…, which there is on AWS alone.
    '  export AWS_DISABLE_HOST_PREFIX_INJECTION=true',
    '',
  ].join('\n')

const askedToStop = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
