import { checkedChecksum, checksumHeader } from '../checksum.ts'
import type { UploadedPart, UploadRef } from '../object-storage.ts'
import { S3Error } from '../s3-error.ts'
import { objectHeaders } from './object-operations.ts'
import type { S3Operations } from './s3-operation.ts'
import { emptyReply, type S3Call, xmlReply } from './s3-request.ts'
import { elementsNamed, textNamed } from './xml.ts'

const MAX_PARTS = 10_000

/** Multipart uploads. */
export const uploadOperations = {
  'POST object?uploads': async ({ bucket, key, headers }, { storage }) => {
    const { uploadId } = await storage.createUpload({ bucket, key }, { headers: objectHeaders(headers) })
    return xmlReply('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploadId })
  },

  'PUT object?uploadId': async (call, { storage }) => {
    const { body, headers, query } = call
    const number = Number(query.get('partNumber'))
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
      throw new S3Error('InvalidArgument', { ArgumentName: 'partNumber', ArgumentValue: query.get('partNumber') ?? '' })
    const checksum = checkedChecksum(body, headers)
    const { etag } = await storage.uploadPart(uploadOf(call), number, body)
    return emptyReply(200, { etag, ...checksumHeader(checksum) })
  },

  'POST object?uploadId': async (call, { storage }) => {
    const { bucket, key, body } = call
    const etag = await storage.completeUpload(uploadOf(call), readParts(body.toString()))
    const { checksum } = await storage.read({ bucket, key })
    return xmlReply('CompleteMultipartUploadResult', {
      Location: `/${bucket}/${key}`,
      Bucket: bucket,
      Key: key,
      ETag: etag,
      ChecksumCRC32: checksum.value,
      ChecksumType: 'FULL_OBJECT',
    })
  },

  'DELETE object?uploadId': async (call, { storage }) => {
    await storage.abortUpload(uploadOf(call))
    return emptyReply(204)
  },
} satisfies S3Operations

const uploadOf = ({ bucket, key, query }: S3Call): UploadRef => ({ bucket, key, uploadId: query.get('uploadId') ?? '' })

const readParts = (xml: string): UploadedPart[] =>
  elementsNamed('Part', xml).map((part) => ({
    number: Number(textNamed('PartNumber', part)),
    etag: `"${textNamed('ETag', part)?.replaceAll('"', '')}"`,
  }))
