import { inspect } from 'node:util'
import { assertHandlers } from '../dsl/assert-handlers.ts'
import { isJsonObject } from '../json.ts'
import type { Logger } from '../workers/logger.ts'
import type { Workers } from '../workers/workers.ts'
import type { Connected } from './connect.ts'
import type { Io } from './io.ts'
import type { LoadedFile } from './load-file.ts'

/**
 * Checks that the file's handlers are those of its definition. On an engine that others can reach they may all be missing: workers
 * elsewhere serve the activities.
 * @throws Error that names each handler that is missing or unused.
 */
export const checkHandlers = (file: string, { definition, handlers }: LoadedFile, { kind }: Connected): void => {
  const isAsl = !isJsonObject(definition) || !('states' in definition)
  if (isAsl || (kind !== 'embedded' && Object.keys(handlers).length === 0)) return
  try {
    assertHandlers(definition, handlers)
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const problems = cause.message.replaceAll(/^/gm, '  ')
    throw new Error(`${file}: "handlers" must have one function for each activity:\n${problems}`, { cause })
  }
}

/** Starts a worker for each of the file's handlers; `debug` shows what they throw in full. */
export const startFileWorkers = (engine: Connected, { handlers }: LoadedFile, debug: boolean, io: Io): Workers => {
  const workers = engine.stepwise.startWorkers(handlers, { logger: loggerOf(io) })
  if (debug) workers.on('taskFailed', ({ thrown }) => io.err(`${inspect(thrown)}\n`))
  return workers
}

/** Who stops the command knows that the tasks which run then come to nothing. */
const loggerOf = ({ err, signal }: Io): Logger => {
  const silent = () => {}
  const write = (fields: object, message: string) => {
    if (!signal.aborted) err(`${message}${reasonOf(fields)}\n`)
  }
  return { debug: silent, info: silent, warn: write, error: write }
}

const reasonOf = (fields: object): string => {
  const { err, problem }: { err?: unknown; problem?: unknown } = fields
  return err instanceof Error ? `: ${err.message}` : typeof problem === 'string' ? `: ${problem}` : ''
}

/** Lets the workers end. On AWS that takes until their polls return; a second request to stop abandons these. */
export const stopWorkers = async (workers: Workers, { kind }: Connected, io: Io): Promise<void> => {
  if (kind !== 'aws' || io.signal.aborted) return workers.kill()
  io.signal.addEventListener('abort', () => workers.kill(), { once: true })
  io.err('waiting for open polls to return, up to 60 s (^C abandons them)\n')
  await workers.shutdown()
}
