import { inspect } from 'node:util'
import { heartbeatsByHandler } from '../dsl/activities.ts'
import { assertHandlers, compareHandlers } from '../dsl/assert-handlers.ts'
import { onAbort } from '../stop.ts'
import type { Logger } from '../workers/logger.ts'
import type { Workers } from '../workers/workers.ts'
import type { EngineConnection } from './connect.ts'
import type { Io } from './io.ts'
import type { LoadedFile } from './load-file.ts'

/**
 * Checks that the file has one handler for each activity of its definition, and no other. On an engine that other processes can
 * reach, the file may have no handlers at all: other workers can perform the tasks.
 * @throws Error that lists each handler that is missing or unused.
 */
export const checkHandlers = (
  file: string,
  { definition, handlers }: LoadedFile,
  { kind }: Pick<EngineConnection, 'kind'>,
): void => {
  if (kind !== 'embedded' && Object.keys(handlers).length === 0) return
  try {
    assertHandlers(definition, handlers)
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    const problems = cause.message.replaceAll(/^/gm, '  ')
    throw new Error(`${file}: "handlers" must have one function for each activity:\n${problems}`, { cause })
  }
}

/**
 * Checks that each handler of the file has an activity.
 * @returns a line about the activities without a handler, whose tasks other workers can perform; '' if each has one.
 * @throws Error that lists each handler that is unused.
 */
export const describeUnhandled = (file: string, { definition, handlers }: LoadedFile): string => {
  const { missing, unused } = compareHandlers(definition, handlers)
  if (unused.length > 0)
    throw new Error(`${file}: "handlers" must have functions for activities only:\n  ${unused.join('\n  ')}`)
  if (missing.length === 0) return ''
  return `${file} has no handler for ${missing.join(', ')}: its tasks wait for other workers, or for an answer in the console\n`
}

interface FileWorkersOptions {
  /** Writes the errors of handlers to standard error, with their stack traces. */
  readonly debug: boolean
}

/** Starts a worker for each handler of the file. */
export const startFileWorkers = (
  { stepwise }: Pick<EngineConnection, 'stepwise'>,
  { definition, handlers }: Pick<LoadedFile, 'definition' | 'handlers'>,
  { debug }: FileWorkersOptions,
  io: Io,
): Workers => {
  const heartbeat = heartbeatsByHandler(definition, handlers)
  const workers = stepwise.startWorkers(handlers, { logger: createLogger(io), heartbeat })
  if (debug) workers.on('taskFailed', ({ thrown }) => io.err(`${inspect(thrown)}\n`))
  return workers
}

/** Writes warnings and errors as lines, until the command is asked to stop: tasks that fail after that are expected. */
const createLogger = ({ err, signal }: Io): Logger => {
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

/**
 * Stops the workers. On AWS this waits until their polls return, because an abandoned poll can lose a task; a request to stop
 * the command abandons them.
 */
export const stopFileWorkers = async (workers: Workers, { kind }: EngineConnection, io: Io): Promise<void> => {
  if (kind !== 'aws' || io.signal.aborted) return workers.kill()
  const remove = onAbort(io.signal, () => void workers.kill())
  io.err('waiting up to 60 s for open polls to return (Ctrl+C abandons them)\n')
  await workers.shutdown()
  remove()
}
