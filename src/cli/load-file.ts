import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isJsonObject } from '../json.ts'
import type { Handlers } from '../workers/handler.ts'
import type { Io } from './io.ts'
import { readJson } from './read-input.ts'
import { userFrame } from './user-frame.ts'

/** What a definition file gives. */
export interface LoadedFile {
  readonly definition: unknown
  readonly handlers: Handlers
}

/**
 * Loads a definition file: a JSON document, or a TypeScript or JavaScript module that exports `definition` and, where it has
 * activities, `handlers`.
 * @throws Error that says whether the file is missing, does not compile, fails while it runs, or exports no definition.
 */
export const loadFile = async (file: string, io: Io): Promise<LoadedFile> => {
  if (file.endsWith('.json')) return { definition: await readJson(file, io), handlers: {} }
  const exported = namesOf(await importModule(file, io))
  if (exported.definition === undefined) throw noDefinition(file, exported)
  const { definition, handlers = {} } = exported
  if (typeof handlers !== 'object' || handlers === null)
    throw new Error(`${file}: "handlers" is no object of functions`)
  return { definition, handlers: handlers as Handlers }
}

/** CommonJS exports one object, which arrives as `default`. */
const namesOf = (exported: Record<string, unknown>): Record<string, unknown> =>
  isJsonObject(exported.default) && 'definition' in exported.default ? exported.default : exported

const importModule = async (file: string, io: Io): Promise<Record<string, unknown>> => {
  const path = resolve(io.cwd, file)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw new Error(found ? `${file} is no file` : `no such file: ${file}`)
  const { createJiti } = await import('jiti')
  const jiti = createJiti(pathToFileURL(path).href, { interopDefault: false, alias: thisPackage })
  try {
    return await jiti.import(path)
  } catch (cause) {
    throw new Error(explain(file, cause), { cause })
  }
}

/** So that a file can import `stepwise-ts` wherever it lies, and gets the copy that runs it. */
const thisPackage = {
  'stepwise-ts/local': ownFile('../local'),
  'stepwise-ts': ownFile('../index'),
}

/** A module of this package, in the form in which this one runs: compiled or not. */
function ownFile(name: string): string {
  return fileURLToPath(new URL(`${name}${extname(import.meta.url)}`, import.meta.url))
}

/** The loader words a syntax error as `ParseError: what`, then the place on a line of its own. */
const explain = (file: string, cause: unknown): string => {
  if (!(cause instanceof Error)) return `${file} cannot be loaded: it throws ${String(cause)}`
  const [first = '', second = ''] = cause.message.split('\n').map((line) => line.trim())
  if (first.startsWith('ParseError: ')) return `${file} does not compile: ${first.slice(12)} at ${second}`
  return `${file} cannot be loaded: ${[first, userFrame(cause)].filter(Boolean).join(' ')}`
}

const noDefinition = (file: string, exported: object): Error => {
  const names = Object.keys(exported).map((name) => `"${name}"`)
  const found = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing'
  return new Error(
    `${file} exports no "definition" (${found}): add \`export const definition = defineStateMachine({ … })\``,
  )
}
