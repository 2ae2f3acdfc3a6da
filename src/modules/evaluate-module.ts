import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Jiti } from 'jiti'
import { assertFile, explained, type ModuleExports, moduleLoader } from './module-loader.ts'

/** A module that was evaluated, or the error with which that failed. */
export interface EvaluatedModule {
  /**
   * The files of which it consists, as far as they were loaded: TypeScript that is not in a package. Node itself keeps the other modules,
   * and never loads them again.
   */
  readonly files: readonly string[]
  readonly exports?: ModuleExports
  readonly error?: unknown
}

/**
 * Evaluates a TypeScript or JavaScript file and the files that it imports, as they are now.
 * @param label what messages call the file.
 */
export const evaluateModule = async (path: string, label: string): Promise<EvaluatedModule> => {
  const modules: Jiti['cache'] = {}
  const filesSoFar = () => [...new Set([path, ...Object.keys(modules).filter(isUserFile)])]
  try {
    await assertFile(path, label)
    const exports = await explained(label, async () => {
      const loader = await moduleLoader(path, { moduleCache: false })
      const source = await readFile(path, 'utf8')
      const options = { filename: path, async: true, forceTranspile: true, cache: modules }
      return (await loader.evalModule(source, options)) as ModuleExports
    })
    return { files: filesSoFar(), exports }
  } catch (error) {
    return { files: filesSoFar(), error }
  }
}

const ownFolder = dirname(dirname(fileURLToPath(import.meta.url)))

const isUserFile = (file: string): boolean => !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(ownFolder)
