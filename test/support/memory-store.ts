import type { ObjectStore } from '../../src/workers/object-store.ts'

/** An object store in memory. */
export const memoryStore = (): ObjectStore & { readonly objects: ReadonlyMap<string, Uint8Array> } => {
  const objects = new Map<string, Uint8Array>()
  return {
    objects,
    async put(bucket, key, body) {
      objects.set(`${bucket}/${key}`, body)
    },
    async get(bucket, key) {
      const body = objects.get(`${bucket}/${key}`)
      if (!body) throw Object.assign(new Error('there is no such object'), { name: 'NoSuchKey' })
      return body
    },
    has: async (bucket, key) => objects.has(`${bucket}/${key}`),
  }
}
