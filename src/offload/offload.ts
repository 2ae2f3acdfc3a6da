import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Json } from '../json.ts'
import { amountCheck, assertOptions, type OptionChecks, required, stringCheck } from '../options.ts'
import type { ObjectStore } from '../workers/activity-task.ts'
import { contentKey, matchesKey, type ObjectLocation, POINTER_KEY, pointersIn, replacePointers } from './pointer.ts'
import { shrink, type Taken } from './shrink.ts'
import { storeFailure, unreadable, wrongChecksum } from './store-failure.ts'

/** Where large values go, and which. */
export interface OffloadOptions {
  readonly bucket: string
  /** The members of the value that go to S3, each whole, once the value is over the threshold. Default: as little as will do. */
  readonly keys?: readonly string[] | undefined
  /**
   * How many bytes of JSON a value may have before anything goes, default 100,000: well below the 262,144 of Step Functions, because
   * what is added to a result later must fit as well. 0 makes every member go, always.
   */
  readonly thresholdBytes?: number | undefined
  /** What the objects' keys begin with. Default `stepwise/`. */
  readonly prefix?: string | undefined
  /** From how many bytes on an object is compressed with gzip. Default 16 MiB: below, compressing takes longer than it saves. */
  readonly gzipBytes?: number | undefined
}

/** A pointer's bucket ends at its first `/`. */
const checks: OptionChecks<OffloadOptions> = {
  bucket: required(stringCheck("a bucket's name", (name) => name !== '' && !name.includes('/'))),
  keys: { expected: 'a list of member names', fits: (keys: unknown) => Array.isArray(keys) && keys.every(isKey) },
  thresholdBytes: amountCheck('bytes'),
  prefix: stringCheck('a text'),
  gzipBytes: amountCheck('bytes'),
}

const isKey = (key: unknown): boolean => typeof key === 'string'

/** @throws TypeError that names the option that is missing, unknown or not what it should be. */
export const assertOffloadOptions = (options: OffloadOptions): void => assertOptions('offload', options, checks)

const THRESHOLD_BYTES = 100_000
const GZIP_BYTES = 16 * 2 ** 20

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/**
 * Puts the large parts of a value into S3, one object each, and pointers in their places. Nothing is returned before all is stored; what
 * is in S3 already is not sent again. A value that is no object, or small enough, is returned as it is.
 * @throws TaskError `Offload.…` with the object's place where it cannot be stored.
 */
export const offload = async (value: unknown, options: OffloadOptions, store: ObjectStore): Promise<unknown> => {
  const { bucket, keys, thresholdBytes = THRESHOLD_BYTES, prefix = 'stepwise/', gzipBytes = GZIP_BYTES } = options
  const isLarge = (json: Uint8Array) => json.length >= gzipBytes
  const locate = (json: Buffer) => ({ bucket, key: contentKey(prefix, json, isLarge(json) ? '.gz' : '') })
  const { value: shrunk, taken } = shrink(value, { thresholdBytes, keys, locate })
  await Promise.all(taken.map((one) => save(one, isLarge(one.json), store)))
  return shrunk
}

const save = async ({ location, json }: Taken, isLarge: boolean, store: ObjectStore): Promise<void> => {
  const { bucket, key } = location
  try {
    if (await store.has(bucket, key)) return
    await store.put(bucket, key, isLarge ? await compress(json, { level: 1 }) : json)
  } catch (thrown) {
    throw storeFailure(thrown, location)
  }
}

/**
 * The value with everything that it points to, loaded at once, each object once; what is loaded may hold pointers in turn.
 * @throws TaskError `Offload.…` with the object's place where one is missing, denied, damaged, not JSON or part of itself.
 */
export const load = async (value: Json, store: ObjectStore, trail: readonly string[] = []): Promise<Json> => {
  const pointers = [...pointersIn(value)]
  if (pointers.length === 0) return value
  const values = await Promise.all(
    pointers.map(async ([pointer, location]): Promise<[string, Json]> => {
      if (trail.includes(pointer)) throw unreadable(location, 'the object is part of itself')
      const json = await read(location, store)
      const loaded = parse(json, location)
      // A look at the bytes spares a walk through a large value.
      return [pointer, json.includes(POINTER_KEY) ? await load(loaded, store, [...trail, pointer]) : loaded]
    }),
  )
  return replacePointers(value, new Map(values))
}

/** An object's JSON. */
const read = async (location: ObjectLocation, store: ObjectStore): Promise<Buffer> => {
  const body = await store.get(location.bucket, location.key).catch((thrown: unknown) => {
    throw storeFailure(thrown, location)
  })
  const json = await inflated(Buffer.from(body.buffer, body.byteOffset, body.byteLength)).catch(() => {
    throw wrongChecksum(location)
  })
  if (!matchesKey(location.key, json)) throw wrongChecksum(location)
  return json
}

const parse = (json: Buffer, location: ObjectLocation): Json => {
  try {
    return JSON.parse(json.toString())
  } catch (thrown) {
    throw unreadable(location, `the object is not JSON: ${String(thrown)}`)
  }
}

/** No JSON begins like gzip. */
const inflated = async (body: Buffer): Promise<Buffer> =>
  body[0] === 0x1f && body[1] === 0x8b ? decompress(body) : body
