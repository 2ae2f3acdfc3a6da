import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AnyDefinition } from '../definition-argument.ts'
import type { EngineOptions } from '../engine/options.ts'
import { isJsonObject } from '../json.ts'
import { describeValue } from '../options.ts'
import type { Handlers } from '../workers/handler.ts'
import type { Io } from './io.ts'
import { isDataFile, readDataFile } from './read-input.ts'
import { userFrame } from './user-frame.ts'

/** The exports of a definition file. */
export interface LoadedFile {
  /** What the file exports: `checkDefinition` checks it. */
  readonly definition: AnyDefinition
  readonly handlers: Handlers
  /** Lambda functions by their names, for an embedded engine. */
  readonly lambdas: NonNullable<EngineOptions['lambdas']>
  /** Functions that perform service integrations, for an embedded engine. */
  readonly taskHandlers: NonNullable<EngineOptions['taskHandlers']>
}

/**
 * Loads a definition file: a JSON or YAML document, or a TypeScript or JavaScript module that exports `definition` and, if its
 * tasks need them, `handlers`, `lambdas` and `taskHandlers`.
 * @throws Error if the file does not exist, does not compile, throws, or does not export a definition.
 */
export const loadFile = async (file: string, io: Io): Promise<LoadedFile> => {
  if (isDataFile(file)) {
    return withFunctions({ definition: await readDataFile(file, io) })
  }
  const exported = namesOf(await importModule(file, io))
  if (exported.definition === undefined) throw noDefinition(file, exported)
  for (const name of ['handlers', 'lambdas', 'taskHandlers']) {
    const functions = exported[name]
    if (functions !== undefined && !isJsonObject(functions))
      throw new Error(`${file}: "${name}" must be an object of functions, got ${describeValue(functions)}`)
  }
  return withFunctions(exported)
}

/** The definition, the workers and the engine check the rest. */
const withFunctions = ({ definition, handlers = {}, lambdas = {}, taskHandlers = {} }: Record<string, unknown>) =>
  ({ definition, handlers, lambdas, taskHandlers }) as LoadedFile

/** The exports of a module. A CommonJS module exports one object, which is its `default`. */
const namesOf = (exported: Record<string, unknown>): Record<string, unknown> =>
  isJsonObject(exported.default) && 'definition' in exported.default ? exported.default : exported

const importModule = async (file: string, io: Io): Promise<Record<string, unknown>> => {
  const path = resolve(io.cwd, file)
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile()) throw new Error(stats ? `${file} is not a file` : `no such file: ${file}`)
  const { createJiti } = await import('jiti')
  const jiti = createJiti(pathToFileURL(path).href, { interopDefault: false, alias: thisPackage })
  try {
    return await jiti.import(path)
  } catch (cause) {
    throw new Error(explain(file, cause), { cause })
  }
}

/** Makes `stepwise-ts` resolve to this copy of the package, regardless of the file's folder. */
const thisPackage = {
  'stepwise-ts/local': ownFile('../local'),
  'stepwise-ts': ownFile('../index'),
}

/** A module of this package; it has the same file extension as this one, compiled or not. */
function ownFile(name: string): string {
  return fileURLToPath(new URL(`${name}${extname(import.meta.url)}`, import.meta.url))
}

/** The loader reports a syntax error as `ParseError: message`, with the file and position on the second line. */
const explain = (file: string, cause: unknown): string => {
  if (!(cause instanceof Error)) return `${file} cannot be loaded: it throws ${String(cause)}`
  const [first = '', second = ''] = cause.message.split('\n').map((line) => line.trim())
  if (first.startsWith('ParseError: ')) return `${file} does not compile: ${first.slice(12)} at ${second}`
  return `${file} cannot be loaded: ${[first, userFrame(cause)].filter(Boolean).join(' ')}`
}

const noDefinition = (file: string, exported: object): Error => {
  const names = Object.keys(exported).map((name) => `"${name}"`)
  const exports = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing'
  return new Error(
    `${file} does not export "definition" (${exports}): add \`export const definition = defineStateMachine({ … })\``,
  )
}
