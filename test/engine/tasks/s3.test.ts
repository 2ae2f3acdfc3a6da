import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/json.ts'
import { createEngineDeps, type RunOptions, start } from '../../support/run-machine.ts'

/** Calls operations of S3 one after the other, each as a Task, on one engine. */
const callAll = async (
  calls: readonly (readonly [action: string, parameters: JsonObject])[],
  options: RunOptions = {},
) => {
  const { deps } = createEngineDeps(options)
  const results = []
  for (const [action, Parameters] of calls) {
    const task = { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:s3:${action}`, Parameters, End: true }
    const execution = start({ StartAt: 'T', States: { T: task } }, deps)
    await execution.done
    const { output, error, cause } = execution
    results.push(output === undefined ? { error, cause } : JSON.parse(output))
  }
  return results
}

const lastOf = async (calls: Parameters<typeof callAll>[0], options?: RunOptions) =>
  (await callAll(calls, options)).at(-1)

const createBucket = ['createBucket', { Bucket: 'data' }] as const
const put = (Key: string, Body: JsonObject[string] = 'x', more: JsonObject = {}) =>
  ['putObject', { Bucket: 'data', Key, Body, ...more }] as const
const at = (Key: string, more: JsonObject = {}) => ({ Bucket: 'data', Key, ...more })

describe('aws-sdk:s3', () => {
  it('creates a bucket', async () => {
    expect(await lastOf([createBucket])).toEqual({ Location: '/data' })
  })

  it('writes the JSON of a Body', async () => {
    expect(await lastOf([createBucket, put('a', { k: 1 }), ['getObject', at('a')]])).toEqual({
      AcceptRanges: 'bytes',
      Body: '{"k":1}',
      ContentLength: 7,
      ContentType: 'text/plain; charset=UTF-8',
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      LastModified: '2026-01-01T00:00:00Z',
      Metadata: {},
      ServerSideEncryption: 'AES256',
    })
  })

  it('reads a range', async () => {
    const read = ['getObject', at('a', { Range: 'bytes=1-2' })] as const
    expect(await lastOf([createBucket, put('a', 12345), read])).toMatchObject({
      Body: '23',
      ContentLength: 2,
      ContentRange: 'bytes 1-2/5',
    })
  })

  it('returns the metadata of an object', async () => {
    const written = put('a', 1, { ContentType: 'application/json', Metadata: { Owner: 'me' } })
    expect(await lastOf([createBucket, written, ['headObject', at('a')]])).toMatchObject({
      ContentLength: 1,
      ContentType: 'application/json',
      Metadata: { owner: 'me' },
    })
  })

  it('returns the attributes of an object that are asked for', async () => {
    const asked = { ...at('a'), ObjectAttributes: ['ObjectSize', 'StorageClass'] }
    expect(await lastOf([createBucket, put('a', 1), ['getObjectAttributes', asked]])).toEqual({
      LastModified: expect.any(String),
      ObjectSize: 1,
      StorageClass: 'STANDARD',
    })
  })

  it('lists objects page by page', async () => {
    const list = (more: JsonObject) => ['listObjectsV2', { Bucket: 'data', MaxKeys: 1, ...more }] as const
    const [first] = (await callAll([createBucket, put('a'), put('b'), list({})])).slice(-1)
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 1, Name: 'data', Contents: [{ Key: 'a', Size: 3 }] })
    const next = list({ ContinuationToken: first.NextContinuationToken })
    expect(await lastOf([createBucket, put('a'), put('b'), next])).toMatchObject({
      IsTruncated: false,
      Contents: [{ Key: 'b' }],
    })
  })

  it('lists common prefixes', async () => {
    const list = ['listObjectsV2', { Bucket: 'data', Delimiter: '/' }] as const
    expect(await lastOf([createBucket, put('a/1'), put('a/2'), list])).toMatchObject({
      CommonPrefixes: [{ Prefix: 'a/' }],
      KeyCount: 1,
    })
  })

  it('copies an object', async () => {
    const copy = ['copyObject', at('b c', { CopySource: 'data/a' })] as const
    const [copied, read] = (await callAll([createBucket, put('a', 7), copy, ['getObject', at('b c')]])).slice(-2)
    expect(copied).toMatchObject({ CopyObjectResult: { LastModified: '2026-01-01T00:00:00Z' } })
    expect(read).toMatchObject({ Body: '7' })
  })

  it('deletes objects and buckets', async () => {
    const results = await callAll([
      createBucket,
      put('a'),
      put('b'),
      ['deleteObject', at('a')],
      ['deleteObjects', { Bucket: 'data', Delete: { Objects: [{ Key: 'b' }] } }],
      ['deleteBucket', { Bucket: 'data' }],
      ['listBuckets', {}],
    ])
    expect(results.slice(3)).toEqual([{}, { Deleted: [{ Key: 'b' }] }, {}, { Buckets: [] }])
  })

  it.each([
    ['getObject', at('missing'), 'S3.NoSuchKeyException'],
    ['headObject', at('missing'), 'S3.NoSuchKeyException'],
    ['getObject', { Bucket: 'other', Key: 'a' }, 'S3.NoSuchBucketException'],
    ['copyObject', at('b', { CopySource: 'data/missing' }), 'S3.NoSuchKeyException'],
    ['createBucket', { Bucket: 'No' }, 'S3.S3Exception'],
  ])('fails %s of %j with %s', async (action, parameters, error) => {
    const { error: name, cause } = await lastOf([createBucket, [action, parameters]])
    expect(name).toBe(error)
    expect(cause).toMatch(
      / \(Service: S3, Status Code: 4\d\d, Request ID: \S+, Extended Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
    )
  })

  it("leaves an operation to the user's handler of it", async () => {
    const tasks = { 'aws-sdk:s3:getObject': () => ({ Body: 'mine' }) }
    expect(await lastOf([['getObject', at('a')]], { tasks })).toEqual({ Body: 'mine' })
  })

  it('asks for a handler of an operation that it does not perform', async () => {
    expect(await lastOf([['getObjectTagging', at('a')]])).toMatchObject({
      error: 'States.TaskFailed',
      cause: expect.stringContaining('aws-sdk:s3:getObjectTagging'),
    })
  })
})
