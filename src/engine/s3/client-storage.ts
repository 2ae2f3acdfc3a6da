import type { S3Client } from '@aws-sdk/client-s3'
import { abortSignalOf } from '../../stop.ts'
import { formatRange } from './byte-range.ts'
import type {
  GetOptions,
  ListOptions,
  ObjectContent,
  ObjectHead,
  ObjectLocation,
  ObjectPage,
  ObjectStorage,
  ObjectSummary,
  ReadOptions,
  UploadedPart,
  UploadRef,
  WriteOptions,
} from './object-storage.ts'
import { isS3ErrorCode, S3Error } from './s3-error.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

/**
 * Object storage on an `S3Client`: objects of AWS, or of any other service with the API of S3. The SDK's commands are
 * loaded by the first call.
 */
export class ClientStorage implements ObjectStorage {
  readonly #client: S3Client
  #sdk: Promise<Sdk> | undefined

  constructor(client: S3Client) {
    this.#client = client
  }

  async get(
    { bucket: Bucket, key: Key, versionId: VersionId }: ObjectLocation,
    { range, signal }: GetOptions = {},
  ): Promise<ObjectContent> {
    const Range = range && formatRange(range)
    const found = await this.#send(({ GetObjectCommand }) =>
      this.#client.send(new GetObjectCommand({ Bucket, Key, VersionId, Range }), abortedBy(signal)),
    )
    return { ...headOf(Key, found), body: chunksOf(found.Body) }
  }

  async head(
    { bucket: Bucket, key: Key, versionId: VersionId }: ObjectLocation,
    { signal }: ReadOptions = {},
  ): Promise<ObjectHead> {
    const found = await this.#send(({ HeadObjectCommand }) =>
      this.#client.send(new HeadObjectCommand({ Bucket, Key, VersionId }), abortedBy(signal)),
    )
    return headOf(Key, found)
  }

  async list(Bucket: string, options: ListOptions = {}): Promise<ObjectPage> {
    const { prefix: Prefix, pageToken: ContinuationToken, maxKeys: MaxKeys, signal } = options
    const { Contents = [], NextContinuationToken: nextToken } = await this.#send(({ ListObjectsV2Command }) =>
      this.#client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken, MaxKeys }), abortedBy(signal)),
    )
    return { objects: Contents.map((found) => summaryOf(found.Key, found.Size, found)), nextToken }
  }

  async put({ bucket, key }: ObjectLocation, Body: Uint8Array, { contentType }: WriteOptions = {}): Promise<string> {
    const { ETag = '' } = await this.#send(({ PutObjectCommand }) =>
      this.#client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: contentType })),
    )
    return ETag
  }

  async createUpload({ bucket, key }: ObjectLocation, { contentType }: WriteOptions = {}): Promise<UploadRef> {
    const { UploadId: uploadId = '' } = await this.#send(({ CreateMultipartUploadCommand }) =>
      this.#client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType })),
    )
    return { bucket, key, uploadId }
  }

  async uploadPart(upload: UploadRef, number: number, Body: Uint8Array): Promise<UploadedPart> {
    const { ETag: etag = '' } = await this.#send(({ UploadPartCommand }) =>
      this.#client.send(new UploadPartCommand({ ...idsOf(upload), PartNumber: number, Body })),
    )
    return { number, etag }
  }

  async completeUpload(upload: UploadRef, parts: readonly UploadedPart[]): Promise<string> {
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }))
    const { ETag = '' } = await this.#send(({ CompleteMultipartUploadCommand }) =>
      this.#client.send(new CompleteMultipartUploadCommand({ ...idsOf(upload), MultipartUpload: { Parts } })),
    )
    return ETag
  }

  async abortUpload(upload: UploadRef): Promise<void> {
    await this.#send(({ AbortMultipartUploadCommand }) =>
      this.#client.send(new AbortMultipartUploadCommand(idsOf(upload))),
    )
  }

  async #send<Output>(request: (sdk: Sdk) => Promise<Output>): Promise<Output> {
    this.#sdk ??= import('@aws-sdk/client-s3')
    try {
      return await request(await this.#sdk)
    } catch (error) {
      throw toS3Error(error)
    }
  }
}

const idsOf = ({ bucket, key, uploadId }: UploadRef) => ({ Bucket: bucket, Key: key, UploadId: uploadId })

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
