import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type S3Server, startS3Server, ways } from '../../support/s3-server.ts'

describe.each(ways)("the SDK client on the engine's S3, %s", (way) => {
  let server: S3Server
  let Bucket: string
  let buckets = 0
  beforeAll(async () => {
    server = await startS3Server(way)
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    Bucket = `bucket-${++buckets}`
    await server.s3.send(new CreateBucketCommand({ Bucket }))
  })

  const put = (Key: string, Body: string | Uint8Array | Readable, more = {}) =>
    server.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
  const get = (Key: string, more = {}) => server.s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  const textOf = async (Key: string) => (await get(Key)).Body?.transformToString()

  describe('objects', () => {
    it('come back as they were put', async () => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
      await put('bytes', bytes)
      expect(await (await get('bytes')).Body?.transformToByteArray()).toEqual(bytes)
    })

    it.each(['a b', 'a/b//c', 'ä+ö&=?#%20.json', "it's (1)*!", '..', 'a/../b', '文書', '😀'])(
      'can have the key %s',
      async (key) => {
        await put(key, key)
        expect(await textOf(key)).toBe(key)
        expect((await server.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key)).toEqual([
          key,
        ])
      },
    )

    it('can be empty', async () => {
      await put('empty', new Uint8Array(), { ContentLength: 0 })
      expect(await textOf('empty')).toBe('')
    })

    it('can be streams, whose framing is removed', async () => {
      const text = 'x'.repeat(200_000)
      await put('streamed', Readable.from([text.slice(0, 70_000), text.slice(70_000)]), { ContentLength: text.length })
      const found = await get('streamed')
      expect(await found.Body?.transformToString()).toBe(text)
      expect(found.ContentEncoding).toBeUndefined()
    })

    it('keep their type, encoding and metadata', async () => {
      await put('described', '{}', { ContentType: 'application/json', ContentEncoding: 'gzip', Metadata: { by: 'me' } })
      const found = await server.s3.send(new HeadObjectCommand({ Bucket, Key: 'described' }))
      expect(found).toMatchObject({
        ContentType: 'application/json',
        ContentEncoding: 'gzip',
        Metadata: { by: 'me' },
        ContentLength: 2,
        LastModified: new Date('2026-01-01T00:00:00Z'),
      })
    })

    it('have the MD5 of their bytes as entity tag', async () => {
      const { ETag } = await put('tagged', 'abc')
      expect(ETag).toBe(`"${createHash('md5').update('abc').digest('hex')}"`)
    })

    it('are overwritten by the next put', async () => {
      await put('twice', 'one')
      await put('twice', 'two')
      expect(await textOf('twice')).toBe('two')
    })

    it('do not exist after they are deleted, and can be deleted twice', async () => {
      await put('gone', 'x')
      await server.s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))
      await server.s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))
      await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
    })

    it('can be deleted many at once', async () => {
      for (const key of ['a', 'b & c', 'd']) await put(key, key)
      const Objects = [{ Key: 'a' }, { Key: 'b & c' }, { Key: 'never was' }]
      const { Deleted } = await server.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
      expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'b & c', 'never was'])
      expect((await server.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key)).toEqual([
        'd',
      ])
    })
  })

  describe('a range of an object', () => {
    beforeEach(() => put('digits', '0123456789'))

    it.each([
      ['bytes=2-4', '234', 'bytes 2-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-3', '789', 'bytes 7-9/10'],
      ['bytes=8-99', '89', 'bytes 8-9/10'],
    ])('%s', async (Range, part, ContentRange) => {
      const found = await get('digits', { Range })
      expect(found).toMatchObject({ ContentRange, ContentLength: part.length, $metadata: { httpStatusCode: 206 } })
      expect(await found.Body?.transformToString()).toBe(part)
    })

    it('is rejected if it is empty', async () => {
      await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' })
    })
  })

  describe('checksums', () => {
    it.each(['CRC32', 'SHA1', 'SHA256', 'CRC32C'] as const)(
      '%s is sent, kept, and checked by the reader',
      async (ChecksumAlgorithm) => {
        await put('checked', 'abc', { ChecksumAlgorithm })
        const found = await get('checked', { ChecksumMode: 'ENABLED' })
        expect(await found.Body?.transformToString()).toBe('abc')
        expect(found[`Checksum${ChecksumAlgorithm}`]).toBeTypeOf('string')
      },
    )

    it('reject a body that does not have them', async () => {
      await expect(put('broken', 'abc', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' })
      await expect(put('broken', 'abc', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
        name: 'BadDigest',
      })
      await expect(get('broken')).rejects.toMatchObject({ name: 'NoSuchKey' })
    })
  })

  describe('conditions', () => {
    it('put an object only if there is none', async () => {
      await put('once', 'first', { IfNoneMatch: '*' })
      await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
      expect(await textOf('once')).toBe('first')
    })

    it('get an object only if it has changed', async () => {
      const { ETag } = await put('known', 'x')
      await expect(get('known', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
      await expect(get('known', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    })
  })

  describe('a list', () => {
    const keys = ['a.txt', 'photos/2025/x', 'photos/2026/y', 'photos/z', 'zoo']
    beforeEach(async () => {
      for (const key of keys) await put(key, key)
    })

    it('has all keys in order, page by page', async () => {
      const pages: (string | undefined)[][] = []
      for await (const { Contents = [] } of paginateListObjectsV2({ client: server.s3, pageSize: 2 }, { Bucket }))
        pages.push(Contents.map(({ Key }) => Key))
      expect(pages).toEqual([keys.slice(0, 2), keys.slice(2, 4), keys.slice(4)])
    })

    it('can be read by clients of the first version', async () => {
      const first = await server.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 3 }))
      const rest = await server.s3.send(new ListObjectsCommand({ Bucket, Marker: first.NextMarker }))
      expect([...(first.Contents ?? []), ...(rest.Contents ?? [])].map(({ Key }) => Key)).toEqual(keys)
      expect([first.IsTruncated, rest.IsTruncated]).toEqual([true, false])
    })

    it('folds keys behind a delimiter', async () => {
      const { Contents, CommonPrefixes, KeyCount } = await server.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'photos/', Delimiter: '/' }),
      )
      expect(CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['photos/2025/', 'photos/2026/'])
      expect(Contents?.map(({ Key }) => Key)).toEqual(['photos/z'])
      expect(KeyCount).toBe(3)
    })

    it('begins behind StartAfter', async () => {
      const { Contents } = await server.s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'photos/z' }))
      expect(Contents).toMatchObject([{ Key: 'zoo', Size: 3 }])
    })
  })

  describe('an upload in parts', () => {
    const large = Buffer.alloc(5 * 1024 * 1024, 'a')
    const begin = async () =>
      (await server.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'large', ContentType: 'text/plain' })))
        .UploadId
    const upload = async (UploadId: string | undefined, PartNumber: number, Body: Uint8Array) => {
      const { ETag } = await server.s3.send(new UploadPartCommand({ Bucket, Key: 'large', UploadId, PartNumber, Body }))
      return { PartNumber, ETag }
    }
    const complete = (UploadId: string | undefined, Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      server.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'large', UploadId, MultipartUpload: { Parts } }))

    it('becomes one object', async () => {
      const id = await begin()
      const second = await upload(id, 2, Buffer.from('end'))
      const first = await upload(id, 1, large)
      const { ETag } = await complete(id, [first, second])
      expect(ETag).toMatch(/^"[\da-f]{32}-2"$/)
      const found = await get('large')
      expect(found).toMatchObject({ ContentType: 'text/plain', ETag })
      const bytes = await found.Body?.transformToByteArray()
      expect(Buffer.compare(bytes ?? Buffer.alloc(0), Buffer.concat([large, Buffer.from('end')]))).toBe(0)
    })

    it('is rejected with parts that are missing, out of order, or too small', async () => {
      const id = await begin()
      const first = await upload(id, 1, Buffer.from('small'))
      const second = await upload(id, 2, Buffer.from('small'))
      await expect(complete(id, [first, second])).rejects.toMatchObject({ name: 'EntityTooSmall' })
      await expect(complete(id, [second, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
      await expect(complete(id, [{ PartNumber: 3, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' })
    })

    it('keeps nothing when it is aborted', async () => {
      const UploadId = await begin()
      await server.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'large', UploadId }))
      await expect(upload(UploadId, 1, large)).rejects.toMatchObject({ name: 'NoSuchUpload' })
      await expect(get('large')).rejects.toMatchObject({ name: 'NoSuchKey' })
    })
  })

  describe('buckets', () => {
    it('are listed', async () => {
      const { Buckets } = await server.s3.send(new ListBucketsCommand({}))
      expect(Buckets).toContainEqual({ Name: Bucket, CreationDate: new Date('2026-01-01T00:00:00Z') })
    })

    it('must exist', async () => {
      const missing = { Bucket: 'no-such-bucket', Key: 'k' }
      await expect(server.s3.send(new PutObjectCommand({ ...missing, Body: 'x' }))).rejects.toMatchObject({
        name: 'NoSuchBucket',
      })
      await expect(server.s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'NoSuchBucket' })
      await expect(server.s3.send(new HeadBucketCommand(missing))).rejects.toMatchObject({ name: 'NotFound' })
    })

    it('can be deleted if they are empty', async () => {
      await put('rest', 'x')
      await expect(server.s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'BucketNotEmpty',
      })
      await server.s3.send(new DeleteObjectCommand({ Bucket, Key: 'rest' }))
      await server.s3.send(new DeleteBucketCommand({ Bucket }))
      await expect(server.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' })
    })

    it('can be created twice in us-east-1 only', async () => {
      await server.s3.send(new CreateBucketCommand({ Bucket }))
      const elsewhere = await startS3Server(way, { region: 'eu-west-1' })
      await elsewhere.s3.send(new CreateBucketCommand({ Bucket }))
      await expect(elsewhere.s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'BucketAlreadyOwnedByYou',
      })
      await elsewhere.close()
    })

    it('must have a valid name', async () => {
      await expect(server.s3.send(new CreateBucketCommand({ Bucket: 'No_Bucket' }))).rejects.toMatchObject({
        name: 'InvalidBucketName',
      })
    })
  })
})
