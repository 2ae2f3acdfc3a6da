import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
  /** Changes with the content. */
  readonly etag: string
}

/** Reads a file of the page by its name. @throws Error if the page has not been built */
export type ReadPageFile = (name: string) => Promise<PageFile | undefined>

const types: ReadonlyMap<string, string> = new Map([
  ['index.html', 'text/html; charset=utf-8'],
  ['console.js', 'text/javascript; charset=utf-8'],
  ['console.css', 'text/css; charset=utf-8'],
  ['icon.svg', 'image/svg+xml'],
])

/** The folder of the built page, from this file as a source, as an entry point, as a chunk and as the command line. */
const folders = ['../../dist/console/', './console/', '../console/'].map((path) => new URL(path, import.meta.url))

/**
 * Creates a function that reads the files of the page, each once.
 * @param given - the folder of the built page, a URL that ends in `/`. Default: that of the package.
 */
export const createPageFiles = (given?: URL): ReadPageFile => {
  const loaded = new Map<string, Promise<PageFile>>()
  return async (name) => {
    const type = types.get(name)
    if (type === undefined) return undefined
    const file = loaded.get(name) ?? load(name, type, given ? [given] : folders)
    loaded.set(name, file)
    file.catch(() => loaded.delete(name))
    return file
  }
}

const load = async (name: string, type: string, candidates: readonly URL[]): Promise<PageFile> => {
  for (const folder of candidates) {
    const body = await readIfPresent(new URL(name, folder))
    if (body) return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"` }
  }
  throw new Error(`the console has no file ${name}; build it with "npm run build"`)
}

const readIfPresent = async (url: URL): Promise<Buffer | undefined> => {
  try {
    return await readFile(url)
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined
    throw error
  }
}
