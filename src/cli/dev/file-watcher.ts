import { type FSWatcher, statSync, unwatchFile, watch, watchFile } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Watches files, of which some may not exist. */
export interface FileWatcher {
  /** Watches these files in place of those before. A file that differs from its version has changed already. */
  readonly watch: (files: FileVersions) => void
  readonly close: () => void
}

/** The versions of files by path: their time and size, empty for a file that does not exist. */
export type FileVersions = ReadonlyMap<string, string>

/** Creates a watcher that calls `onChange` with each file that has changed. */
export type CreateFileWatcher = (onChange: (file: string) => void) => FileWatcher

/** The version of a file now. */
export const versionOfFile = (file: string): string => {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : ''
}

/** The milliseconds between two checks of a file, in case the system reports no events: on network drives, or after its folder was replaced. */
const CHECK_MS = 1000

/** A watcher of the file system. It watches the folders of the files, as editors replace a file by another one. */
export const createFileWatcher: CreateFileWatcher = (onChange) => {
  let versions: FileVersions = new Map()
  const folders = new Map<string, FSWatcher>()
  const check = (file: string) => {
    if (versions.has(file) && versions.get(file) !== versionOfFile(file)) onChange(file)
  }
  const closeFolder = (folder: string) => {
    folders.get(folder)?.close()
    folders.delete(folder)
  }
  const openFolder = (folder: string) => {
    try {
      const watcher = watch(folder, (_, name) => {
        for (const file of name === null ? versions.keys() : [resolve(folder, name)]) check(file)
      })
      watcher.on('error', () => closeFolder(folder))
      folders.set(folder, watcher)
    } catch {
      // The folder does not exist, or the system has no watchers left: the files are still checked.
    }
  }
  const unwatchFiles = () => {
    for (const file of versions.keys()) unwatchFile(file)
  }
  return {
    watch: (files) => {
      unwatchFiles()
      versions = new Map(files)
      const wanted = new Set(Array.from(versions.keys(), (file) => dirname(file)))
      for (const folder of folders.keys()) if (!wanted.has(folder)) closeFolder(folder)
      for (const folder of wanted) if (!folders.has(folder)) openFolder(folder)
      for (const file of versions.keys()) watchFile(file, { interval: CHECK_MS }, () => check(file))
      for (const file of versions.keys()) check(file)
    },
    close: () => {
      unwatchFiles()
      versions = new Map()
      for (const folder of folders.keys()) closeFolder(folder)
    },
  }
}
