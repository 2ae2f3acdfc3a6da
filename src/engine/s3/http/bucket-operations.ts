import type { AwsEnvironment } from '../../../arn.ts'
import type { Bucket, Buckets, S3Object } from '../memory-object-store.ts'
import { S3Error } from '../s3-error.ts'
import { EMPTY } from './object-operations.ts'
import type { S3Call, S3Reply } from './s3-request.ts'
import { elementsNamed, textNamed, writeXml, type XmlElements } from './xml.ts'

/** An answer in XML. */
export const xmlReply = (root: string, elements: XmlElements): S3Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(writeXml(root, elements)),
})

/** Names as S3 allows them (user guide, bucketnamingrules). */
const validName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/

/** In us-east-1 creating a bucket that one has succeeds; elsewhere it is refused (API reference, CreateBucket). */
export const createBucket = (
  buckets: Buckets,
  { bucket: name }: S3Call,
  { region, now }: { region: string; now: number },
): S3Reply => {
  if (!validName.test(name)) throw new S3Error('InvalidBucketName', { BucketName: name })
  if (buckets.has(name) && region !== 'us-east-1') throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: name })
  if (!buckets.has(name)) buckets.set(name, { name, creationDate: now, objects: new Map(), uploads: new Map() })
  return { status: 200, headers: { location: `/${name}` }, body: EMPTY }
}

export const deleteBucket = (buckets: Buckets, { name, objects }: Bucket): S3Reply => {
  if (objects.size > 0) throw new S3Error('BucketNotEmpty', { BucketName: name })
  buckets.delete(name)
  return { status: 204, headers: {}, body: EMPTY }
}

export const headBucket = ({ region }: AwsEnvironment): S3Reply => ({
  status: 200,
  headers: { 'x-amz-bucket-region': region },
  body: EMPTY,
})

export const listBuckets = (buckets: Buckets): S3Reply =>
  xmlReply('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: [...buckets.values()].map(({ name, creationDate }) => ({
        Name: name,
        CreationDate: new Date(creationDate).toISOString(),
      })),
    },
  })

export const deleteObjects = ({ objects }: Bucket, { body }: S3Call): S3Reply => {
  const xml = body.toString()
  const keys = elementsNamed('Object', xml).map((object) => textNamed('Key', object))
  if (keys.length === 0 || keys.length > MAX_KEYS || keys.includes(undefined)) throw new S3Error('MalformedXML')
  for (const key of keys) objects.delete(key ?? '')
  const isQuiet = textNamed('Quiet', xml) === 'true'
  return xmlReply('DeleteResult', { Deleted: isQuiet ? [] : keys.map((Key) => ({ Key })) })
}

/**
 * ListObjectsV2, and ListObjects, whose pages continue at a marker instead of a token. Common prefixes count as one entry
 * each, and a page continues behind its last entry.
 */
export const listObjects = ({ name, objects }: Bucket, { query }: S3Call): S3Reply => {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const marker = query.get('marker') ?? query.get('start-after') ?? ''
  const after = token === null ? marker : Buffer.from(token, 'base64url').toString()
  const limit = readLimit(query.get('max-keys'))
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key

  const entries = new Map<string, S3Object | undefined>()
  for (const key of [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(byUtf8)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    if (cut < 0) entries.set(key, objects.get(key))
    else entries.set(key.slice(0, cut + delimiter.length), undefined)
  }
  const rest = [...entries].filter(([entry]) => byUtf8(entry, after) > 0)
  const shown = rest.slice(0, limit)
  const isTruncated = limit > 0 && rest.length > shown.length
  return xmlReply('ListBucketResult', {
    Name: name,
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    ...(query.has('start-after') && { StartAfter: encode(marker) }),
    ...(query.has('marker') && { Marker: encode(marker) }),
    ...(token !== null && { ContinuationToken: token }),
    ...(isTruncated && following(shown.at(-1)?.[0] ?? after, encode)),
    ...(query.has('encoding-type') && { EncodingType: 'url' }),
    KeyCount: shown.length,
    MaxKeys: limit,
    IsTruncated: isTruncated,
    Contents: shown.flatMap(([, object]) => (object ? [contents(object, encode)] : [])),
    CommonPrefixes: shown.flatMap(([entry, object]) => (object ? [] : [{ Prefix: encode(entry) }])),
  })
}

/** Where the next page begins: each of the two operations reads its own element. */
const following = (entry: string, encode: (key: string) => string) => ({
  NextContinuationToken: Buffer.from(entry).toString('base64url'),
  NextMarker: encode(entry),
})

const MAX_KEYS = 1000

const readLimit = (text: string | null): number => {
  if (text !== null && !/^\d+$/.test(text))
    throw new S3Error('InvalidArgument', { ArgumentName: 'max-keys', ArgumentValue: text })
  return Math.min(Number(text ?? MAX_KEYS), MAX_KEYS)
}

const contents = ({ key, etag, lastModified, body, checksum }: S3Object, encode: (key: string) => string) => ({
  Key: encode(key),
  LastModified: new Date(lastModified).toISOString(),
  ETag: etag,
  ChecksumAlgorithm: checksum.algorithm.toUpperCase(),
  ChecksumType: 'FULL_OBJECT',
  Size: body.length,
  StorageClass: 'STANDARD',
})

/** Keys are listed in the order of their UTF-8 bytes, which differs from that of UTF-16 beyond U+FFFF. */
const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/')
