import { statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import type { ModuleExports } from './module-loader.ts'
import { WatchedModule } from './watched-module.ts'

/** A function in a file that could not be loaded. The names are those of Lambda's runtime for Node.js. */
export class FunctionLoadError extends Error {
  override readonly name: 'Runtime.ImportModuleError' | 'Runtime.HandlerNotFound'
  constructor(name: FunctionLoadError['name'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = name
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the file decides what its function takes
type AnyFunction = (...parameters: any[]) => unknown

/** Returns a function as its file has it now. @throws FunctionLoadError */
export type FileFunction = () => Promise<AnyFunction>

/** The extensions of files that can be loaded. */
const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs']

/**
 * Finds a function by its file and the name of the export: `charge.ts#handler`. The name is `handler` by default. The file is loaded when the
 * function is needed first, and again after it has changed.
 * @param folder the folder of a relative path. Default: the current one.
 * @param members the names of the function in an export that is an object of functions; the first one that exists is taken.
 * @throws Error if the file does not exist or has another language.
 */
export const fileFunction = (reference: string, folder = '.', members: readonly string[] = []): FileFunction => {
  const [, file = reference, name = 'handler'] = /^(.*?)(?:#([^#]*))?$/s.exec(reference) ?? []
  if (!extensions.includes(extname(file)))
    throw new Error(
      `${file} is not a TypeScript or JavaScript file; a function in another language needs a Lambda API, as \`sam local start-lambda\` serves it (lambdaEndpoint, --lambda-endpoint)`,
    )
  const path = resolve(folder, file)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`no such file: ${file}`)
  const watched = watchedModule(path, file)
  return async () => {
    const exports = await watched.current().catch((cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new FunctionLoadError('Runtime.ImportModuleError', message, { cause })
    })
    const found = functionIn(exportOf(exports, name), members)
    if (found) return found
    const problem = `${basename(file, extname(file))}.${name} is undefined or not exported`
    throw new FunctionLoadError('Runtime.HandlerNotFound', `${problem}: ${file} exports ${listed(exports)}`)
  }
}

/** The modules of this process, like Node's own: the functions of one file share its state. */
const watchedModules = new Map<string, WatchedModule>()

const watchedModule = (path: string, label: string): WatchedModule => {
  const module = watchedModules.get(path) ?? new WatchedModule(path, label)
  watchedModules.set(path, module)
  return module
}

/** A function, or that of an object of functions or of handlers (`{ handler, … }`). */
const functionIn = (exported: unknown, members: readonly string[]): AnyFunction | undefined => {
  if (isFunction(exported)) return exported
  const holder = Object(exported)
  const member: unknown = holder[members.find((name) => Object.hasOwn(holder, name)) ?? '']
  const found = isFunction(member) ? member : Object(member).handler
  return isFunction(found) ? found : undefined
}

const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function'

/** An export of a module, or of the object that a CommonJS module exports. */
const exportOf = (exports: ModuleExports, name: string): unknown => {
  if (Object.hasOwn(exports, name)) return exports[name]
  const inner = Object(exports.default)
  return Object.hasOwn(inner, name) ? inner[name] : undefined
}

const listed = (exports: ModuleExports): string =>
  Object.keys(exports)
    .map((name) => JSON.stringify(name))
    .join(', ') || 'nothing'
