import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Jiti, JitiOptions } from 'jiti'
import { userFrame } from './user-frame.ts'

/** The exports of a module, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>

/**
 * Imports a TypeScript or JavaScript file.
 * @param label what messages call the file.
 * @throws Error if the file does not exist, does not compile or throws.
 */
export const importModule = async (path: string, label: string): Promise<ModuleExports> => {
  await assertFile(path, label)
  return explained(label, async () => (await moduleLoader(path)).import(path))
}

/** @throws Error if the path is not that of a file. */
export const assertFile = async (path: string, label: string): Promise<void> => {
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile()) throw new Error(stats ? `${label} is not a file` : `no such file: ${label}`)
}

/** A loader of modules, as seen from a file. It is loaded when it is needed first. */
export const moduleLoader = async (path: string, options: JitiOptions = {}): Promise<Jiti> => {
  const { createJiti } = await import('jiti')
  return createJiti(pathToFileURL(path).href, { interopDefault: false, alias: thisPackage, ...options })
}

/** Loads a module. @throws Error that names the file, the problem and its position in the user's code */
export const explained = async (label: string, load: () => Promise<ModuleExports>): Promise<ModuleExports> => {
  try {
    return await load()
  } catch (cause) {
    throw new Error(explain(label, cause), { cause })
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
const explain = (label: string, cause: unknown): string => {
  if (!(cause instanceof Error)) return `${label} cannot be loaded: it throws ${String(cause)}`
  const [first = '', second = ''] = cause.message.split('\n').map((line) => line.trim())
  if (first.startsWith('ParseError: ')) return `${label} does not compile: ${first.slice(12)} at ${second}`
  return `${label} cannot be loaded: ${[first, userFrame(cause)].filter(Boolean).join(' ')}`
}
