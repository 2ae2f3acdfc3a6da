import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { EngineFunctions } from '../../engine/replace-functions.ts'
import { isJsonObject } from '../../json.ts'
import { evaluateModule } from '../../modules/evaluate-module.ts'
import type { ModuleExports } from '../../modules/module-loader.ts'
import { checkDefinition } from '../deploy-file.ts'
import { embeddedOptions, type WorkOptions } from '../embedded-options.ts'
import { withCheckedMocks } from '../file-mocks.ts'
import { describeUnhandled } from '../file-workers.ts'
import type { Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'
import { isDataFile } from '../read-input.ts'
import { type FileVersions, versionOfFile } from './file-watcher.ts'
import { locateProblem } from './locate-problem.ts'

export interface DevFileArgs extends WorkOptions {
  readonly file: string
  readonly input?: string
}

/** The contents of the files, or the reason why they cannot be used. */
export interface DevFile {
  /** All files that can change the result, also those that do not exist. */
  readonly versions: FileVersions
  /** The files that the definition file consists of. */
  readonly modules: readonly string[]
  readonly loaded?: LoadedFile
  /** A line about the activities that the file has no handlers for. */
  readonly unhandled?: string
  readonly functions?: EngineFunctions
  /** The position in a file is part of its message. */
  readonly error?: unknown
}

/**
 * Loads a definition file and what it imports, and checks all of it.
 * @param before the versions of the files when they were loaded last.
 */
export const loadDevFile = async (args: DevFileArgs, before: FileVersions, io: Io): Promise<DevFile> => {
  const { file } = args
  const modules = new Set([resolve(io.cwd, file)])
  const dataFiles = new Set(otherFiles(args).map((one) => resolve(io.cwd, one)))
  // A file that changes while it is loaded has another version afterwards.
  const versions = new Map([...before.keys(), ...modules, ...dataFiles].map((one) => [one, versionOfFile(one)]))
  const importFresh = async (path: string, label: string): Promise<ModuleExports> => {
    const { files, exports, error } = await evaluateModule(path, label)
    for (const one of files) modules.add(one)
    if (!exports) throw error
    return exports
  }
  const watched = () => {
    const files = [...modules, ...dataFiles]
    return new Map(files.map((one) => [one, versions.get(one) ?? versionOfFile(one)]))
  }
  try {
    const given = await loadFile(file, io, importFresh)
    checkDefinition(file, given)
    const work = await embeddedOptions([{ file, ...given }], { ...args, importModule: importFresh }, io)
    const { lambdas = {}, taskHandlers = {}, mocks = {} } = work
    for (const one of lambdaFiles(lambdas)) dataFiles.add(one)
    const unhandled = describeUnhandled(file, withCheckedMocks(file, given, mocks))
    return {
      versions: watched(),
      modules: [...modules],
      loaded: given,
      unhandled,
      functions: { lambdas, taskHandlers, mocks },
    }
  } catch (cause) {
    const sources = [...modules].map((path) => ({ name: shortPath(path, io), text: readText(path) }))
    const error = locateProblem(cause, sources)
    for (const path of missingImports([...modules])) modules.add(path)
    return { versions: watched(), modules: [...modules], error }
  }
}

/** The files of the command line. */
const otherFiles = ({ input, mocks, lambda = [] }: DevFileArgs): string[] => [
  ...(input?.startsWith('@') ? [input.slice(1)] : []),
  ...(mocks ? [mocks] : []),
  ...lambda.map((one) => withoutExport(one.replace(/^[^=]*=/, ''))),
]

/** The path in messages: relative if it is in the current folder. */
export const shortPath = (path: string, { cwd }: Pick<Io, 'cwd'>): string => {
  const name = relative(cwd, path)
  return name.startsWith('..') ? path : name
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The files of the Lambda functions that are given by their file. */
const lambdaFiles = (lambdas: NonNullable<EngineFunctions['lambdas']>): string[] =>
  Object.values(lambdas)
    .map((given) => (isJsonObject(given) ? given.handler : given))
    .filter((handler) => typeof handler === 'string')
    .map(withoutExport)

const withoutExport = (reference: string): string => reference.replace(/#[^#]*$/, '')

/** The files that modules import by a relative path and that do not exist, so that the loop continues when one is created. */
const missingImports = (modules: readonly string[]): string[] =>
  modules
    .filter((path) => !isDataFile(path))
    .flatMap((path) =>
      Array.from(readText(path).matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g), ([, name = '']) =>
        resolve(dirname(path), name),
      ),
    )
    .flatMap((path) => (/\.\w+$/.test(path) ? [path] : [`${path}.ts`, `${path}/index.ts`]))
    .filter((path) => versionOfFile(path) === '')
