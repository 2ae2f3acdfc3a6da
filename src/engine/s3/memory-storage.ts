import type { System } from '../../system.ts'
import { type ByteRange, resolveRange } from './byte-range.ts'
import { type Checksum, crc32Of, etagOf } from './checksum.ts'
import { joinParts, type Part } from './join-parts.ts'
import { listKeys } from './list-keys.ts'
import type {
  GetOptions,
  ListOptions,
  ObjectContent,
  ObjectHead,
  ObjectLocation,
  ObjectStorage,
  ReadOptions,
  UploadedPart,
  UploadRef,
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
  /** The headers to store with the object. A `content-type` among them overrides `contentType`. */
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

export interface MemoryStorageOptions {
  readonly system: System
  readonly region: string
  readonly maxBytes?: number
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

/** The most buckets of an account (S3 quotas). */
const MAX_BUCKETS = 10_000

/** The memory that an object or a part takes besides its bytes. */
const OVERHEAD_BYTES = 1024

/** Buckets and their objects in memory. Besides the port, it offers what the HTTP interface of S3 needs. */
export class MemoryStorage implements ObjectStorage {
  readonly #system: System
  readonly #region: string
  readonly #buckets = new Map<string, Bucket>()
  readonly #maxBytes: number
  #bytes = 0

  /** @param options - `maxBytes` is the limit of all objects and parts together; a larger write fails with EntityTooLarge */
  constructor({ system, region, maxBytes = Number.POSITIVE_INFINITY }: MemoryStorageOptions) {
    this.#system = system
    this.#region = region
    this.#maxBytes = maxBytes
  }

  /** @throws S3Error InvalidBucketName; BucketAlreadyOwnedByYou, but not in us-east-1 (API reference, CreateBucket) */
  async createBucket(name: string): Promise<void> {
    if (!validName.test(name)) throw new S3Error('InvalidBucketName', { BucketName: name })
    if (!this.#buckets.has(name) && this.#buckets.size >= MAX_BUCKETS) throw new S3Error('TooManyBuckets')
    if (!this.#buckets.has(name))
      this.#buckets.set(name, { name, creationDate: this.#system.now(), objects: new Map(), uploads: new Map() })
    else if (this.#region !== 'us-east-1') throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: name })
  }

  /** @throws S3Error NoSuchBucket, BucketNotEmpty */
  async deleteBucket(name: string): Promise<void> {
    const { objects, uploads } = this.#bucketOf(name)
    if (objects.size > 0) throw new S3Error('BucketNotEmpty', { BucketName: name })
    for (const upload of uploads.values()) this.#release(...upload.parts.values())
    this.#buckets.delete(name)
  }

  async listBuckets(): Promise<BucketSummary[]> {
    return [...this.#buckets.values()]
  }

  /** @throws S3Error NoSuchBucket */
  async requireBucket(name: string): Promise<void> {
    this.#bucketOf(name)
  }

  /** The object with its bytes. @throws S3Error NoSuchBucket, NoSuchKey */
  async read(location: ObjectLocation): Promise<MemoryObject> {
    return this.#objectOf(location)
  }

  async get(location: ObjectLocation, { range, signal }: GetOptions = {}): Promise<ObjectContent> {
    signal?.throwIfAborted()
    return contentOf(this.#objectOf(location), range)
  }

  async head({ bucket, key, versionId }: ObjectLocation, { signal }: ReadOptions = {}): Promise<ObjectHead> {
    signal?.throwIfAborted()
    const object = isOnlyVersion(versionId) ? this.#buckets.get(bucket)?.objects.get(key) : undefined
    if (!object) throw new S3Error('NoSuchKey', { Key: key })
    return headOf(object)
  }

  async list(bucket: string, options: MemoryListOptions = {}): Promise<MemoryObjectPage> {
    options.signal?.throwIfAborted()
    return listKeys(this.#bucketOf(bucket).objects, options)
  }

  /** @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey if `ifMatch` is given and there is no object */
  async put(location: ObjectLocation, body: Uint8Array, options: MemoryPutOptions = {}): Promise<string> {
    const { ifMatch, ifAbsent = false, checksum } = options
    const existing = this.#bucketOf(location.bucket).objects.get(location.key)
    if (ifAbsent && existing) throw new S3Error('PreconditionFailed')
    if (ifMatch !== undefined && this.#objectOf(location).etag !== ifMatch) throw new S3Error('PreconditionFailed')
    this.#reserve(body, existing)
    const bytes = Buffer.from(body)
    const part = { bytes, etag: etagOf(bytes) }
    return this.#write(location, part, { checksum: checksum ?? crc32Of(bytes), headers: headersOf(options) })
  }

  /** Deletes an object; a key that no object has is ignored. @throws S3Error NoSuchBucket */
  async delete({ bucket, key }: ObjectLocation): Promise<void> {
    const { objects } = this.#bucketOf(bucket)
    const object = objects.get(key)
    if (object) this.#release(object)
    objects.delete(key)
  }

  async createUpload({ bucket, key }: ObjectLocation, options: MemoryWriteOptions = {}): Promise<UploadRef> {
    const uploadId = this.#system.uuid()
    this.#bucketOf(bucket).uploads.set(uploadId, { key, headers: headersOf(options), parts: new Map() })
    return { bucket, key, uploadId }
  }

  async uploadPart(upload: UploadRef, number: number, body: Uint8Array): Promise<UploadedPart> {
    const { parts } = this.#uploadOf(upload)
    this.#reserve(body, parts.get(number))
    const bytes = Buffer.from(body)
    const etag = etagOf(bytes)
    parts.set(number, { bytes, etag })
    return { number, etag }
  }

  async completeUpload(upload: UploadRef, parts: readonly UploadedPart[]): Promise<string> {
    const { headers, parts: uploaded } = this.#uploadOf(upload)
    const joined = joinParts(uploaded, parts, upload.uploadId)
    this.#release(...uploaded.values())
    this.#reserve(joined.bytes, this.#bucketOf(upload.bucket).objects.get(upload.key))
    this.#bucketOf(upload.bucket).uploads.delete(upload.uploadId)
    return this.#write(upload, joined, { checksum: crc32Of(joined.bytes), headers })
  }

  async abortUpload(upload: UploadRef): Promise<void> {
    this.#release(...this.#uploadOf(upload).parts.values())
    this.#bucketOf(upload.bucket).uploads.delete(upload.uploadId)
  }

  /** @throws S3Error EntityTooLarge if there is no room for the bytes, instead of those that they replace */
  #reserve(bytes: Uint8Array, replaced: { readonly bytes: Buffer } | undefined): void {
    const added = bytes.length + OVERHEAD_BYTES - (replaced ? replaced.bytes.length + OVERHEAD_BYTES : 0)
    if (this.#bytes + added > this.#maxBytes) throw new S3Error('EntityTooLarge')
    this.#bytes += added
  }

  #release(...stored: readonly { readonly bytes: Buffer }[]): void {
    for (const { bytes } of stored) this.#bytes -= bytes.length + OVERHEAD_BYTES
  }

  #bucketOf(name: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (!bucket) throw new S3Error('NoSuchBucket', { BucketName: name })
    return bucket
  }

  #objectOf({ bucket, key, versionId }: ObjectLocation): MemoryObject {
    const object = this.#bucketOf(bucket).objects.get(key)
    if (!isOnlyVersion(versionId)) throw new S3Error('NoSuchVersion', { Key: key, VersionId: versionId ?? '' })
    if (!object) throw new S3Error('NoSuchKey', { Key: key })
    return object
  }

  #uploadOf({ bucket, key, uploadId }: UploadRef): Upload {
    const upload = this.#bucketOf(bucket).uploads.get(uploadId)
    if (upload?.key !== key) throw new S3Error('NoSuchUpload', { UploadId: uploadId })
    return upload
  }

  #write(
    { bucket, key }: ObjectLocation,
    { bytes, etag }: Part,
    { checksum, headers }: Pick<MemoryObject, 'checksum' | 'headers'>,
  ): string {
    const head = {
      key,
      size: bytes.length,
      etag,
      lastModified: this.#system.now(),
      contentType: headers['content-type'],
    }
    this.#bucketOf(bucket).objects.set(key, { ...head, bytes, checksum, headers })
    return etag
  }
}

const headersOf = ({
  contentType = 'application/octet-stream',
  headers,
}: MemoryWriteOptions): Record<string, string> => ({
  'content-type': contentType,
  ...headers,
})

const headOf = ({ key, size, etag, lastModified, contentType }: MemoryObject): ObjectHead => ({
  key,
  size,
  etag,
  lastModified,
  contentType,
})

const contentOf = (object: MemoryObject, range: ByteRange | undefined): ObjectContent => {
  const { first, last } = range ? resolveRange(range, object.size) : { first: 0, last: object.size - 1 }
  return { ...headOf(object), body: oneChunk(object.bytes.subarray(first, last + 1)) }
}

const oneChunk = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** An object in a bucket without versioning has one version, whose id is `null` (S3 user guide, versioning). */
const isOnlyVersion = (versionId: string | undefined): boolean => versionId === undefined || versionId === 'null'
