import { dirname, resolve } from 'node:path'
import type { AnyDefinition } from '../definition-argument.ts'
import type { EngineOptions } from '../engine/options.ts'
import { isJsonObject } from '../json.ts'
import { importModule, type ModuleExports } from '../modules/module-loader.ts'
import { describeValue } from '../options.ts'
import type { Handlers } from '../workers/handler.ts'
import type { Io } from './io.ts'
import { isDataFile, readDataFile } from './read-input.ts'

/** The exports of a definition file. */
export interface LoadedFile {
  /** The value that the file exports: `checkDefinition` checks it. */
  readonly definition: AnyDefinition
  readonly handlers: Handlers
  /** Lambda functions by their names, for an embedded engine. */
  readonly lambdas: NonNullable<EngineOptions['lambdas']>
  /** Functions that perform service integrations, for an embedded engine. */
  readonly taskHandlers: NonNullable<EngineOptions['taskHandlers']>
  /** The mocks of tasks, for an embedded engine. */
  readonly mocks: NonNullable<EngineOptions['mocks']>
  /** Objects in the S3 of an embedded engine, by bucket and key. */
  readonly objects: Readonly<Record<string, unknown>>
}

/** The exports of a definition file besides the definition, and their contents. */
const records = {
  handlers: 'functions',
  lambdas: 'functions',
  taskHandlers: 'functions',
  mocks: 'mocks',
  objects: 'contents by bucket and key',
} as const

/**
 * Loads a definition file: a JSON or YAML document, or a TypeScript or JavaScript module that exports `definition` and, if its
 * tasks need them, `handlers`, `lambdas`, `taskHandlers`, `mocks` and `objects`. The files of `lambdas` start at the folder of the file.
 * @param load imports a module, by its path and its label in messages.
 * @throws Error if the file does not exist, does not compile, throws, or does not export a definition.
 */
export const loadFile = async (file: string, io: Io, load = importModule): Promise<LoadedFile> => {
  if (isDataFile(file)) {
    return withFunctions({ definition: await readDataFile(file, io) })
  }
  const exported = namesOf(await load(resolve(io.cwd, file), file))
  if (exported.definition === undefined) throw noDefinition(file, exported)
  for (const [name, contents] of Object.entries(records)) {
    const record = exported[name]
    if (record !== undefined && !isJsonObject(record))
      throw new Error(`${file}: "${name}" must be an object of ${contents}, got ${describeValue(record)}`)
  }
  const { lambdas = {} } = exported
  const folder = dirname(resolve(io.cwd, file))
  return withFunctions({ ...exported, lambdas: inFolder(folder, Object(lambdas)) })
}

/** Lambda functions whose files start at a folder. */
const inFolder = (folder: string, lambdas: ModuleExports): ModuleExports =>
  Object.fromEntries(Object.entries(lambdas).map(([name, given]) => [name, withPath(folder, given)]))

const withPath = (folder: string, given: unknown): unknown => {
  if (typeof given === 'string') return resolve(folder, given)
  if (!isJsonObject(given)) return given
  if (typeof given.entry === 'string') return { ...given, entry: resolve(folder, given.entry) }
  return typeof given.handler === 'string' ? { ...given, handler: resolve(folder, given.handler) } : given
}

/** The definition, the workers and the engine check the rest. */
const withFunctions = ({
  definition,
  handlers = {},
  lambdas = {},
  taskHandlers = {},
  mocks = {},
  objects = {},
}: ModuleExports) => ({ definition, handlers, lambdas, taskHandlers, mocks, objects }) as LoadedFile

/** The exports of a module. A CommonJS module exports one object, which is its `default`. */
const namesOf = (exported: ModuleExports): ModuleExports =>
  isJsonObject(exported.default) && 'definition' in exported.default ? exported.default : exported

const noDefinition = (file: string, exported: object): Error => {
  const names = Object.keys(exported).map((name) => `"${name}"`)
  const exports = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing'
  return new Error(
    `${file} does not export "definition" (${exports}): add \`export const definition = defineStateMachine({ … })\``,
  )
}
