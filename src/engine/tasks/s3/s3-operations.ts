import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import { parseRange, resolveRange } from '../../s3/byte-range.ts'
import { MAX_KEYS } from '../../s3/list-keys.ts'
import type { MemoryObject, MemoryStorage } from '../../s3/memory-storage.ts'
import type { ObjectLocation } from '../../s3/object-storage.ts'
import { S3Error } from '../../s3/s3-error.ts'

/** An operation of S3 as `aws-sdk:s3` offers it: from parameters to a response, in ASL's spelling. @throws S3Error */
type S3TaskOperation = (parameters: JsonObject, storage: MemoryStorage) => Promise<JsonObject>

/** The operations by action. */
export const s3Operations: ReadonlyMap<string, S3TaskOperation> = new Map<string, S3TaskOperation>([
  ['createBucket', (parameters, storage) => createBucket(parameters, storage)],
  ['deleteBucket', (parameters, storage) => deleteBucket(parameters, storage)],
  ['headBucket', (parameters, storage) => headBucket(parameters, storage)],
  ['listBuckets', (_parameters, storage) => listBuckets(storage)],
  ['listObjectsV2', (parameters, storage) => listObjectsV2(parameters, storage)],
  ['getObject', (parameters, storage) => getObject(parameters, storage)],
  ['getObjectAttributes', (parameters, storage) => getObjectAttributes(parameters, storage)],
  ['headObject', (parameters, storage) => headObject(parameters, storage)],
  ['putObject', (parameters, storage) => putObject(parameters, storage)],
  ['copyObject', (parameters, storage) => copyObject(parameters, storage)],
  ['deleteObject', (parameters, storage) => deleteObject(parameters, storage)],
  ['deleteObjects', (parameters, storage) => deleteObjects(parameters, storage)],
])

const createBucket: S3TaskOperation = async (parameters, storage) => {
  const bucket = requiredText(parameters, 'Bucket')
  await storage.createBucket(bucket)
  return { Location: `/${bucket}` }
}

const deleteBucket: S3TaskOperation = async (parameters, storage) => {
  await storage.deleteBucket(requiredText(parameters, 'Bucket'))
  return {}
}

const headBucket: S3TaskOperation = async (parameters, storage) => {
  await storage.requireBucket(requiredText(parameters, 'Bucket'))
  return { AccessPointAlias: false }
}

const listBuckets = async (storage: MemoryStorage): Promise<JsonObject> => {
  const buckets = await storage.listBuckets()
  return { Buckets: buckets.map(({ name, creationDate }) => ({ CreationDate: isoDate(creationDate), Name: name })) }
}

const listObjectsV2: S3TaskOperation = async (parameters, storage) => {
  const bucket = requiredText(parameters, 'Bucket')
  const { MaxKeys } = parameters
  const prefix = text(parameters, 'Prefix') ?? ''
  const delimiter = text(parameters, 'Delimiter')
  const startAfter = text(parameters, 'StartAfter')
  const token = text(parameters, 'ContinuationToken')
  const maxKeys = Math.min(typeof MaxKeys === 'number' ? MaxKeys : MAX_KEYS, MAX_KEYS)
  const pageToken = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString()
  const page = await storage.list(bucket, { prefix, pageToken, maxKeys, ...(delimiter !== undefined && { delimiter }) })
  const { objects, commonPrefixes, nextToken } = page
  return {
    ...(commonPrefixes.length > 0 && { CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix })) }),
    ...(objects.length > 0 && { Contents: objects.map(toContents) }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    IsTruncated: nextToken !== undefined,
    KeyCount: objects.length + commonPrefixes.length,
    MaxKeys: maxKeys,
    Name: bucket,
    ...(nextToken !== undefined && { NextContinuationToken: Buffer.from(nextToken).toString('base64url') }),
    Prefix: prefix,
    ...(startAfter !== undefined && { StartAfter: startAfter }),
  }
}

const toContents = ({ key, etag, lastModified, size, checksum }: MemoryObject): JsonObject => ({
  ChecksumAlgorithm: [checksum.algorithm.toUpperCase()],
  ChecksumType: 'FULL_OBJECT',
  ETag: etag,
  Key: key,
  LastModified: isoDate(lastModified),
  Size: size,
  StorageClass: 'STANDARD',
})

const getObject: S3TaskOperation = async (parameters, storage) => {
  const object = await storage.read(locationOf(parameters))
  const range = parseRange(text(parameters, 'Range'))
  if (!range) return { ...headOf(object), Body: object.bytes.toString() }
  const { first, last } = resolveRange(range, object.size)
  const bytes = object.bytes.subarray(first, last + 1)
  return {
    ...headOf(object),
    Body: bytes.toString(),
    ContentLength: bytes.length,
    ContentRange: `bytes ${first}-${last}/${object.size}`,
  }
}

const headObject: S3TaskOperation = async (parameters, storage) => {
  const location = locationOf(parameters)
  await storage.head(location)
  return headOf(await storage.read(location))
}

/** Only the attributes that are asked for (S3 API, GetObjectAttributes). The entity tag has no quotes there. */
const getObjectAttributes: S3TaskOperation = async (parameters, storage) => {
  const { etag, size, lastModified, checksum } = await storage.read(locationOf(parameters))
  const { ObjectAttributes: asked } = parameters
  if (!Array.isArray(asked) || asked.length === 0)
    throw new S3Error('InvalidArgument', { ArgumentName: 'ObjectAttributes' })
  const attributes = {
    Checksum: { [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value, ChecksumType: 'FULL_OBJECT' },
    ETag: etag.replaceAll('"', ''),
    ObjectSize: size,
    StorageClass: 'STANDARD',
  }
  const chosen = Object.entries(attributes).filter(([name]) => asked.includes(name))
  return { ...Object.fromEntries(chosen), LastModified: isoDate(lastModified) }
}

const headOf = ({ etag, size, lastModified, contentType, headers }: MemoryObject): JsonObject => ({
  AcceptRanges: 'bytes',
  ContentLength: size,
  ...(contentType !== undefined && { ContentType: contentType }),
  ETag: etag,
  LastModified: isoDate(lastModified),
  Metadata: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(META) ? [[name.slice(META.length), value]] : [],
    ),
  ),
  ...encrypted,
})

/** Writes the JSON of Body, that of a string too (recorded). */
const putObject: S3TaskOperation = async (parameters, storage) => {
  const location = locationOf(parameters)
  const { Body, Metadata } = parameters
  const bytes = Buffer.from(Body === undefined ? '' : toJsonText(Body))
  await storage.put(location, bytes, {
    headers: {
      'content-type': text(parameters, 'ContentType') ?? 'text/plain; charset=UTF-8',
      ...metadataHeaders(Metadata),
    },
    ifMatch: text(parameters, 'IfMatch'),
    ifAbsent: parameters.IfNoneMatch === '*',
  })
  return { ...written(await storage.read(location)), ...encrypted }
}

const copyObject: S3TaskOperation = async (parameters, storage) => {
  const location = locationOf(parameters)
  const source = decodeURIComponent(requiredText(parameters, 'CopySource')).replace(/^\//, '')
  const slash = source.indexOf('/')
  if (slash < 0) throw new S3Error('InvalidArgument', { ArgumentName: 'CopySource', ArgumentValue: source })
  const { bytes, headers } = await storage.read({ bucket: source.slice(0, slash), key: source.slice(slash + 1) })
  await storage.put(location, bytes, { headers })
  const copy = await storage.read(location)
  return { CopyObjectResult: { ...written(copy), LastModified: isoDate(copy.lastModified) }, ...encrypted }
}

const deleteObject: S3TaskOperation = async (parameters, storage) => {
  await storage.delete(locationOf(parameters))
  return {}
}

const deleteObjects: S3TaskOperation = async (parameters, storage) => {
  const bucket = requiredText(parameters, 'Bucket')
  const objects = isJsonObject(parameters.Delete) ? parameters.Delete.Objects : undefined
  if (!Array.isArray(objects) || objects.length === 0 || objects.length > MAX_KEYS) throw new S3Error('MalformedXML')
  const keys = objects.map((object) => requiredText(isJsonObject(object) ? object : {}, 'Key'))
  for (const key of keys) await storage.delete({ bucket, key })
  return { Deleted: keys.map((Key) => ({ Key })) }
}

/** The header prefix of an object's own metadata. */
const META = 'x-amz-meta-'

const metadataHeaders = (metadata: Json | undefined): Record<string, string> =>
  isJsonObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).map(([name, value]) => [META + name.toLowerCase(), String(value)]))
    : {}

/** S3 encrypts every object, by default with its own keys. */
const encrypted = { ServerSideEncryption: 'AES256' }

const written = ({ etag, checksum }: MemoryObject): JsonObject => ({
  [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value,
  ChecksumType: 'FULL_OBJECT',
  ETag: etag,
})

const isoDate = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z')

const locationOf = (parameters: JsonObject): ObjectLocation => ({
  bucket: requiredText(parameters, 'Bucket'),
  key: requiredText(parameters, 'Key'),
  versionId: text(parameters, 'VersionId'),
})

const text = (parameters: JsonObject, name: string): string | undefined => {
  const value = parameters[name]
  return typeof value === 'string' ? value : undefined
}

const requiredText = (parameters: JsonObject, name: string): string => {
  const value = text(parameters, name)
  if (value === undefined || value === '') throw new S3Error('InvalidArgument', { ArgumentName: name })
  return value
}
