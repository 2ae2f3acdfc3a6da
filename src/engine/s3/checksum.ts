import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { S3Error } from './s3-error.ts'

/** The checksum of an object, as the header `x-amz-checksum-<algorithm>` has it: base64. */
export interface Checksum {
  readonly algorithm: string
  readonly value: string
}

/** How checksums are computed. Those that are not here (crc32c, crc64nvme) are kept as they were sent, for readers to check. */
const algorithms: Readonly<Record<string, (body: Uint8Array) => Buffer>> = {
  crc32: (body) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(crc32(body))
    return bytes
  },
  sha1: (body) => createHash('sha1').update(body).digest(),
  sha256: (body) => createHash('sha256').update(body).digest(),
  md5: (body) => createHash('md5').update(body).digest(),
}

export const crc32Of = (body: Uint8Array): Checksum => ({ algorithm: 'crc32', value: compute('crc32', body) ?? '' })

const compute = (algorithm: string, body: Uint8Array): string | undefined =>
  algorithms[algorithm]?.(body).toString('base64')

const PREFIX = 'x-amz-checksum-'

/** The header or trailer that carries a checksum. */
export const checksumHeader = ({ algorithm, value }: Checksum): Record<string, string> => ({
  [PREFIX + algorithm]: value,
})

/**
 * The checksum that a body was sent with; without one, its CRC-32, as S3 adds one to every object.
 * @throws S3Error BadDigest where the body is not the one that was sent
 */
export const checkedChecksum = (body: Uint8Array, headers: ReadonlyMap<string, string>): Checksum => {
  const md5 = headers.get('content-md5')
  if (md5 !== undefined) verify({ algorithm: 'md5', value: md5 }, body)
  const sent = [...headers].find(([name]) => name.startsWith(PREFIX) && !/-(?:algorithm|mode|type)$/.test(name))
  if (!sent) return crc32Of(body)
  const checksum = { algorithm: sent[0].slice(PREFIX.length), value: sent[1] }
  verify(checksum, body)
  return checksum
}

const verify = ({ algorithm, value }: Checksum, body: Uint8Array): void => {
  const computed = compute(algorithm, body)
  if (computed !== undefined && computed !== value)
    throw new S3Error('BadDigest', { Expected: value, Calculated: computed })
}
