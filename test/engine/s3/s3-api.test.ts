import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunks } from '../../../src/engine/s3/http/aws-chunked.ts'
import { createS3Api } from '../../../src/engine/s3/http/s3-api.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'

const encode = (chunks: readonly Uint8Array[], trailers: readonly [string, string][]): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${trailers.map(([name, value]) => `${name}:${value}\r\n`).join('')}\r\n`),
  ])

describe('aws-chunked framing', () => {
  it('is decoded for any bytes and chunks', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const { body, trailers } = decodeChunks(encode(chunks, [['x-amz-checksum-crc32', 'AAAAAA==']]))
        expect(body.equals(Buffer.concat(chunks))).toBe(true)
        expect(trailers.get('x-amz-checksum-crc32')).toBe('AAAAAA==')
      }),
    )
  })

  it('is rejected if it is cut off', () => {
    const whole = encode([Buffer.from('some bytes')], [])
    const cut = whole.subarray(0, 20)
    expect(() => decodeChunks(cut)).toThrow(expect.objectContaining({ code: 'IncompleteBody' }))
  })
})

const createApi = () =>
  createS3Api({ storage: new MemoryStorage({ system: virtualSystem(), region: 'us-east-1' }), region: 'us-east-1' })

describe('a request to S3', () => {
  const request = { host: 'localhost:8083', headers: new Map(), query: new URLSearchParams(), body: Buffer.alloc(0) }

  it('names its bucket in the path or in the host', async () => {
    const s3 = createApi()
    await s3({ ...request, method: 'PUT', path: '/photos' })
    await s3({ ...request, method: 'PUT', path: '/photos/a%20cat', body: Buffer.from('miaow') })
    for (const host of ['photos.localhost:8083', 'photos.s3.us-east-1.amazonaws.com', 'photos.s3.amazonaws.com'])
      expect((await s3({ ...request, method: 'GET', host, path: '/a%20cat' })).body.toString()).toBe('miaow')
    expect((await s3({ ...request, method: 'GET', host: 'sync-localhost', path: '/photos/a%20cat' })).status).toBe(200)
  })

  it('is rejected if the operation is not offered', async () => {
    const s3 = createApi()
    await s3({ ...request, method: 'PUT', path: '/photos' })
    const reply = await s3({ ...request, method: 'GET', path: '/photos/key', query: new URLSearchParams('tagging') })
    expect(reply.status).toBe(501)
    expect(reply.body.toString()).toContain('<Code>NotImplemented</Code>')
  })

  it('is never an internal error', async () => {
    const s3 = createApi()
    const method = fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'DELETE', 'PATCH')
    const path = fc.oneof(
      fc.webPath(),
      fc.string(),
      fc.constantFrom('/bucket', '/bucket/key', '/%E0%A4%A', '//', '/bucket//'),
    )
    const query = fc.webQueryParameters().map((text) => new URLSearchParams(text))
    const header = fc.tuple(
      fc.constantFrom(
        'range',
        'if-match',
        'content-md5',
        'x-amz-content-sha256',
        'content-encoding',
        'x-amz-checksum-crc32',
      ),
      fc.oneof(fc.string(), fc.constantFrom('STREAMING-', 'aws-chunked', 'bytes=-', 'bytes=5-1', '*')),
    )
    const headers = fc.array(header).map((entries) => new Map(entries))
    const body = fc.string().map((text) => Buffer.from(text))
    await s3({ ...request, method: 'PUT', path: '/bucket' })
    await fc.assert(
      fc.asyncProperty(fc.record({ method, path, query, headers, body }), async (any) => {
        const { status } = await s3({ ...request, ...any })
        expect(status).toBeGreaterThanOrEqual(200)
        expect(status).not.toBe(500)
      }),
      { numRuns: 500 },
    )
  })
})
