import { statSync } from 'node:fs'
import { realSystem } from '../system.ts'
import { evaluateModule } from './evaluate-module.ts'
import type { ModuleExports } from './module-loader.ts'

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
    const startedAt = realSystem.now()
    const { files, exports, error } = await evaluateModule(this.#path, this.#label)
    if (!exports) throw error
    return { exports, files: new Map(files.map((file) => [file, versionOf(file, startedAt)])) }
  }
}

const hasChanged = ({ files }: LoadedModule): boolean =>
  [...files].some(([file, version]) => versionOf(file) !== version)

/** A file that was written while it was loaded has no version, so that it is loaded again. */
const versionOf = (file: string, startedAt = Number.POSITIVE_INFINITY): string => {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 }
  return mtimeMs >= startedAt ? '' : `${mtimeMs} ${size}`
}
