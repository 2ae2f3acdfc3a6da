import { md5 } from './checksum.ts'
import type { UploadedPart } from './object-storage.ts'
import { S3Error } from './s3-error.ts'

export interface Part {
  readonly bytes: Buffer
  readonly etag: string
}

/** The minimum size of all parts but the last (user guide, qfacts). */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024

/**
 * Joins the parts of an upload that `chosen` lists, and computes the entity tag of the object (API reference, Object: ETag).
 * @throws S3Error MalformedXML if there are none, InvalidPartOrder, InvalidPart, EntityTooSmall
 */
export const joinParts = (
  uploaded: ReadonlyMap<number, Part>,
  chosen: readonly UploadedPart[],
  uploadId: string,
): Part => {
  if (chosen.length === 0) throw new S3Error('MalformedXML')
  if (chosen.some(({ number }, i) => number <= (chosen[i - 1]?.number ?? 0))) throw new S3Error('InvalidPartOrder')
  const parts = chosen.map(({ number, etag }) => {
    const part = uploaded.get(number)
    if (part?.etag !== etag) throw new S3Error('InvalidPart', { UploadId: uploadId, PartNumber: String(number) })
    return part
  })
  if (parts.slice(0, -1).some(({ bytes }) => bytes.length < SMALLEST_PART_BYTES)) throw new S3Error('EntityTooSmall')
  const digests = Buffer.concat(parts.map(({ bytes }) => md5(bytes)))
  const etag = `"${md5(digests).toString('hex')}-${parts.length}"`
  return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), etag }
}
