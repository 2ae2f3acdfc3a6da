import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { offloadAll, offloadKeys } from '../../src/offload/offload-interceptors.ts'
import { POINTER_KEY, pointersIn } from '../../src/offload/pointer.ts'
import { silent } from '../support/fake-activities.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const bucket = 'large-values'
const logger = silent
const large = (length: number, text = 'x') => text.repeat(length)

const localWithBucket = async () => {
  const local = virtualLocal()
  await local.s3.send(new CreateBucketCommand({ Bucket: bucket }))
  return local
}

const keysIn = async (s3: S3Client): Promise<string[]> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.map(({ Key = '' }) => Key)
}

/** Two activities, one after the other. */
const pipeline = {
  name: 'pipeline',
  startAt: 'produce',
  states: {
    produce: { type: 'task', resource: 'produce', next: 'consume' },
    consume: { type: 'task', resource: 'consume', end: true },
  },
} as const

describe('an output over the threshold', () => {
  it('goes through S3 from one activity to the next', async () => {
    const { ensureStateMachine, startWorkers, runExecution, executionHistory, s3 } = await localWithBucket()
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      {
        produce: () => ({ status: 'done', rows: [large(150_000), large(150_000, 'ß')] }),
        consume: ({ status, rows }) => [status, rows[0].length, rows[1].length],
      },
      { logger, offload: { bucket } },
    )
    const { executionArn, output } = await runExecution('pipeline')
    expect(output).toEqual(['done', 150_000, 150_000])
    expect(await keysIn(s3)).toHaveLength(2)
    for await (const event of executionHistory(executionArn)) {
      expect(JSON.stringify(event).length).toBeLessThan(2000)
    }
    await workers.shutdown()
  })

  it('keeps its small values, so that a Choice or a Map can read them', async () => {
    const { ensureStateMachine, startWorkers, runExecution } = await localWithBucket()
    await ensureStateMachine({
      name: 'fan-out',
      startAt: 'produce',
      states: {
        produce: { type: 'task', resource: 'produce', next: 'route' },
        route: { type: 'choice', choices: [{ condition: ['=', '$.kind', 'many'], next: 'each' }] },
        each: {
          type: 'map',
          itemsPath: '$.pages',
          itemProcessor: { startAt: 'size', states: { size: { type: 'task', resource: 'size', end: true } } },
          end: true,
        },
      },
    })
    const workers = startWorkers(
      {
        produce: { handler: () => ({ kind: 'many', pages: [1, 2, 3].map((n) => ({ n, text: large(200_000 + n) })) }) },
        size: ({ n, text }) => [n, text.length],
      },
      { logger, interceptors: [offloadAll(bucket)] },
    )
    expect((await runExecution('fan-out')).output).toEqual([
      [1, 200_001],
      [2, 200_002],
      [3, 200_003],
    ])
    await workers.shutdown()
  })

  it('is offloaded by the members that are named', async () => {
    const { ensureStateMachine, startWorkers, runExecution, s3 } = await localWithBucket()
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      {
        produce: {
          handler: () => ({ a: large(120_000), b: 'small', c: 'small' }),
          interceptors: [offloadKeys(bucket, ['a', 'b'], { prefix: 'some/where/' })],
        },
        consume: (input) => input,
      },
      { logger, interceptors: [{ name: 'see', enter: (context) => void seen.push(context.request) }] },
    )
    const seen: unknown[] = []
    const { output } = await runExecution('pipeline')
    expect(output).toEqual({ a: large(120_000), b: 'small', c: 'small' })
    expect((await keysIn(s3)).map((key) => key.split('/').slice(0, 2))).toEqual([
      ['some', 'where'],
      ['some', 'where'],
    ])
    expect(seen.at(-1)).toEqual(output)
    await workers.shutdown()
  })

  it('is not sent again when it passes through unchanged', async () => {
    const { ensureStateMachine, startWorkers, runExecution, offloadToS3, s3 } = await localWithBucket()
    const puts: unknown[] = []
    s3.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'PutObjectCommand') puts.push(commandName)
          return next(args)
        },
      { step: 'initialize' },
    )
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      { produce: (input) => ({ ...input, more: 1 }), consume: (input) => ({ ...input, more: 2 }) },
      { logger, offload: { bucket } },
    )
    const input = await offloadToS3({ document: large(400_000) }, { bucket })
    const { output } = await runExecution('pipeline', { input })
    expect(output).toEqual({ document: Object(input).document, more: 2 })
    expect(puts).toHaveLength(1)
    await workers.shutdown()
  })

  it.for([
    ['a string', 'x'.repeat(300_000)],
    ['an array of small items', Array.from({ length: 40_000 }, (_, id) => ({ id }))],
  ])('is stored as a whole if it is %s', async ([, output]) => {
    const { ensureStateMachine, startWorkers, runExecution, s3 } = await localWithBucket()
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      { produce: () => output, consume: (loaded) => loaded.length },
      { logger, offload: { bucket } },
    )
    expect((await runExecution('pipeline')).output).toBe(output?.length)
    expect(await keysIn(s3)).toHaveLength(1)
    await workers.shutdown()
  })

  it('is not changed if it is a number', async () => {
    const { ensureStateMachine, startWorkers, runExecution, s3 } = await localWithBucket()
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      { produce: () => 42, consume: (n) => n + 1 },
      { logger, offload: { bucket, thresholdBytes: 0 } },
    )
    expect((await runExecution('pipeline')).output).toBe(43)
    expect(await keysIn(s3)).toEqual([])
    await workers.shutdown()
  })
})

describe('an object that cannot be loaded', () => {
  it('fails the task with a name that can be caught, and the pointer', async () => {
    const { ensureStateMachine, startWorkers, runExecution, offloadToS3, s3 } = await localWithBucket()
    const caught = { errorEquals: 'Offload.ObjectMissing', next: 'gone' }
    await ensureStateMachine({
      name: 'reader',
      startAt: 'read',
      states: {
        read: { type: 'task', resource: 'read', catch: caught, end: true },
        gone: { type: 'pass', end: true },
      },
    })
    const workers = startWorkers({ read: () => 'never' }, { logger })
    const input = await offloadToS3({ document: large(200_000) }, { bucket })
    const [{ key } = { key: '' }] = pointersIn(input as never).values()
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    expect((await runExecution('reader', { input })).output).toEqual({
      Error: 'Offload.ObjectMissing',
      Cause: expect.stringContaining(`s3://${bucket}/${key}: NoSuchKey`),
    })
    await workers.shutdown()
  })

  it('has another name if its bucket does not exist', async () => {
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
    await ensureStateMachine(pipeline)
    const workers = startWorkers({ produce: () => 1, consume: () => 2 }, { logger })
    const input = { x: { [POINTER_KEY]: 'nowhere/key' } }
    await expect(runExecution('pipeline', { input })).rejects.toMatchObject({ error: 'Offload.BucketMissing' })
    await workers.shutdown()
  })
})

describe('an output that cannot be stored', () => {
  it('fails the task', async () => {
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
    await ensureStateMachine(pipeline)
    const workers = startWorkers(
      { produce: () => ({ text: large(200_000) }), consume: () => 1 },
      { logger, offload: { bucket: 'nowhere' } },
    )
    await expect(runExecution('pipeline')).rejects.toMatchObject({
      error: 'Offload.BucketMissing',
      cause: expect.stringMatching(/^s3:\/\/nowhere\/stepwise\/\w{64}\.json: NoSuchBucket/),
    })
    await workers.shutdown()
  })
})
