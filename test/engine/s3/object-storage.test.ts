import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ClientStorage } from '../../../src/engine/s3/client-storage.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import type { ObjectStorage } from '../../../src/engine/s3/object-storage.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'
import { type S3Server, startS3Server } from '../../support/s3-server.ts'

interface Setup {
  readonly storage: ObjectStorage
  createBucket(name: string): Promise<unknown>
  close(): Promise<void>
}

const inMemory = async (): Promise<Setup> => {
  const storage = new MemoryStorage({ system: virtualSystem(), region: 'us-east-1' })
  return { storage, createBucket: (name) => storage.createBucket(name), close: async () => {} }
}

const onClient = async (): Promise<Setup> => {
  const server: S3Server = await startS3Server('over HTTP')
  const { s3 }: { s3: S3Client } = server
  return {
    storage: new ClientStorage(s3),
    createBucket: (Bucket) => s3.send(new CreateBucketCommand({ Bucket })),
    close: server.close,
  }
}

const textOf = async (body: AsyncIterable<Uint8Array>) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe.each([
  ['in memory', inMemory],
  ['on an S3Client', onClient],
])('object storage %s', (_name, setUp) => {
  let setup: Setup
  let storage: ObjectStorage
  let bucket: string
  let buckets = 0
  beforeAll(async () => {
    setup = await setUp()
    storage = setup.storage
  })
  afterAll(() => setup.close())
  beforeEach(async () => {
    bucket = `bucket-${++buckets}`
    await setup.createBucket(bucket)
  })

  const put = (key: string, text: string) => storage.put({ bucket, key }, Buffer.from(text))

  it('returns an object as it was put', async () => {
    const etag = await storage.put({ bucket, key: 'a b' }, Buffer.from('abc'), { contentType: 'text/csv' })
    const { body, ...head } = await storage.get({ bucket, key: 'a b' })
    expect(await textOf(body)).toBe('abc')
    expect(head).toEqual({
      key: 'a b',
      size: 3,
      etag,
      lastModified: Date.parse('2026-01-01T00:00:00Z'),
      contentType: 'text/csv',
    })
    expect(await storage.head({ bucket, key: 'a b' })).toMatchObject(head)
  })

  it.each([
    [{ first: 2, last: 4 }, '234'],
    [{ first: 7 }, '789'],
    [{ first: 8, last: 99 }, '89'],
    [{ suffix: 3 }, '789'],
  ])('returns the range %o with the size of the whole object', async (range, part) => {
    await put('digits', '0123456789')
    const { body, size } = await storage.get({ bucket, key: 'digits' }, { range })
    expect([await textOf(body), size]).toEqual([part, 10])
  })

  it('lists the keys with a prefix, page by page', async () => {
    for (const key of ['b/1', 'a', 'b/3', 'b/2', 'c']) await put(key, key)
    const first = await storage.list(bucket, { prefix: 'b/', maxKeys: 2 })
    const second = await storage.list(bucket, { prefix: 'b/', maxKeys: 2, pageToken: first.nextToken })
    expect(first.objects).toMatchObject([
      { key: 'b/1', size: 3 },
      { key: 'b/2', size: 3 },
    ])
    expect(second).toMatchObject({ objects: [{ key: 'b/3' }], nextToken: undefined })
  })

  it('joins the parts of an upload in the order of their numbers', async () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 'a')
    const upload = await storage.createUpload({ bucket, key: 'joined' }, { contentType: 'text/plain' })
    const last = await storage.uploadPart(upload, 2, Buffer.from('end'))
    const first = await storage.uploadPart(upload, 1, large)
    const etag = await storage.completeUpload(upload, [first, last])
    const { body, contentType, size } = await storage.get({ bucket, key: 'joined' }, { range: { suffix: 4 } })
    expect([await textOf(body), contentType, size]).toEqual(['aend', 'text/plain', large.length + 3])
    expect(etag).toMatch(/^"[\da-f]{32}-2"$/)
  })

  it('keeps nothing of an upload that was aborted', async () => {
    const upload = await storage.createUpload({ bucket, key: 'aborted' })
    await storage.abortUpload(upload)
    await expect(storage.uploadPart(upload, 1, Buffer.from('x'))).rejects.toMatchObject({ code: 'NoSuchUpload' })
    await expect(storage.head({ bucket, key: 'aborted' })).rejects.toMatchObject({ code: 'NoSuchKey' })
  })

  it.each<[string, (storage: ObjectStorage, bucket: string) => Promise<unknown>]>([
    ['NoSuchKey', (storage, bucket) => storage.get({ bucket, key: 'none' })],
    ['NoSuchKey', (storage) => storage.head({ bucket: 'no-bucket', key: 'none' })],
    ['NoSuchBucket', (storage) => storage.get({ bucket: 'no-bucket', key: 'none' })],
    ['NoSuchBucket', (storage) => storage.list('no-bucket')],
    ['NoSuchBucket', (storage) => storage.put({ bucket: 'no-bucket', key: 'k' }, Buffer.from('x'))],
    ['NoSuchVersion', (storage, bucket) => storage.get({ bucket, key: 'digits', versionId: '3HL4' })],
    ['InvalidRange', (storage, bucket) => storage.get({ bucket, key: 'digits' }, { range: { first: 10 } })],
  ])('throws an S3Error with the code %s', async (code, act) => {
    await put('digits', '0123456789')
    await expect(act(storage, bucket)).rejects.toMatchObject({ name: 'S3Error', code })
  })

  it('reads the only version of an object', async () => {
    await put('digits', '0123456789')
    const location = { bucket, key: 'digits', versionId: 'null' }
    expect(await textOf((await storage.get(location)).body)).toBe('0123456789')
    expect((await storage.head(location)).size).toBe(10)
  })

  it('reads nothing if the signal is aborted', async () => {
    await put('digits', '0123456789')
    const signal = AbortSignal.abort()
    await expect(storage.get({ bucket, key: 'digits' }, { signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('a list in memory', () => {
  it('has every key once, in the order of their UTF-8 bytes, for any page size', async () => {
    const key = fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme' })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key), fc.integer({ min: 1, max: 5 }), async (keys, maxKeys) => {
        const storage = new MemoryStorage({ system: virtualSystem(), region: 'us-east-1' })
        await storage.createBucket('bucket')
        for (const key of keys) await storage.put({ bucket: 'bucket', key }, Buffer.from(key))
        const listed: string[] = []
        let pageToken: string | undefined
        do {
          const page = await storage.list('bucket', { maxKeys, pageToken })
          listed.push(...page.objects.map(({ key }) => key))
          pageToken = page.nextToken
        } while (pageToken !== undefined)
        expect(listed).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
      }),
      { numRuns: 50 },
    )
  })
})
