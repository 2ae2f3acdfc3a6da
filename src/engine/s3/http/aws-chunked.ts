import { S3Error } from '../s3-error.ts'

/** A body without its framing, with the trailers behind it. */
export interface Decoded {
  readonly body: Buffer
  readonly trailers: ReadonlyMap<string, string>
}

/**
 * Decodes `aws-chunked` framing: `size;chunk-signature=…\r\n bytes \r\n … 0\r\n trailers \r\n` (API reference,
 * sigv4-streaming). Signatures are not checked.
 * @throws S3Error IncompleteBody if the framing is cut off
 */
export const decodeChunks = (encoded: Buffer): Decoded => {
  const chunks: Buffer[] = []
  let at = 0
  const line = (): string => {
    const end = encoded.indexOf('\r\n', at)
    if (end < 0) throw new S3Error('IncompleteBody')
    const text = encoded.toString('latin1', at, end)
    at = end + 2
    return text
  }
  for (;;) {
    const size = Number.parseInt(line(), 16)
    if (!(size >= 0) || at + size > encoded.length) throw new S3Error('IncompleteBody')
    if (size === 0) break
    chunks.push(encoded.subarray(at, at + size))
    at += size
    line()
  }
  const trailers = new Map<string, string>()
  while (at < encoded.length) {
    const [name = '', ...value] = line().split(':')
    if (name !== '') trailers.set(name.toLowerCase(), value.join(':').trim())
  }
  return { body: Buffer.concat(chunks), trailers }
}
