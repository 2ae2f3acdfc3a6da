import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { dynamoDbStore, type IdempotencyStore, memoryStore } from '../../src/index.ts'
import { fakeDynamoDb } from '../support/fake-dynamo-db.ts'
import { motoProblem, startMoto } from '../support/moto.ts'

const claimOf = (owner: string, changes = {}) => {
  const now = 1_000_000
  return { id: 'work', scope: 'order-7', owner, now, leaseUntil: now + 60_000, expiresAt: now + 3_600_000, ...changes }
}

/** The contract of a store. Each check has work of its own. */
const contract: Readonly<Record<string, (store: IdempotencyStore, id: string) => Promise<void>>> = {
  'gives the work to the first attempt, and lets the second wait': async (store, id) => {
    expect(await store.claim(claimOf('a', { id }))).toMatchObject({ status: 'claimed' })
    expect(await store.claim(claimOf('b', { id }))).toEqual({ status: 'busy', leaseUntil: 1_060_000 })
  },
  'returns the output of the attempt that did the work': async (store, id) => {
    await store.claim(claimOf('a', { id }))
    expect(await store.complete(claimOf('a', { id }), '{"x":1}')).toBe(true)
    expect(await store.claim(claimOf('b', { id }))).toEqual({ status: 'done', output: '{"x":1}' })
    expect(await store.claim(claimOf('b', { id, now: 2_000_000 }))).toEqual({ status: 'done', output: '{"x":1}' })
  },
  'gives the work to another attempt at the end of the lease, with a greater token': async (store, id) => {
    const scope = id
    const first = await store.claim(claimOf('a', { id, scope }))
    const second = await store.claim(claimOf('b', { id, scope, now: 1_060_000, leaseUntil: 1_120_000 }))
    expect([first, second]).toEqual([
      { status: 'claimed', fenceToken: 1 },
      { status: 'claimed', fenceToken: 2 },
    ])
    expect(await store.extend(claimOf('a', { id }))).toBe(false)
    expect(await store.complete(claimOf('a', { id }), '1')).toBe(false)
    expect(await store.complete(claimOf('b', { id }), '2')).toBe(true)
    expect(await store.claim(claimOf('c', { id }))).toEqual({ status: 'done', output: '2' })
  },
  'counts the tokens of a scope over all its works': async (store, id) => {
    const scope = id
    const tokens = []
    for (const work of ['one', 'two', 'three']) {
      const answer = await store.claim(claimOf('a', { id: `${id} ${work}`, scope }))
      tokens.push(answer.status === 'claimed' && answer.fenceToken)
    }
    expect(tokens).toEqual([1, 2, 3])
  },
  'prolongs a lease': async (store, id) => {
    await store.claim(claimOf('a', { id }))
    expect(await store.extend(claimOf('a', { id, leaseUntil: 1_090_000 }))).toBe(true)
    expect(await store.claim(claimOf('b', { id, now: 1_070_000 }))).toEqual({ status: 'busy', leaseUntil: 1_090_000 })
  },
  'gives released work away at once': async (store, id) => {
    await store.claim(claimOf('a', { id }))
    await store.release(claimOf('b', { id }))
    expect(await store.claim(claimOf('b', { id }))).toMatchObject({ status: 'busy' })
    await store.release(claimOf('a', { id }))
    expect(await store.claim(claimOf('b', { id }))).toMatchObject({ status: 'claimed' })
  },
  'forgets work after its time, even if it still has the item': async (store, id) => {
    await store.claim(claimOf('a', { id }))
    await store.complete(claimOf('a', { id }), '1')
    const later = { id, now: 4_601_000, leaseUntil: 4_700_000, expiresAt: 9_000_000 }
    expect(await store.claim(claimOf('b', later))).toMatchObject({ status: 'claimed' })
  },
  'gives one of many simultaneous attempts the work': async (store, id) => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, owner) => store.claim(claimOf(`${owner}`, { id }))),
    )
    expect(answers.filter(({ status }) => status === 'claimed')).toHaveLength(1)
  },
}

describe.each([
  ['memory', memoryStore],
  ['DynamoDB, simulated', () => dynamoDbStore({ client: fakeDynamoDb().client, table: 'work' })],
] as const)('a store in %s', (_, createStore) => {
  test.each(Object.entries(contract))('%s', (name, check) => check(createStore(), name))
})

test('a store on moto fulfils the contract', { timeout: 20_000 }, async ({ skip }) => {
  const problem = motoProblem()
  if (problem !== undefined) skip(problem)
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const moto = await startMoto()
  onTestFinished(moto.stop)
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: moto.url, credentials })
  await client.send(
    new CreateTableCommand({
      TableName: 'work',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const store = dynamoDbStore({ client, table: 'work', partitionKey: 'key', ttlAttribute: 'ttl' })
  for (const [name, check] of Object.entries(contract)) await check(store, name)
})

describe('memoryStore', () => {
  it('removes what has expired', async () => {
    const store = memoryStore()
    for (let count = 0; count < 999; count++) await store.claim(claimOf('a', { id: `${count}` }))
    // The thousandth claim removes them; a lease in the future does not keep expired work.
    const late = { now: 5_000_000, leaseUntil: 5_060_000, expiresAt: 9_000_000 }
    expect(await store.claim(claimOf('b', { id: '7', ...late }))).toEqual({ status: 'claimed', fenceToken: 1 })
  })
})

describe('dynamoDbStore', () => {
  it('refuses wrong options', () => {
    const { client } = fakeDynamoDb()
    expect(() => dynamoDbStore({ client, table: '' })).toThrow('options.table must be the name of a table')
    expect(() => dynamoDbStore({ client: {} as never, table: 'work' })).toThrow(
      'options.client must be a client of @aws-sdk/client-dynamodb',
    )
  })

  it('passes on the errors of DynamoDB', async () => {
    const client = {
      send: async () => Promise.reject(Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' })),
    }
    await expect(dynamoDbStore({ client, table: 'work' }).claim(claimOf('a'))).rejects.toThrow('no table')
  })

  it('uses a read and two writes for a claim, and a read for a repeated one', async () => {
    const { client, calls } = fakeDynamoDb()
    const store = dynamoDbStore({ client, table: 'work' })
    await store.claim(claimOf('a'))
    await store.complete(claimOf('a'), '1')
    await store.claim(claimOf('b'))
    expect(calls).toEqual([
      'GetItemCommand',
      'UpdateItemCommand',
      'PutItemCommand',
      'UpdateItemCommand',
      'GetItemCommand',
    ])
  })
})
