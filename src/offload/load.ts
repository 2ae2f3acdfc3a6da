import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Json } from '../json.ts'
import type { ObjectStore } from '../workers/object-store.ts'
import { matchesKey, POINTER_KEY, type PointerTarget, pointersIn, replacePointers } from './pointer.ts'
import { storeFailure, unreadable, wrongChecksum } from './store-failure.ts'

const decompress = promisify(gunzip)

/**
 * Returns the value with each pointer replaced by the object that it points to. Each object is loaded once; it may contain pointers.
 * @throws TaskError `Offload.…` with the object's bucket and key if an object is missing, denied, damaged, not JSON or part of itself.
 */
export const load = async (value: Json, store: ObjectStore, outer: readonly string[] = []): Promise<Json> => {
  const pointers = [...pointersIn(value)]
  if (pointers.length === 0) return value
  const values = await Promise.all(
    pointers.map(async ([pointer, location]): Promise<[string, Json]> => {
      if (outer.includes(pointer)) throw unreadable(location, 'the object is part of itself')
      const json = await read(location, store)
      const loaded = parse(json, location)
      // A search of the bytes is faster than a walk through a large value.
      return [pointer, json.includes(POINTER_KEY) ? await load(loaded, store, [...outer, pointer]) : loaded]
    }),
  )
  return replacePointers(value, new Map(values))
}

const read = async (location: PointerTarget, store: ObjectStore): Promise<Buffer> => {
  const body = await store.get(location.bucket, location.key).catch((thrown: unknown) => {
    throw storeFailure(thrown, location)
  })
  const json = await inflate(Buffer.from(body.buffer, body.byteOffset, body.byteLength)).catch(() => {
    throw wrongChecksum(location)
  })
  if (!matchesKey(location.key, json)) throw wrongChecksum(location)
  return json
}

const parse = (json: Buffer, location: PointerTarget): Json => {
  try {
    return JSON.parse(json.toString())
  } catch (thrown) {
    throw unreadable(location, `the object is not JSON: ${String(thrown)}`)
  }
}

/** Decompresses a body that begins with the magic number of gzip. No JSON begins with it. */
const inflate = async (body: Buffer): Promise<Buffer> =>
  body[0] === 0x1f && body[1] === 0x8b ? decompress(body) : body
