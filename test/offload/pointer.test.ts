import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json.ts'
import {
  contentKey,
  locationOf,
  matchesKey,
  pointersIn,
  pointerTo,
  replacePointers,
} from '../../src/offload/pointer.ts'

describe('a pointer', () => {
  it('has the form that the Clojure library Stepwise writes', () => {
    expect(pointerTo({ bucket: 'b', key: 'k' })).toEqual({ 'stepwise-offloaded-to-s3': 'b/k' })
    expect(locationOf({ 'stepwise-offloaded-to-s3': 'bucket/1f3a.nippy' })).toEqual({
      bucket: 'bucket',
      key: '1f3a.nippy',
    })
  })

  it('may have a key with slashes: the bucket ends at the first one', () => {
    const location = { bucket: 'bucket', key: 'some/where//deep/' }
    expect(locationOf(pointerTo(location))).toEqual(location)
  })

  it.each([
    null,
    'bucket/key',
    [],
    {},
    { 'stepwise-offloaded-to-s3': 'no-slash' },
    { 'stepwise-offloaded-to-s3': '/key' },
    { 'stepwise-offloaded-to-s3': 'bucket/' },
    { 'stepwise-offloaded-to-s3': 7 },
    { 'stepwise-offloaded-to-s3': 'bucket/key', and: 'more' },
  ])('is not %j', (value) => {
    expect(locationOf(value)).toBeUndefined()
  })
})

describe('the pointers in a value', () => {
  const [a, b] = [pointerTo({ bucket: 'b', key: 'a' }), pointerTo({ bucket: 'b', key: 'b' })]

  it('are found at any depth, each object once', () => {
    const value = { x: a, y: [1, { z: b }, a], w: 'text' }
    expect([...pointersIn(value).keys()]).toEqual(['b/a', 'b/b'])
  })

  it('are replaced by their values', () => {
    const values = new Map<string, Json>([
      ['b/a', { loaded: true }],
      ['b/b', null],
    ])
    expect(replacePointers({ x: a, y: [1, { z: b }, a] }, values)).toEqual({
      x: { loaded: true },
      y: [1, { z: null }, { loaded: true }],
    })
  })

  it('do not exist in other values, which stay as they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value))
        expect(pointersIn(json).size).toBe(0)
        expect(replacePointers(json, new Map())).toEqual(json)
      }),
    )
  })

  it('are looked for in values of any depth', () => {
    const depth = 100_000
    expect(pointersIn(JSON.parse('['.repeat(depth) + ']'.repeat(depth))).size).toBe(0)
  })
})

describe('a key made from the content', () => {
  const json = Buffer.from('{"x":1}')

  it('is the same for the same content, and another one for any other', () => {
    expect(contentKey('p/', json, '')).toBe(contentKey('p/', Buffer.from('{"x":1}'), ''))
    expect(contentKey('p/', json, '')).toMatch(/^p\/[0-9a-f]{64}\.json$/)
    expect(contentKey('p/', json, '')).not.toBe(contentKey('p/', Buffer.from('{"x":2}'), ''))
  })

  it('matches only the content that it was made from', () => {
    const key = contentKey('', json, '.gz')
    expect(matchesKey(key, json)).toBe(true)
    expect(matchesKey(key, Buffer.from('{"x":2}'))).toBe(false)
  })

  it('is not required of objects that other programs wrote', () => {
    expect(matchesKey('1f3a.nippy', json)).toBe(true)
  })
})
