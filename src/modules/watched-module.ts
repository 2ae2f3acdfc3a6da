import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Jiti } from 'jiti'
import { realSystem } from '../system.ts'
import { assertFile, explained, type ModuleExports, moduleLoader } from './module-loader.ts'

/** A module that was evaluated, with the files of which it consists. */
interface LoadedModule {
  readonly exports: ModuleExports
  /** The versions of the files, by path. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * A TypeScript or JavaScript file that is loaded again after it has changed. The files that it imports count too if they are TypeScript
 * and not in a package: Node itself keeps the other modules.
 */
export class WatchedModule {
  readonly #path: string
  readonly #label: string
  #loading: Promise<LoadedModule> | undefined

  /** @param label what messages call the file */
  constructor(path: string, label: string) {
    this.#path = path
    this.#label = label
  }

  /** The exports of the file as it is now. @throws Error if it does not exist, does not compile or throws */
  async current(): Promise<ModuleExports> {
    this.#loading = this.#refresh(this.#loading)
    return (await this.#loading).exports
  }

  async #refresh(before: Promise<LoadedModule> | undefined): Promise<LoadedModule> {
    const loaded = await before?.catch(() => undefined)
    return loaded && !hasChanged(loaded) ? loaded : this.#load()
  }

  async #load(): Promise<LoadedModule> {
    const [path, label] = [this.#path, this.#label]
    await assertFile(path, label)
    const startedAt = realSystem.now()
    const modules: Jiti['cache'] = {}
    const exports = await explained(label, async () => {
      const loader = await moduleLoader(path, { moduleCache: false })
      const source = await readFile(path, 'utf8')
      const options = { filename: path, async: true, forceTranspile: true, cache: modules }
      return (await loader.evalModule(source, options)) as ModuleExports
    })
    const files = Object.keys(modules).filter(isWatched)
    return { exports, files: new Map(files.map((file) => [file, versionOf(file, startedAt)])) }
  }
}

const ownFolder = dirname(dirname(fileURLToPath(import.meta.url)))

const isWatched = (file: string): boolean => !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(ownFolder)

const hasChanged = ({ files }: LoadedModule): boolean =>
  [...files].some(([file, version]) => versionOf(file) !== version)

/** A file that was written while it was loaded has no version, so that it is loaded again. */
const versionOf = (file: string, startedAt = Number.POSITIVE_INFINITY): string => {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 }
  return mtimeMs >= startedAt ? '' : `${mtimeMs} ${size}`
}
