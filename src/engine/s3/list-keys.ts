import type { MemoryListOptions, MemoryObject, MemoryObjectPage } from './memory-storage.ts'

/** The largest page of a list (API reference, ListObjectsV2). */
export const MAX_KEYS = 1000

/**
 * Lists one page of objects in the order of the keys' UTF-8 bytes. A common prefix counts as one entry, and the next page
 * begins behind the last entry.
 */
export const listKeys = (
  objects: ReadonlyMap<string, MemoryObject>,
  { prefix = '', delimiter = '', pageToken = '', maxKeys = MAX_KEYS }: MemoryListOptions,
): MemoryObjectPage => {
  const entries = new Map<string, MemoryObject | undefined>()
  for (const key of [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(byUtf8)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (cut < 0) entries.set(key, objects.get(key))
    else entries.set(key.slice(0, cut + delimiter.length), undefined)
  }
  const rest = [...entries].filter(([entry]) => byUtf8(entry, pageToken) > 0)
  const shown = rest.slice(0, maxKeys)
  return {
    objects: shown.flatMap(([, object]) => object ?? []),
    commonPrefixes: shown.flatMap(([entry, object]) => (object ? [] : entry)),
    nextToken: maxKeys > 0 && rest.length > shown.length ? shown.at(-1)?.[0] : undefined,
  }
}

/** UTF-8 order differs from that of JavaScript's strings beyond U+FFFF. */
const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
