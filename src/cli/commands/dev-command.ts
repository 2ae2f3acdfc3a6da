import { createLocal, type HttpServer, type Local } from '../../local.ts'
import { realSystem, type System } from '../../system.ts'
import { DevRequests } from '../dev/dev-requests.ts'
import { DevSession, type DevSessionArgs } from '../dev/dev-session.ts'
import { type CreateFileWatcher, createFileWatcher } from '../dev/file-watcher.ts'
import { embeddedOptions } from '../embedded-options.ts'
import { exitCodes, type Io } from '../io.ts'
import { showUncaught } from '../show-error.ts'

export interface DevCommandArgs extends DevSessionArgs {
  /** Without it, another port is used if the default one is in use. */
  readonly port?: number
}

/** The effects of the dev loop, and the time within which changes count as one. */
export interface DevDeps {
  readonly createWatcher: CreateFileWatcher
  readonly system: Pick<System, 'sleep'>
  readonly debounceMs: number
}

const realDeps: DevDeps = { createWatcher: createFileWatcher, system: realSystem, debounceMs: 60 }

const DEFAULT_PORT = 8083

/**
 * Runs the state machine of a file on an embedded engine, again after each change of the file or of what it imports, until the command is
 * asked to stop.
 */
export const devCommand = async (args: DevCommandArgs, io: Io, deps = realDeps): Promise<number> => {
  const { serviceEndpoints, awsServices } = await embeddedOptions([], { ...args, lambda: [], mocks: false }, io)
  const local = createLocal({ serviceEndpoints, awsServices })
  try {
    const { url } = await listenOnFreePort(local, args.port)
    io.out(banner(url, io))
    return await loop(args, { ...deps, local, url }, io)
  } finally {
    await local.close()
  }
}

/** Performs requests until the command is asked to stop. */
const loop = async (
  args: DevCommandArgs,
  { local, url, ...deps }: DevDeps & { readonly local: Local; readonly url: string },
  io: Io,
): Promise<number> => {
  const requests = new DevRequests()
  const watcher = deps.createWatcher((file) => requests.change(file))
  const removeKeys = io.terminal?.onKey((key) => requests.press(key))
  const removeUncaught = io.onUncaught?.((thrown) => {
    io.err(`${io.colors.red('error')}: ${showUncaught(thrown, args.debug ?? false)}\n`)
  })
  const session = new DevSession(args, { local, url, watcher, io })
  try {
    await session.reload([])
    const options = { ...deps, signal: io.signal }
    for (let request = await requests.next(options); request.kind !== 'quit'; request = await requests.next(options))
      await session.perform(request)
    return exitCodes.done
  } finally {
    removeKeys?.()
    removeUncaught?.()
    watcher.close()
    await session.stop()
  }
}

const listenOnFreePort = async (local: Local, port: number | undefined): Promise<HttpServer> => {
  if (port !== undefined) return local.listen({ port })
  try {
    return await local.listen({ port: DEFAULT_PORT })
  } catch (error) {
    if (!(error instanceof Error) || Object(error.cause).code !== 'EADDRINUSE') throw error
    return local.listen({ port: 0 })
  }
}

const banner = (url: string, { colors, terminal }: Io): string =>
  [
    `console at ${colors.bold(`${url}/`)}, endpoint for clients ${url}`,
    terminal ? 'r runs again, d redrives, c clears, q quits' : 'Ctrl+C stops',
    '',
  ].join('\n')
