import type { Checksum } from './checksum.ts'
import { S3Error } from './s3-error.ts'

export interface S3Object {
  readonly key: string
  readonly body: Buffer
  /** With its quotes. */
  readonly etag: string
  readonly checksum: Checksum
  readonly lastModified: number
  /** What is sent back with the object as it came: its content type, its metadata, … */
  readonly headers: Readonly<Record<string, string>>
}

/** An object that arrives in parts, by number. */
export interface Upload {
  readonly id: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Map<number, { readonly body: Buffer; readonly etag: string }>
}

export interface Bucket {
  readonly name: string
  readonly creationDate: number
  readonly objects: Map<string, S3Object>
  readonly uploads: Map<string, Upload>
}

export type Buckets = Map<string, Bucket>

/** @throws S3Error NoSuchBucket */
export const bucketOf = (buckets: Buckets, name: string): Bucket => {
  const bucket = buckets.get(name)
  if (!bucket) throw new S3Error('NoSuchBucket', { BucketName: name })
  return bucket
}

/** @throws S3Error NoSuchKey */
export const objectOf = ({ objects }: Bucket, key: string): S3Object => {
  const object = objects.get(key)
  if (!object) throw new S3Error('NoSuchKey', { Key: key })
  return object
}
