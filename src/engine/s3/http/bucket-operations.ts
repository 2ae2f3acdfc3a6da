import { MAX_KEYS } from '../list-keys.ts'
import type { MemoryObject } from '../memory-storage.ts'
import { S3Error } from '../s3-error.ts'
import type { S3ApiDeps, S3Operations } from './s3-operation.ts'
import { emptyReply, type S3Call, xmlReply } from './s3-request.ts'
import { elementsNamed, textNamed } from './xml.ts'

/** Operations without a bucket that exists. */
export const serviceOperations = {
  'GET service': async (_call, { storage }) => {
    const buckets = await storage.listBuckets()
    return xmlReply('ListAllMyBucketsResult', {
      Buckets: {
        Bucket: buckets.map(({ name, creationDate }) => ({
          Name: name,
          CreationDate: new Date(creationDate).toISOString(),
        })),
      },
    })
  },

  'PUT bucket': async ({ bucket }, { storage }) => {
    await storage.createBucket(bucket)
    return emptyReply(200, { location: `/${bucket}` })
  },
} satisfies S3Operations

export const bucketOperations = {
  'HEAD bucket': async (_call, { region }) => emptyReply(200, { 'x-amz-bucket-region': region }),

  'DELETE bucket': async ({ bucket }, { storage }) => {
    await storage.deleteBucket(bucket)
    return emptyReply(204)
  },

  'GET bucket': (call, deps) => listObjects(call, deps),
  'GET bucket?list-type': (call, deps) => listObjects(call, deps),

  'POST bucket?delete': async ({ bucket, body }, { storage }) => {
    const xml = body.toString()
    const keys = elementsNamed('Object', xml).map((object) => textNamed('Key', object))
    if (keys.length === 0 || keys.length > MAX_KEYS || keys.includes(undefined)) throw new S3Error('MalformedXML')
    for (const key of keys) await storage.delete({ bucket, key: key ?? '' })
    const isQuiet = textNamed('Quiet', xml) === 'true'
    return xmlReply('DeleteResult', { Deleted: isQuiet ? [] : keys.map((Key) => ({ Key })) })
  },
} satisfies S3Operations

/** ListObjectsV2, and ListObjects, whose pages continue at a marker instead of a token. */
const listObjects = async ({ bucket, query }: S3Call, { storage }: S3ApiDeps) => {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const marker = query.get('marker') ?? query.get('start-after') ?? ''
  const pageToken = token === null ? marker : Buffer.from(token, 'base64url').toString()
  const maxKeys = readLimit(query.get('max-keys'))
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key
  const page = await storage.list(bucket, { prefix, delimiter, pageToken, maxKeys })
  return xmlReply('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    ...(query.has('start-after') && { StartAfter: encode(marker) }),
    ...(query.has('marker') && { Marker: encode(marker) }),
    ...(token !== null && { ContinuationToken: token }),
    ...(page.nextToken !== undefined && continuation(page.nextToken, encode)),
    ...(query.has('encoding-type') && { EncodingType: 'url' }),
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys,
    IsTruncated: page.nextToken !== undefined,
    Contents: page.objects.map((object) => contents(object, encode)),
    CommonPrefixes: page.commonPrefixes.map((entry) => ({ Prefix: encode(entry) })),
  })
}

/** The position at which the next page begins: each of the two operations reads its own element. */
const continuation = (lastEntry: string, encode: (key: string) => string) => ({
  NextContinuationToken: Buffer.from(lastEntry).toString('base64url'),
  NextMarker: encode(lastEntry),
})

const readLimit = (text: string | null): number => {
  if (text !== null && !/^\d+$/.test(text))
    throw new S3Error('InvalidArgument', { ArgumentName: 'max-keys', ArgumentValue: text })
  return Math.min(Number(text ?? MAX_KEYS), MAX_KEYS)
}

const contents = ({ key, etag, lastModified, size, checksum }: MemoryObject, encode: (key: string) => string) => ({
  Key: encode(key),
  LastModified: new Date(lastModified).toISOString(),
  ETag: etag,
  ChecksumAlgorithm: checksum.algorithm.toUpperCase(),
  ChecksumType: 'FULL_OBJECT',
  Size: size,
  StorageClass: 'STANDARD',
})

const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/')
