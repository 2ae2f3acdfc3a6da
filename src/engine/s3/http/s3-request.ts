import { S3Error } from '../s3-error.ts'
import { decodeChunks } from './aws-chunked.ts'
import { writeXml, type XmlElements } from './xml.ts'

/** An HTTP request to S3, from a socket or in process. */
export interface S3Request {
  readonly method: string
  /** The host name, with or without a port. */
  readonly host: string
  /** The path as it was sent, percent-encoded: `/bucket/a%20key`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

export interface S3Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export const EMPTY_BODY: Buffer = Buffer.alloc(0)

/** A reply without a body. */
export const emptyReply = (status: number, headers: S3Reply['headers'] = {}): S3Reply => ({
  status,
  headers,
  body: EMPTY_BODY,
})

/** A successful reply in XML. */
export const xmlReply = (root: string, elements: XmlElements): S3Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(writeXml(root, elements)),
})

/** A request with its bucket and key, and its body without framing. */
export interface S3Call extends Omit<S3Request, 'host' | 'path'> {
  /** Empty for the service itself. */
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
}

const MAX_KEY_BYTES = 1024

/** Reads a request. @throws S3Error KeyTooLongError, InvalidArgument for a malformed path, IncompleteBody */
export const readRequest = ({ host, path, ...request }: S3Request): S3Call => {
  const { bucket, key } = address(host, path)
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError')
  if (!isChunked(request.headers)) return { ...request, bucket, key }
  const { body, trailers } = decodeChunks(request.body)
  const length = request.headers.get('x-amz-decoded-content-length')
  if (length !== undefined && Number(length) !== body.length) throw new S3Error('IncompleteBody')
  return { ...request, bucket, key, body, headers: new Map([...request.headers, ...trailers]) }
}

const isChunked = (headers: ReadonlyMap<string, string>): boolean =>
  headers.get('x-amz-content-sha256')?.startsWith('STREAMING-') === true ||
  headers
    .get('content-encoding')
    ?.split(',')
    .some((coding) => coding.trim() === 'aws-chunked') === true

/** `https://bucket.s3.us-east-1.amazonaws.com/key`, `http://bucket.localhost/key` and `/bucket/key` name the same object. */
const address = (host: string, path: string): { bucket: string; key: string } => {
  const virtual = /^(.+?)\.(?:s3[.-][\w.-]*amazonaws\.com(?:\.cn)?|localhost)(?::\d+)?$/.exec(host)?.[1]
  const [, first = '', ...rest] = path.split('/')
  return virtual === undefined
    ? { bucket: decode(first), key: decode(rest.join('/')) }
    : { bucket: virtual, key: decode(path.slice(1)) }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidArgument', { Argument: text })
  }
}
