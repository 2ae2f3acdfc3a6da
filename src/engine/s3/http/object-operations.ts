import { parseRange, resolveRange } from '../byte-range.ts'
import { checkedChecksum, checksumHeader } from '../checksum.ts'
import type { MemoryObject } from '../memory-storage.ts'
import { S3Error } from '../s3-error.ts'
import type { S3ApiDeps, S3Operations } from './s3-operation.ts'
import { EMPTY_BODY, emptyReply, type S3Call, type S3Reply } from './s3-request.ts'

export const objectOperations = {
  'PUT object': async ({ bucket, key, body, headers }, { storage }) => {
    const checksum = checkedChecksum(body, headers)
    const etag = await storage.put({ bucket, key }, body, {
      checksum,
      headers: objectHeaders(headers),
      ifMatch: headers.get('if-match'),
      ifAbsent: headers.get('if-none-match') === '*',
    })
    return emptyReply(200, { etag, ...checksumHeader(checksum), ...fullObject })
  },

  'GET object': (call, deps) => getObject(call, deps),
  'HEAD object': (call, deps) => getObject(call, deps),

  'DELETE object': async ({ bucket, key }, { storage }) => {
    await storage.delete({ bucket, key })
    return emptyReply(204)
  },
} satisfies S3Operations

/** The headers of a request that are kept with its object. */
const keptHeader = /^(?:content-(?:type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.+)$/

/** The headers to keep with the object of a request. `aws-chunked` is a coding of the request only. */
export const objectHeaders = (headers: ReadonlyMap<string, string>): Record<string, string> => {
  const kept = new Map([...headers].filter(([name]) => keptHeader.test(name)))
  const codings = (kept.get('content-encoding') ?? '').split(',').map((coding) => coding.trim())
  const encoding = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(', ')
  kept.delete('content-encoding')
  if (encoding !== '') kept.set('content-encoding', encoding)
  return Object.fromEntries(kept)
}

/** GetObject and HeadObject, which differs in the body only. */
const getObject = async ({ bucket, key, method, headers, query }: S3Call, { storage }: S3ApiDeps): Promise<S3Reply> => {
  const versionId = query.get('versionId') ?? undefined
  const object = await storage.read({ bucket, key, versionId })
  checkPreconditions(object, headers)
  const asked = parseRange(headers.get('range'))
  const range = asked && resolveRange(asked, object.size)
  const body = range ? object.bytes.subarray(range.first, range.last + 1) : object.bytes
  const isChecked = !range && headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED'
  return {
    status: range ? 206 : 200,
    headers: {
      ...object.headers,
      ...overriddenHeaders(query),
      etag: object.etag,
      'last-modified': new Date(object.lastModified).toUTCString(),
      'accept-ranges': 'bytes',
      'content-length': String(body.length),
      ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${object.size}` }),
      ...(isChecked && { ...checksumHeader(object.checksum), ...fullObject }),
    },
    body: method === 'HEAD' ? EMPTY_BODY : body,
  }
}

/** The embedded S3 computes all checksums of whole objects. */
const fullObject = { 'x-amz-checksum-type': 'FULL_OBJECT' }

const checkPreconditions = ({ etag, lastModified }: MemoryObject, headers: ReadonlyMap<string, string>): void => {
  const match = headers.get('if-match')
  if (match !== undefined && match !== '*' && match !== etag) throw new S3Error('PreconditionFailed')
  if (headers.get('if-none-match') === etag) throw new S3Error('NotModified')
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  if (!headers.has('if-none-match') && Math.floor(lastModified / 1000) * 1000 <= since) throw new S3Error('NotModified')
}

/** Headers that the request sets in place of the object's own: `?response-content-type=…`. */
const overriddenHeaders = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query].filter(([name]) => name.startsWith('response-')).map(([name, value]) => [name.slice(9), value]),
  )
