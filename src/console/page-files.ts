import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
  /** Changes with the content. */
  readonly etag: string
}

/** Reads a file of the page by its name; `undefined` if there is none. @throws Error if the page has not been built */
export type ReadPageFile = (name: string) => Promise<PageFile | undefined>

const types: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
])

/** The name of a file in the folder itself. */
const fileName = /^[a-z][a-z0-9-]*\.([a-z]+)$/i

/** The folder of the built page, from this file as a source, as an entry point, as a chunk and as the command line. */
const folders = ['../../dist/console/', './console/', '../console/'].map((path) => new URL(path, import.meta.url))

/**
 * Creates a function that reads the files of the page, each once.
 * @param given - the folder of the built page, a URL that ends in `/`. Default: that of the package.
 */
export const createPageFiles = (given?: URL): ReadPageFile => {
  const loaded = new Map<string, PageFile>()
  return async (name) => {
    const type = types.get(fileName.exec(name)?.[1] ?? '')
    if (type === undefined) return undefined
    const file = loaded.get(name) ?? (await load(name, type, given ? [given] : folders))
    if (file) loaded.set(name, file)
    return file
  }
}

const load = async (name: string, type: string, candidates: readonly URL[]): Promise<PageFile | undefined> => {
  for (const folder of candidates) {
    const body = await readIfPresent(new URL(name, folder))
    if (body) return { type, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"` }
  }
  if (name === 'index.html') throw new Error('the console is not built; build it with "npm run build"')
  return undefined
}

const readIfPresent = async (url: URL): Promise<Buffer | undefined> => {
  try {
    return await readFile(url)
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined
    throw error
  }
}
