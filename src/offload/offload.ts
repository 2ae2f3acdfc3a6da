import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ObjectStore } from '../workers/object-store.ts'
import type { OffloadOptions } from './offload-options.ts'
import { contentKey } from './pointer.ts'
import { type OffloadedObject, shrink } from './shrink.ts'
import { storeFailure } from './store-failure.ts'

const THRESHOLD_BYTES = 100_000
const GZIP_BYTES = 16 * 2 ** 20

const compress = promisify(gzip)

/**
 * Stores the large parts of a value, one object each, and returns the value with pointers instead of them, once all are stored. An object
 * that is already stored is not sent again. A value that is small enough is returned as it is.
 * @throws TaskError `Offload.…` with the object's bucket and key if it cannot be stored.
 */
export const offload = async (value: unknown, options: OffloadOptions, store: ObjectStore): Promise<unknown> => {
  const { bucket, keys, thresholdBytes = THRESHOLD_BYTES, gzipBytes = GZIP_BYTES } = options
  const prefix = folderOf(options.prefix ?? 'stepwise/')
  const isLarge = (json: Uint8Array) => json.length >= gzipBytes
  const locate = (json: Buffer) => ({ bucket, key: contentKey(prefix, json, isLarge(json) ? '.gz' : '') })
  const { value: shrunk, objects } = shrink(value, { thresholdBytes, keys, locate })
  await Promise.all(objects.map((object) => save(object, isLarge(object.json), store)))
  return shrunk
}

/** A prefix that ends in a letter or a digit is the name of a folder. */
const folderOf = (prefix: string): string => (/[\p{L}\p{N}]$/u.test(prefix) ? `${prefix}/` : prefix)

const save = async ({ location, json }: OffloadedObject, isLarge: boolean, store: ObjectStore): Promise<void> => {
  const { bucket, key } = location
  try {
    if (await store.has(bucket, key)) return
    await store.put(bucket, key, isLarge ? await compress(json, { level: 1 }) : json)
  } catch (thrown) {
    throw storeFailure(thrown, location)
  }
}
