import { checkedChecksum, checksumHeader, etagOf } from '../checksum.ts'
import { type Bucket, objectOf, type S3Object } from '../memory-object-store.ts'
import { S3Error } from '../s3-error.ts'
import type { S3Call, S3Reply } from './s3-request.ts'

export const EMPTY = Buffer.alloc(0)

/** The headers of a PutObject that are the object's own. */
const kept = /^(?:content-(?:type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.+)$/

/** What is kept of a request's headers with the object that it sends. */
export const ownHeaders = (headers: ReadonlyMap<string, string>): Record<string, string> => {
  const own = new Map([...headers].filter(([name]) => kept.test(name)))
  const codings = (own.get('content-encoding') ?? '').split(',').map((coding) => coding.trim())
  const encoding = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(', ')
  own.delete('content-encoding')
  if (encoding !== '') own.set('content-encoding', encoding)
  return { 'content-type': 'application/octet-stream', ...Object.fromEntries(own) }
}

export const putObject = (bucket: Bucket, { key, body, headers }: S3Call, now: number): S3Reply => {
  const existing = bucket.objects.get(key)
  if (headers.get('if-none-match') === '*' && existing) throw new S3Error('PreconditionFailed')
  if (headers.has('if-match')) {
    if (!existing) throw new S3Error('NoSuchKey', { Key: key })
    if (headers.get('if-match') !== existing.etag) throw new S3Error('PreconditionFailed')
  }
  const checksum = checkedChecksum(body, headers)
  const etag = etagOf(body)
  bucket.objects.set(key, { key, body, etag, checksum, lastModified: now, headers: ownHeaders(headers) })
  return { status: 200, headers: { etag, ...checksumHeader(checksum), ...FULL }, body: EMPTY }
}

/** GetObject and HeadObject: the same but for the body. */
export const getObject = (bucket: Bucket, { key, method, headers, query }: S3Call): S3Reply => {
  const object = objectOf(bucket, key)
  checkPreconditions(object, headers)
  const range = readRange(headers.get('range'), object.body.length)
  const body = range ? object.body.subarray(range.first, range.last + 1) : object.body
  const isChecked = !range && headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
  return {
    status: range ? 206 : 200,
    headers: {
      ...object.headers,
      ...overridden(query),
      etag: object.etag,
      'last-modified': new Date(object.lastModified).toUTCString(),
      'accept-ranges': 'bytes',
      'content-length': String(body.length),
      ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${object.body.length}` }),
      ...(isChecked && { ...checksumHeader(object.checksum), ...FULL }),
    },
    body: method === 'HEAD' ? EMPTY : body,
  }
}

export const deleteObject = ({ objects }: Bucket, { key }: S3Call): S3Reply => {
  objects.delete(key)
  return { status: 204, headers: {}, body: EMPTY }
}

/** Checksums are always of whole objects here. */
const FULL = { 'x-amz-checksum-type': 'FULL_OBJECT' }

const checkPreconditions = ({ etag, lastModified }: S3Object, headers: ReadonlyMap<string, string>): void => {
  const match = headers.get('if-match')
  if (match !== undefined && match !== '*' && match !== etag) throw new S3Error('PreconditionFailed')
  if (headers.get('if-none-match') === etag) throw new S3Error('NotModified')
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  if (!headers.has('if-none-match') && Math.floor(lastModified / 1000) * 1000 <= since) throw new S3Error('NotModified')
}

/** `bytes=0-99`, `bytes=100-`, `bytes=-100`; anything else is the whole object (RFC 9110, Range). */
const readRange = (header: string | undefined, length: number): { first: number; last: number } | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (first >= length || first > last) throw new S3Error('InvalidRange', { ActualObjectSize: String(length) })
  return { first, last }
}

/** Headers that a caller asks for instead of the object's own: `?response-content-type=…`. */
const overridden = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query].filter(([name]) => name.startsWith('response-')).map(([name, value]) => [name.slice(9), value]),
  )
