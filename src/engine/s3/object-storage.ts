import type { StopSignal } from '../../stop.ts'
import type { ByteRange } from './byte-range.ts'

/**
 * Object storage as the engine uses it. It is implemented in memory and on an `S3Client`. All methods throw S3Error with S3's code; other
 * errors of an implementation are thrown as they are.
 */
export interface ObjectStorage extends ObjectReader, ObjectWriter {}

/** The name of an object. */
export interface ObjectLocation {
  readonly bucket: string
  readonly key: string
  /** The version to read. Default the latest one. Writers ignore it. */
  readonly versionId?: string | undefined
}

/** The metadata of an object, without its bytes. */
export interface ObjectSummary {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** The entity tag, with its quotes. */
  readonly etag: string
  /** Milliseconds since the epoch. */
  readonly lastModified: number
}

export interface ObjectHead extends ObjectSummary {
  readonly contentType: string | undefined
}

/** An object, or a range of its bytes. `size` is the size of the whole object. */
export interface ObjectContent extends ObjectHead {
  /** The bytes, chunk by chunk. They can be read once. */
  readonly body: AsyncIterable<Uint8Array>
}

export interface ReadOptions {
  /** Aborts the request, and the reading of the body. */
  readonly signal?: StopSignal | undefined
}

export interface GetOptions extends ReadOptions {
  /** The bytes to read. Default all. */
  readonly range?: ByteRange | undefined
}

export interface ListOptions extends ReadOptions {
  /** Lists only keys that begin with it. Default all. */
  readonly prefix?: string | undefined
  /** The `nextToken` of the page before. */
  readonly pageToken?: string | undefined
  /** The largest number of objects in the page, from 1 to 1000. Default 1000. */
  readonly maxKeys?: number | undefined
}

/** One page of a list, in the order of the keys' UTF-8 bytes. */
export interface ObjectPage {
  readonly objects: readonly ObjectSummary[]
  /** Continues the list; `undefined` on its last page. */
  readonly nextToken: string | undefined
}

/** Reads objects. */
export interface ObjectReader {
  /**
   * Reads an object or a range of it.
   * @throws S3Error NoSuchBucket, NoSuchKey, NoSuchVersion, InvalidRange
   */
  get(location: ObjectLocation, options?: GetOptions): Promise<ObjectContent>
  /**
   * Reads the metadata of an object.
   * @throws S3Error NoSuchKey, also if the bucket does not exist: S3 does not distinguish them in a response without a body
   */
  head(location: ObjectLocation, options?: ReadOptions): Promise<ObjectHead>
  /**
   * Lists the objects of a bucket, one page a call.
   * @throws S3Error NoSuchBucket
   */
  list(bucket: string, options?: ListOptions): Promise<ObjectPage>
}

export interface WriteOptions {
  /** Default `application/octet-stream`. */
  readonly contentType?: string | undefined
}

/** A multipart upload that has begun. */
export interface UploadRef extends ObjectLocation {
  readonly uploadId: string
}

/** A part of a multipart upload. */
export interface UploadedPart {
  /** From 1 to 10,000; the parts of an object are joined in this order. */
  readonly number: number
  readonly etag: string
}

/** Writes objects. */
export interface ObjectWriter {
  /**
   * Writes a whole object, in place of one that has the key. Returns its entity tag.
   * @throws S3Error NoSuchBucket
   */
  put(location: ObjectLocation, body: Uint8Array, options?: WriteOptions): Promise<string>
  /**
   * Begins to write an object in parts. It exists once the upload is completed.
   * @throws S3Error NoSuchBucket
   */
  createUpload(location: ObjectLocation, options?: WriteOptions): Promise<UploadRef>
  /**
   * Writes a part. All parts but the last have at least 5 MiB.
   * @throws S3Error NoSuchUpload
   */
  uploadPart(upload: UploadRef, number: number, body: Uint8Array): Promise<UploadedPart>
  /**
   * Joins parts to the object. Returns its entity tag.
   * @throws S3Error NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall
   */
  completeUpload(upload: UploadRef, parts: readonly UploadedPart[]): Promise<string>
  /**
   * Ends an upload and deletes its parts.
   * @throws S3Error NoSuchUpload
   */
  abortUpload(upload: UploadRef): Promise<void>
}
