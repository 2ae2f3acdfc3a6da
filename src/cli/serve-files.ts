import type { Mocks } from '../engine/mocks/mock.ts'
import type { Local } from '../local.ts'
import { checkDefinition, deployFile, nameOfStateMachine } from './deploy-file.ts'
import { withMockedHandlers } from './file-mocks.ts'
import { describeUnhandled, startFileWorkers } from './file-workers.ts'
import type { Io } from './io.ts'
import { type LoadedFile, loadFile } from './load-file.ts'
import { putFileObjects } from './put-file-objects.ts'

/** The exports of a definition file, and its path as it was given. */
export interface NamedFile extends LoadedFile {
  readonly file: string
}

/** @throws Error if a file has a mistake, or two files export the same. */
export const loadFiles = async (files: readonly string[], io: Io): Promise<NamedFile[]> => {
  const loaded: NamedFile[] = []
  for (const file of files) {
    const exports = await loadFile(file, io)
    checkDefinition(file, exports)
    loaded.push({ file, ...exports })
  }
  assertDistinct('the state machine', loaded, (one) => [nameOfStateMachine(one.file, one)])
  assertDistinct('the Lambda function', loaded, ({ lambdas }) => Object.keys(lambdas))
  assertDistinct('the task handler', loaded, ({ taskHandlers }) => Object.keys(taskHandlers))
  assertDistinct('the mock', loaded, ({ mocks }) => Object.keys(mocks))
  return loaded
}

/** A file to serve, and a line about the activities that it has no handlers for. */
export interface ServedFile extends NamedFile {
  readonly unhandled: string
}

/** Checks the handlers of a file. Handlers that its mocks make unnecessary do not count as missing. @throws Error if no state uses a handler */
export const withUnhandled = (loaded: NamedFile, mocks: Mocks = {}): ServedFile => {
  const { file } = loaded
  return { ...loaded, unhandled: describeUnhandled(file, withMockedHandlers(file, loaded, mocks)) }
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

interface ServeOptions {
  readonly debug: boolean
  /** Writes the summary of each deployed state machine. */
  readonly print: (text: string) => void
}

/** Deploys the state machines of the files, and starts their workers. */
export const serveFiles = async (
  loaded: readonly ServedFile[],
  stepwise: Local,
  { debug, print }: ServeOptions,
  io: Io,
): Promise<void> => {
  for (const one of loaded) {
    await putFileObjects(one.file, one, stepwise.s3)
    const name = nameOfStateMachine(one.file, one)
    const { summary } = await deployFile(one, { name }, { stepwise, name: 'this engine' })
    if (Object.keys(one.handlers).length > 0) startFileWorkers({ stepwise }, one, { debug }, io)
    print(`${summary}\n${one.unhandled}`)
  }
}
