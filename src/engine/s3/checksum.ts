import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { S3Error } from './s3-error.ts'

/** The checksum of an object, in base64 as in the header `x-amz-checksum-<algorithm>`. */
export interface Checksum {
  readonly algorithm: string
  readonly value: string
}

type Compute = (body: Uint8Array) => Buffer

/** The functions that compute S3's checksums. Checksums without one are stored as they were sent, and readers check them. */
const algorithms = new Map<string, Compute | undefined>([
  [
    'crc32',
    (body) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(crc32(body))
      return bytes
    },
  ],
  ['sha1', (body) => createHash('sha1').update(body).digest()],
  ['sha256', (body) => createHash('sha256').update(body).digest()],
  ['crc32c', undefined],
  ['crc64nvme', undefined],
])

export const md5 = (body: Uint8Array): Buffer => createHash('md5').update(body).digest()

/** The entity tag of an object that was not uploaded in parts (API reference, Object: ETag). */
export const etagOf = (body: Uint8Array): string => `"${md5(body).toString('hex')}"`

/** The checksum of an object that was sent without one. */
export const crc32Of = (body: Uint8Array): Checksum => ({ algorithm: 'crc32', value: compute('crc32', body) ?? '' })

const compute = (algorithm: string, body: Uint8Array): string | undefined =>
  algorithms.get(algorithm)?.(body).toString('base64')

const headerOf = (algorithm: string): string => `x-amz-checksum-${algorithm}`

/** The header that carries a checksum. */
export const checksumHeader = ({ algorithm, value }: Checksum): Record<string, string> => ({
  [headerOf(algorithm)]: value,
})

/**
 * The checksum that a body was sent with, in a header or a trailer; without one, its CRC-32.
 * @throws S3Error BadDigest if the body does not have the checksum that was sent
 */
export const checkedChecksum = (body: Uint8Array, headers: ReadonlyMap<string, string>): Checksum => {
  if (headers.has('content-md5')) verify(headers.get('content-md5'), md5(body).toString('base64'))
  for (const algorithm of algorithms.keys()) {
    const value = headers.get(headerOf(algorithm))
    if (value === undefined) continue
    verify(value, compute(algorithm, body))
    return { algorithm, value }
  }
  return crc32Of(body)
}

const verify = (sent: string | undefined, computed: string | undefined): void => {
  if (sent !== undefined && computed !== undefined && sent !== computed)
    throw new S3Error('BadDigest', { ExpectedDigest: sent, CalculatedDigest: computed })
}
