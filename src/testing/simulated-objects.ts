import type { MemoryStorage } from '../engine/s3/memory-storage.ts'
import type { ObjectStore } from '../workers/object-store.ts'

/**
 * Puts objects into the storage of a simulation, and creates their buckets.
 * @param objects contents by `bucket/key`: strings and bytes as they are, other values as JSON.
 * @throws TypeError for a name without a bucket or a key
 */
export const putObjects = async (s3: MemoryStorage, objects: Readonly<Record<string, unknown>>): Promise<void> => {
  const buckets = new Set<string>()
  for (const [name, content] of Object.entries(objects)) {
    const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(name) ?? []
    if (bucket === undefined || key === undefined)
      throw new TypeError(
        `options.objects[${JSON.stringify(name)}]: expected a bucket and a key, such as "files/items.csv"`,
      )
    if (!buckets.has(bucket)) await s3.createBucket(bucket)
    buckets.add(bucket)
    await s3.put({ bucket, key }, bytesOf(content))
  }
}

const bytesOf = (content: unknown): Uint8Array =>
  content instanceof Uint8Array ? content : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))

/** The store of the workers of a simulation. */
export const simulatedStore = (s3: MemoryStorage): ObjectStore => ({
  put: async (bucket, key, body) => {
    await s3.put({ bucket, key }, body)
  },
  get: async (bucket, key) => {
    const { body } = await s3.get({ bucket, key })
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    return Buffer.concat(chunks)
  },
  has: (bucket, key) =>
    s3.head({ bucket, key }).then(
      () => true,
      () => false,
    ),
})
