import { randomBytes } from 'node:crypto'
import { serveConsole } from '../../console/serve-console.ts'
import { onAbort } from '../../stop.ts'
import { type ConnectOptions, createSfnClient, describeServer } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'
import { messageOf } from '../show-error.ts'

export interface ConsoleCommandArgs extends ConnectOptions {
  readonly port: number
}

/**
 * Serves the console for AWS or another server, with the user's credentials, until the command is asked to stop. Only this machine can
 * reach it, and only with the token in the URL that it prints.
 */
export const consoleCommand = async ({ port, ...options }: ConsoleCommandArgs, io: Io): Promise<number> => {
  const sdk = await import('@aws-sdk/client-sfn')
  const sfn = createSfnClient(sdk, options, io)
  const region = await sfn.config.region().catch((error: unknown) => {
    throw new Error(`no region is configured; set AWS_REGION (${messageOf(error)})`)
  })
  const token = randomBytes(24).toString('base64url')
  const server = { ...describeServer(options, io), region }
  const { url, close } = await serveConsole({ connect: async () => ({ sfn, sdk }), server, port, token })
  try {
    io.out(`Console of ${server.name} in ${region} (Ctrl+C stops)\n  ${io.colors.bold(`${url}/#token=${token}`)}\n`)
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await close()
    sfn.destroy()
  }
}
