import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json.ts'
import { load } from '../../src/offload/load.ts'
import { offload } from '../../src/offload/offload.ts'
import { pointersIn, pointerTo } from '../../src/offload/pointer.ts'
import { memoryStore } from '../support/memory-store.ts'

const large = { id: 7, rows: Array.from({ length: 20_000 }, (_, id) => ({ id, name: `Zürich ${id}` })) }

/** A store that notes its calls. */
const counted = () => {
  const store = memoryStore()
  const puts: string[] = []
  const gets: string[] = []
  return {
    ...store,
    puts,
    gets,
    async put(bucket: string, key: string, body: Uint8Array) {
      puts.push(key)
      await store.put(bucket, key, body)
    },
    async get(bucket: string, key: string) {
      gets.push(key)
      return store.get(bucket, key)
    },
  }
}

describe('offload', () => {
  it('puts large values into the store, and load gets them back', async () => {
    const store = memoryStore()
    const small = (await offload(large, { bucket: 'b' }, store)) as Json
    expect(small).toEqual({
      id: 7,
      rows: { 'stepwise-offloaded-to-s3': expect.stringMatching(/^b\/stepwise\/\w+\.json$/) },
    })
    expect(await load(small, store)).toEqual(large)
  })

  it('leaves values of up to 100,000 bytes as they are', async () => {
    const store = counted()
    const atLimit = { x: 'x'.repeat(100_000 - 8) }
    expect(await offload(atLimit, { bucket: 'b' }, store)).toBe(atLimit)
    await offload({ x: 'x'.repeat(100_001 - 8) }, { bucket: 'b' }, store)
    expect(store.puts).toHaveLength(1)
  })

  it('does not send a value twice', async () => {
    const store = counted()
    const once = await offload(large, { bucket: 'b' }, store)
    expect(await offload({ ...large, id: 8 }, { bucket: 'b' }, store)).toEqual({ ...Object(once), id: 8 })
    expect(store.puts).toHaveLength(1)
  })

  it('compresses very large objects', async () => {
    const store = memoryStore()
    const small = (await offload(large, { bucket: 'b', gzipBytes: 1000 }, store)) as Json
    const [[key, body] = ['', new Uint8Array()]] = [...store.objects]
    expect(key).toMatch(/\.json\.gz$/)
    expect(body.length).toBeLessThan(JSON.stringify(large.rows).length / 2)
    expect(await load(small, store)).toEqual(large)
  })

  it('begins the keys of its objects with the prefix', async () => {
    const store = counted()
    await offload(large, { bucket: 'b', prefix: 'orders/large/' }, store)
    expect(store.puts).toEqual([expect.stringMatching(/^orders\/large\/\w{64}\.json$/)])
  })

  it.for([
    ['orders', 'orders/'],
    ['orders/2026', 'orders/2026/'],
    ['orders/', 'orders/'],
    ['orders-', 'orders-'],
    ['', ''],
  ])('begins keys with a folder if the prefix is %j', async ([prefix, start]) => {
    const store = memoryStore()
    await offload(large, { bucket: 'b', prefix }, store)
    expect([...store.objects.keys()]).toEqual([expect.stringMatching(new RegExp(`^b/${start}[0-9a-f]{64}\\.json$`))])
  })

  it('rejects if one of its objects cannot be stored', async () => {
    const store = memoryStore()
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' })
    const put = () => Promise.reject(denied)
    await expect(offload(large, { bucket: 'b' }, { ...store, put })).rejects.toMatchObject({
      error: 'Offload.AccessDenied',
      cause: expect.stringMatching(/^s3:\/\/b\/stepwise\/\w{64}\.json: AccessDenied: no$/),
    })
  })
})

describe('load', () => {
  it('leaves a value without pointers as it is', async () => {
    const value = { x: [1, { y: 2 }] }
    expect(await load(value, memoryStore())).toBe(value)
  })

  it('loads any number of objects at any depth, each once', async () => {
    const store = counted()
    const [a, b] = [pointerTo({ bucket: 'b', key: 'some/a' }), pointerTo({ bucket: 'c', key: 'b' })]
    await store.put('b', 'some/a', Buffer.from('"A"'))
    await store.put('c', 'b', Buffer.from('{"is":"B"}'))
    expect(await load({ x: a, deep: [{ y: b }, a] }, store)).toEqual({ x: 'A', deep: [{ y: { is: 'B' } }, 'A'] })
    expect(store.gets.sort()).toEqual(['b', 'some/a'])
  })

  it('follows pointers in loaded objects', async () => {
    const store = memoryStore()
    await store.put('b', 'outer', Buffer.from(JSON.stringify({ inner: pointerTo({ bucket: 'b', key: 'inner' }) })))
    await store.put('b', 'inner', Buffer.from('42'))
    expect(await load(pointerTo({ bucket: 'b', key: 'outer' }), store)).toEqual({ inner: 42 })
  })

  it('rejects a pointer that points to itself', async () => {
    const store = memoryStore()
    const self = pointerTo({ bucket: 'b', key: 'self' })
    await store.put('b', 'self', Buffer.from(JSON.stringify([self])))
    await expect(load(self, store)).rejects.toMatchObject({ error: 'Offload.Unreadable' })
  })

  const named =
    (name: string, message = 'no') =>
    () =>
      Promise.reject(Object.assign(new Error(message), { name }))
  it.each([
    ['there is no object', named('NoSuchKey'), 'Offload.ObjectMissing'],
    ['there is no bucket', named('NoSuchBucket'), 'Offload.BucketMissing'],
    ['access is denied', named('AccessDenied'), 'Offload.AccessDenied'],
    [
      'the SDK finds a wrong checksum',
      named('Error', 'Checksum mismatch: expected "a" but received "b"'),
      'Offload.WrongChecksum',
    ],
    ['the object is archived', named('InvalidObjectState'), 'Offload.ObjectArchived'],
    ['the store is down', named('ServiceUnavailable'), 'Offload.StoreFailed'],
    ['the object is not JSON', async () => Buffer.from('NPY\0'), 'Offload.Unreadable'],
    ['the compressed object is damaged', async () => Buffer.from([0x1f, 0x8b, 8, 1]), 'Offload.WrongChecksum'],
  ])('fails with the object and an error name if %s', async (_, get, error) => {
    const pointer = pointerTo({ bucket: 'b', key: 'some/key' })
    await expect(load({ x: pointer }, { ...memoryStore(), get })).rejects.toMatchObject({
      error,
      cause: expect.stringContaining('s3://b/some/key: '),
    })
  })

  it('fails if an object is not the one that was offloaded', async () => {
    const store = memoryStore()
    const small = (await offload(large, { bucket: 'b' }, store)) as Json
    const [{ bucket, key } = { bucket: '', key: '' }] = pointersIn(small).values()
    await store.put(bucket, key, Buffer.from('"something else"'))
    await expect(load(small, store)).rejects.toMatchObject({ error: 'Offload.WrongChecksum' })
  })
})
