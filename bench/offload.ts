// A value of 5 MB to S3 and back, compared with a bare PutObject and GetObject of its JSON on the same engine and client.
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { createLocal } from 'stepwise-ts/local'
import { isJsonObject, type Json } from '../src/json.ts'
import { load } from '../src/offload/load.ts'
import { offload } from '../src/offload/offload.ts'
import { s3Store } from '../src/offload/s3-store.ts'
import { row } from './report.ts'

const ROUNDS = 30

const local = createLocal()
const { s3 } = local
const store = s3Store(s3)
const bucket = 'bench'
await s3.send(new CreateBucketCommand({ Bucket: bucket }))

/** About 5 MB, a new value each time, because a value that is already in S3 would not be sent again. */
const largeValue = (round: string): Json => ({
  round,
  rows: Array.from({ length: 52_000 }, (_, id) => ({
    id,
    round,
    name: `customer ${id}`,
    city: 'Zürich',
    total: id * 1.37,
  })),
})

const bare = async (value: Json): Promise<Json> => {
  const Key = `bare/${isJsonObject(value) ? value.round : ''}`
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(JSON.stringify(value)) }))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, ChecksumMode: 'ENABLED' }))
  return JSON.parse((await Body?.transformToString()) ?? 'null')
}

const ours = async (value: Json): Promise<Json> => load((await offload(value, { bucket }, store)) as Json, store)

/** The best of the rounds, because other work of the machine only adds to the time. */
const best = { bare: Infinity, ours: Infinity }
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of [['bare', bare] as const, ['ours', ours] as const]) {
    const value = largeValue(`${name} ${round}`)
    globalThis.gc?.()
    const start = performance.now()
    const back = await run(value)
    best[name] = Math.min(best[name], performance.now() - start)
    if (JSON.stringify(back) !== JSON.stringify(value)) throw new Error('another value came back')
  }
}
row('5 MB there and back, ms (aim: ratio of 1.1 or less)', { ...best, ratio: best.ours / best.bare })
await local.close()
