import { createHash } from 'node:crypto'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** The key of a pointer, which replaces a value that is stored in S3: `{ "stepwise-offloaded-to-s3": "bucket/key" }`, as in the Clojure library Stepwise. */
export const POINTER_KEY = 'stepwise-offloaded-to-s3'

/** The bucket and the key of an object. */
export interface PointerTarget {
  readonly bucket: string
  readonly key: string
}

/** The bucket ends at the first `/`; the key may contain more of them. */
const bucketAndKey = /^([^/]+)\/(.+)$/s

export const pointerTo = ({ bucket, key }: PointerTarget): JsonObject => ({ [POINTER_KEY]: `${bucket}/${key}` })

/** The location that a pointer has, or `undefined` if the value is not a pointer. */
export const locationOf = (value: unknown): PointerTarget | undefined => {
  if (!isJsonObject(value)) return undefined
  const pointer = value[POINTER_KEY]
  if (typeof pointer !== 'string' || Object.keys(value).length !== 1) return undefined
  const [, bucket, key] = bucketAndKey.exec(pointer) ?? []
  return bucket && key ? { bucket, key } : undefined
}

/** The distinct pointers in a value, at any depth, by their `bucket/key`. */
export const pointersIn = (value: Json): Map<string, PointerTarget> => {
  const found = new Map<string, PointerTarget>()
  const values: Json[] = [value]
  for (const one of values) {
    if (typeof one !== 'object' || one === null) continue
    const location = locationOf(one)
    if (location) found.set(`${location.bucket}/${location.key}`, location)
    else for (const member of Object.values(one)) values.push(member)
  }
  return found
}

/** The value with each pointer replaced by the value of its `bucket/key`. */
export const replacePointers = (value: Json, values: ReadonlyMap<string, Json>): Json => {
  if (typeof value !== 'object' || value === null) return value
  const location = locationOf(value)
  if (location) return values.get(`${location.bucket}/${location.key}`) ?? null
  if (Array.isArray(value)) return value.map((item) => replacePointers(item, values))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replacePointers(member, values)]))
}

const CONTENT_KEY = /([0-9a-f]{64})\.json(?:\.gz)?$/

/** Derives a key from the content, so that equal values are stored as one object. */
export const contentKey = (prefix: string, json: Uint8Array, suffix: string): string =>
  `${prefix}${sha256(json)}.json${suffix}`

/** True if the key was derived from this content, or was not derived from content at all. */
export const matchesKey = (key: string, json: Uint8Array): boolean => {
  const [, hash] = CONTENT_KEY.exec(key) ?? []
  return hash === undefined || hash === sha256(json)
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
