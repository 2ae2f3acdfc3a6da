import type { S3Client } from '@aws-sdk/client-s3'
import { abortSignalOf } from '../../stop.ts'
import { formatRange } from './byte-range.ts'
import type { ObjectHead, ObjectStorage, ObjectSummary, ReadOptions } from './object-storage.ts'
import { isS3ErrorCode, S3Error } from './s3-error.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

/**
 * Object storage on an `S3Client`: objects of AWS, or of any other service with the API of S3. The SDK's commands are
 * loaded by the first call.
 *
 * @example
 * const storage = createClientStorage(new S3Client({ region: 'eu-central-1' }))
 * const { size } = await storage.head({ bucket: 'orders', key: 'items.csv' })
 */
export const createClientStorage = (client: S3Client): ObjectStorage => {
  let sdk: Promise<Sdk> | undefined
  const send = async <Output>(request: (sdk: Sdk) => Promise<Output>): Promise<Output> => {
    sdk ??= import('@aws-sdk/client-s3')
    try {
      return await request(await sdk)
    } catch (error) {
      throw toS3Error(error)
    }
  }

  return {
    get: async ({ bucket: Bucket, key: Key }, { range, signal } = {}) => {
      const Range = range && formatRange(range)
      const found = await send(({ GetObjectCommand }) =>
        client.send(new GetObjectCommand({ Bucket, Key, Range }), abortedBy(signal)),
      )
      return { ...headOf(Key, found), body: chunksOf(found.Body) }
    },
    head: async ({ bucket: Bucket, key: Key }, { signal } = {}) => {
      const found = await send(({ HeadObjectCommand }) =>
        client.send(new HeadObjectCommand({ Bucket, Key }), abortedBy(signal)),
      )
      return headOf(Key, found)
    },
    list: async (Bucket, { prefix: Prefix, pageToken: ContinuationToken, maxKeys: MaxKeys, signal } = {}) => {
      const { Contents = [], NextContinuationToken: nextToken } = await send(({ ListObjectsV2Command }) =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken, MaxKeys }), abortedBy(signal)),
      )
      return { objects: Contents.map((found) => summaryOf(found.Key, found.Size, found)), nextToken }
    },
    put: async ({ bucket: Bucket, key: Key }, Body, { contentType: ContentType } = {}) => {
      const { ETag = '' } = await send(({ PutObjectCommand }) =>
        client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType })),
      )
      return ETag
    },
    createUpload: async ({ bucket, key }, { contentType: ContentType } = {}) => {
      const { UploadId: uploadId = '' } = await send(({ CreateMultipartUploadCommand }) =>
        client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType })),
      )
      return { bucket, key, uploadId }
    },
    uploadPart: async ({ bucket: Bucket, key: Key, uploadId: UploadId }, number, Body) => {
      const { ETag: etag = '' } = await send(({ UploadPartCommand }) =>
        client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: number, Body })),
      )
      return { number, etag }
    },
    completeUpload: async ({ bucket: Bucket, key: Key, uploadId: UploadId }, parts) => {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }))
      const { ETag = '' } = await send(({ CompleteMultipartUploadCommand }) =>
        client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })),
      )
      return ETag
    },
    abortUpload: async ({ bucket: Bucket, key: Key, uploadId: UploadId }) => {
      await send(({ AbortMultipartUploadCommand }) =>
        client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
      )
    },
  }
}

const abortedBy = (signal: ReadOptions['signal']) => (signal ? { abortSignal: abortSignalOf(signal) } : {})

interface FoundObject {
  readonly ContentLength?: number | undefined
  readonly ContentRange?: string | undefined
  readonly ContentType?: string | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
}

const headOf = (key: string, found: FoundObject): ObjectHead => ({
  ...summaryOf(key, sizeOf(found), found),
  contentType: found.ContentType,
})

const summaryOf = (
  key = '',
  size = 0,
  { ETag = '', LastModified }: Pick<FoundObject, 'ETag' | 'LastModified'>,
): ObjectSummary => ({ key, size, etag: ETag, lastModified: LastModified?.getTime() ?? 0 })

/** The size of the whole object: `bytes 0-99/1234`. */
const sizeOf = ({ ContentRange, ContentLength = 0 }: FoundObject): number => {
  const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1]
  return total === undefined ? ContentLength : Number(total)
}

/** The body of a response: on Node.js a stream of bytes. */
const chunksOf = async function* (body: unknown): AsyncGenerator<Uint8Array> {
  if (!isAsyncIterable(body)) throw new TypeError('the body of an object must be a stream of Node.js')
  for await (const chunk of body) yield chunk
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body

/** The S3Error for an error of the SDK, if it has a code of S3. A response to HEAD has no code but its status. */
const toS3Error = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const code = error.name === 'NotFound' ? 'NoSuchKey' : error.name
  return isS3ErrorCode(code) ? new S3Error(code, {}, { cause: error }) : error
}
