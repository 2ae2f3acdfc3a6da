import type { System } from '../../system.ts'
import { resolveRange } from './byte-range.ts'
import { type Checksum, crc32Of, etagOf } from './checksum.ts'
import { joinParts, type Part } from './join-parts.ts'
import { listKeys } from './list-keys.ts'
import type {
  ListOptions,
  ObjectContent,
  ObjectHead,
  ObjectLocation,
  ObjectStorage,
  WriteOptions,
} from './object-storage.ts'
import { S3Error } from './s3-error.ts'

/** An object in memory. It never changes: writing its key again replaces it. */
export interface MemoryObject extends ObjectHead {
  readonly bytes: Buffer
  readonly checksum: Checksum
  /** The headers that are sent with the object: its content type, its metadata, … */
  readonly headers: Readonly<Record<string, string>>
}

export interface BucketSummary {
  readonly name: string
  readonly creationDate: number
}

export interface MemoryWriteOptions extends WriteOptions {
  /** Kept with the object; `content-type` is taken from them, if it is there. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface MemoryPutOptions extends MemoryWriteOptions {
  /** Default the CRC-32 of the bytes. */
  readonly checksum?: Checksum
  /** Writes only if the object that has the key has this entity tag. */
  readonly ifMatch?: string | undefined
  /** Writes only if no object has the key. */
  readonly ifAbsent?: boolean
}

export interface MemoryListOptions extends ListOptions {
  /** Keys that have it behind the prefix are folded into one common prefix each. */
  readonly delimiter?: string
}

export interface MemoryObjectPage {
  readonly objects: readonly MemoryObject[]
  readonly commonPrefixes: readonly string[]
  /** The last key or common prefix of the page; `undefined` on the last page. */
  readonly nextToken: string | undefined
}

/** Buckets and their objects in memory. Beside the port, it offers what the HTTP interface of S3 needs. */
export interface MemoryStorage extends ObjectStorage {
  /** @throws S3Error InvalidBucketName; BucketAlreadyOwnedByYou, but not in us-east-1 (API reference, CreateBucket) */
  createBucket(name: string): Promise<void>
  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  deleteBucket(name: string): Promise<void>
  listBuckets(): Promise<BucketSummary[]>
  /** @throws S3Error NoSuchBucket */
  requireBucket(name: string): Promise<void>
  /** The object with its bytes. @throws S3Error NoSuchBucket, NoSuchKey */
  read(location: ObjectLocation): Promise<MemoryObject>
  /** @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey if `ifMatch` is given and there is no object */
  put(location: ObjectLocation, body: Uint8Array, options?: MemoryPutOptions): Promise<string>
  list(bucket: string, options?: MemoryListOptions): Promise<MemoryObjectPage>
  createUpload(location: ObjectLocation, options?: MemoryWriteOptions): ReturnType<ObjectStorage['createUpload']>
  /** Deletes an object; a key that no object has is ignored. @throws S3Error NoSuchBucket */
  delete(location: ObjectLocation): Promise<void>
}

interface Upload {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Map<number, Part>
}

interface Bucket extends BucketSummary {
  readonly objects: Map<string, MemoryObject>
  readonly uploads: Map<string, Upload>
}

/** Names that S3 allows (user guide, bucketnamingrules). */
const validName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/

/** Creates storage without buckets. */
export const createMemoryStorage = ({ system, region }: { system: System; region: string }): MemoryStorage => {
  const buckets = new Map<string, Bucket>()

  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name)
    if (!bucket) throw new S3Error('NoSuchBucket', { BucketName: name })
    return bucket
  }
  const objectOf = ({ bucket, key }: ObjectLocation): MemoryObject => {
    const object = bucketOf(bucket).objects.get(key)
    if (!object) throw new S3Error('NoSuchKey', { Key: key })
    return object
  }
  const uploadOf = ({ bucket, key, uploadId }: Parameters<ObjectStorage['abortUpload']>[0]): Upload => {
    const upload = bucketOf(bucket).uploads.get(uploadId)
    if (upload?.key !== key) throw new S3Error('NoSuchUpload', { UploadId: uploadId })
    return upload
  }
  const write = ({ bucket, key }: ObjectLocation, object: Omit<MemoryObject, keyof ObjectHead> & { etag: string }) => {
    const { bytes, headers } = object
    const head = { key, size: bytes.length, lastModified: system.now(), contentType: headers['content-type'] }
    bucketOf(bucket).objects.set(key, { ...object, ...head })
    return object.etag
  }

  return {
    createBucket: async (name) => {
      if (!validName.test(name)) throw new S3Error('InvalidBucketName', { BucketName: name })
      if (buckets.has(name) && region !== 'us-east-1')
        throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: name })
      if (!buckets.has(name))
        buckets.set(name, { name, creationDate: system.now(), objects: new Map(), uploads: new Map() })
    },
    deleteBucket: async (name) => {
      if (bucketOf(name).objects.size > 0) throw new S3Error('BucketNotEmpty', { BucketName: name })
      buckets.delete(name)
    },
    listBuckets: async () => [...buckets.values()],
    requireBucket: async (name) => {
      bucketOf(name)
    },
    read: async (location) => objectOf(location),
    get: async (location, { range, signal } = {}) => {
      signal?.throwIfAborted()
      return contentOf(objectOf(location), range)
    },
    head: async ({ bucket, key }, { signal } = {}) => {
      signal?.throwIfAborted()
      const object = buckets.get(bucket)?.objects.get(key)
      if (!object) throw new S3Error('NoSuchKey', { Key: key })
      return object
    },
    list: async (bucket, options = {}) => {
      options.signal?.throwIfAborted()
      return listKeys(bucketOf(bucket).objects, options)
    },
    put: async (location, body, { ifMatch, ifAbsent = false, checksum, ...options } = {}) => {
      const existing = bucketOf(location.bucket).objects.get(location.key)
      if (ifAbsent && existing) throw new S3Error('PreconditionFailed')
      if (ifMatch !== undefined && objectOf(location).etag !== ifMatch) throw new S3Error('PreconditionFailed')
      const bytes = Buffer.from(body)
      const etag = etagOf(bytes)
      return write(location, { bytes, etag, checksum: checksum ?? crc32Of(bytes), headers: headersOf(options) })
    },
    delete: async ({ bucket, key }) => {
      bucketOf(bucket).objects.delete(key)
    },
    createUpload: async ({ bucket, key }, options = {}) => {
      const uploadId = system.uuid()
      bucketOf(bucket).uploads.set(uploadId, { key, headers: headersOf(options), parts: new Map() })
      return { bucket, key, uploadId }
    },
    uploadPart: async (upload, number, body) => {
      const bytes = Buffer.from(body)
      const etag = etagOf(bytes)
      uploadOf(upload).parts.set(number, { bytes, etag })
      return { number, etag }
    },
    completeUpload: async (upload, parts) => {
      const { headers, parts: uploaded } = uploadOf(upload)
      const { bytes, etag } = joinParts(uploaded, parts, upload.uploadId)
      bucketOf(upload.bucket).uploads.delete(upload.uploadId)
      return write(upload, { bytes, etag, checksum: crc32Of(bytes), headers })
    },
    abortUpload: async (upload) => {
      uploadOf(upload)
      bucketOf(upload.bucket).uploads.delete(upload.uploadId)
    },
  }
}

const headersOf = ({
  contentType = 'application/octet-stream',
  headers,
}: MemoryWriteOptions): Record<string, string> => ({
  'content-type': contentType,
  ...headers,
})

const contentOf = (object: MemoryObject, range: Parameters<typeof resolveRange>[0] | undefined): ObjectContent => {
  const { key, size, etag, lastModified, contentType, bytes } = object
  const { first, last } = range ? resolveRange(range, size) : { first: 0, last: size - 1 }
  return { key, size, etag, lastModified, contentType, body: oneChunk(bytes.subarray(first, last + 1)) }
}

const oneChunk = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
