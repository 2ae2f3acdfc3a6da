import type { MemoryStorage } from '../memory-storage.ts'
import type { S3Call, S3Reply } from './s3-request.ts'

export interface S3ApiDeps {
  readonly storage: MemoryStorage
  /** The region of all buckets. */
  readonly region: string
}

/** An operation of S3. @throws S3Error */
export type S3Operation = (call: S3Call, deps: S3ApiDeps) => Promise<S3Reply>

/** Operations by method, by the kind of the path, and by the query parameter that distinguishes operations: `PUT object?uploadId`. */
export type S3Operations = Readonly<Record<string, S3Operation>>
