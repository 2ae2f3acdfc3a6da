import { checkedChecksum, checksumHeader, crc32Of, etagOf, md5 } from '../checksum.ts'
import type { Bucket, Upload } from '../memory-object-store.ts'
import { S3Error } from '../s3-error.ts'
import { xmlReply } from './bucket-operations.ts'
import { EMPTY, ownHeaders } from './object-operations.ts'
import type { S3Call, S3Reply } from './s3-request.ts'
import { elementsNamed, textNamed } from './xml.ts'

const MAX_PARTS = 10_000
const SMALLEST_PART = 5 * 1024 * 1024

export const createUpload = ({ name, uploads }: Bucket, { key, headers }: S3Call, id: string): S3Reply => {
  uploads.set(id, { id, key, headers: ownHeaders(headers), parts: new Map() })
  return xmlReply('InitiateMultipartUploadResult', { Bucket: name, Key: key, UploadId: id })
}

export const uploadPart = (bucket: Bucket, call: S3Call): S3Reply => {
  const { body, headers, query } = call
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
    throw new S3Error('InvalidArgument', { ArgumentName: 'partNumber', ArgumentValue: query.get('partNumber') ?? '' })
  const checksum = checkedChecksum(body, headers)
  const etag = etagOf(body)
  uploadOf(bucket, call).parts.set(number, { body, etag })
  return { status: 200, headers: { etag, ...checksumHeader(checksum) }, body: EMPTY }
}

export const completeUpload = (bucket: Bucket, call: S3Call, now: number): S3Reply => {
  const { id, key, headers, parts } = uploadOf(bucket, call)
  const listed = readParts(call.body.toString())
  const chosen = listed.map(({ number, etag }) => {
    const part = parts.get(number)
    if (!part || part.etag !== etag) throw new S3Error('InvalidPart', { UploadId: id, PartNumber: String(number) })
    return part
  })
  if (chosen.slice(0, -1).some((part) => part.body.length < SMALLEST_PART)) throw new S3Error('EntityTooSmall')
  const body = Buffer.concat(chosen.map((part) => part.body))
  const digests = Buffer.concat(chosen.map((part) => md5(part.body)))
  const etag = `"${md5(digests).toString('hex')}-${chosen.length}"`
  const checksum = crc32Of(body)
  bucket.objects.set(key, { key, body, etag, checksum, lastModified: now, headers })
  bucket.uploads.delete(id)
  return xmlReply('CompleteMultipartUploadResult', {
    Location: `/${bucket.name}/${key}`,
    Bucket: bucket.name,
    Key: key,
    ETag: etag,
    ChecksumCRC32: checksum.value,
    ChecksumType: 'FULL_OBJECT',
  })
}

export const abortUpload = (bucket: Bucket, call: S3Call): S3Reply => {
  bucket.uploads.delete(uploadOf(bucket, call).id)
  return { status: 204, headers: {}, body: EMPTY }
}

/** @throws S3Error NoSuchUpload */
const uploadOf = ({ uploads }: Bucket, { key, query }: S3Call): Upload => {
  const id = query.get('uploadId') ?? ''
  const upload = uploads.get(id)
  if (upload?.key !== key) throw new S3Error('NoSuchUpload', { UploadId: id })
  return upload
}

const readParts = (xml: string): { number: number; etag: string }[] => {
  const parts = elementsNamed('Part', xml).map((part) => ({
    number: Number(textNamed('PartNumber', part)),
    etag: `"${textNamed('ETag', part)?.replaceAll('"', '')}"`,
  }))
  if (parts.length === 0) throw new S3Error('MalformedXML')
  if (parts.some(({ number }, i) => number <= (parts[i - 1]?.number ?? 0))) throw new S3Error('InvalidPartOrder')
  return parts
}
