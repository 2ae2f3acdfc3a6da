import { createEngine } from '../../engine/engine.ts'
import type { EngineOptions } from '../../engine/options.ts'
import type { Local } from '../../local.ts'
import { onAbort } from '../../stop.ts'
import { checkDefinition, deployFile, nameOfStateMachine } from '../deploy-file.ts'
import { checkHandlers, startFileWorkers } from '../file-workers.ts'
import { exitCodes, type Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'

export interface LocalCommandArgs {
  readonly files: readonly string[]
  readonly port: number
  readonly host: string
  readonly lambdaEndpoint?: string
  readonly debug?: boolean
}

/**
 * Serves an embedded engine over HTTP until the command is asked to stop. It begins with the state machines of the files, whose
 * handlers and functions perform the tasks.
 */
export const localCommand = async ({ files, port, host, lambdaEndpoint, debug }: LocalCommandArgs, io: Io) => {
  const loaded = await loadFiles(files, io)
  const options = { ...functionsOf(loaded), ...(lambdaEndpoint !== undefined && { lambdaEndpoint }) }
  const local = loaded.length > 0 ? (await import('../../local.ts')).createLocal(options) : undefined
  const engine = local ?? createEngine(options)
  try {
    const { url } = await engine.listen({ port, host })
    io.out(banner(url, io))
    if (local) await serveFiles(loaded, local, { debug: debug ?? false }, io)
    await new Promise<void>((resolve) => onAbort(io.signal, resolve))
    return exitCodes.done
  } finally {
    await engine.close()
  }
}

interface NamedFile extends LoadedFile {
  readonly file: string
}

const loadFiles = async (files: readonly string[], io: Io): Promise<NamedFile[]> => {
  const loaded: NamedFile[] = []
  for (const file of files) {
    const exports = await loadFile(file, io)
    checkDefinition(file, exports)
    checkHandlers(file, exports, { kind: 'server' })
    loaded.push({ file, ...exports })
  }
  assertDistinct('the state machine', loaded, (one) => [nameOfStateMachine(one.file, one)])
  return loaded
}

/** The functions of all files, for one engine. */
const functionsOf = (loaded: readonly NamedFile[]): Pick<EngineOptions, 'lambdas' | 'taskHandlers'> => {
  assertDistinct('the Lambda function', loaded, ({ lambdas }) => Object.keys(lambdas))
  assertDistinct('the task handler', loaded, ({ taskHandlers }) => Object.keys(taskHandlers))
  return {
    lambdas: Object.assign({}, ...loaded.map(({ lambdas }) => lambdas)),
    taskHandlers: Object.assign({}, ...loaded.map(({ taskHandlers }) => taskHandlers)),
  }
}

/** @throws Error if two files have something of the same name. */
const assertDistinct = (
  noun: string,
  loaded: readonly NamedFile[],
  namesOf: (file: NamedFile) => readonly string[],
): void => {
  const files = new Map<string, string>()
  for (const one of loaded) {
    for (const name of namesOf(one)) {
      const other = files.get(name)
      if (other !== undefined) throw new Error(`${one.file}: ${noun} ${JSON.stringify(name)} is also in ${other}`)
      files.set(name, one.file)
    }
  }
}

/** Deploys the state machines of the files, and starts their workers. */
const serveFiles = async (
  loaded: readonly NamedFile[],
  stepwise: Local,
  options: { readonly debug: boolean },
  io: Io,
): Promise<void> => {
  for (const one of loaded) {
    const name = nameOfStateMachine(one.file, one)
    const { summary } = await deployFile(one, { name }, { stepwise, name: 'this engine' })
    if (Object.keys(one.handlers).length > 0) startFileWorkers({ stepwise }, one, options, io)
    io.out(`${summary}\n`)
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
