import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength } from '../../src/json.ts'
import { locationOf, pointerTo, replacePointers } from '../../src/offload/pointer.ts'
import { shrink } from '../../src/offload/shrink.ts'

const locate = (json: Buffer) => ({ bucket: 'b', key: createHash('sha1').update(json).digest('hex') })
const run = (value: unknown, thresholdBytes: number, keys?: string[]) => shrink(value, { thresholdBytes, keys, locate })
const isPointer = (value: unknown) => locationOf(value) !== undefined
const restored = ({ value, objects }: ReturnType<typeof shrink>) =>
  replacePointers(
    JSON.parse(JSON.stringify(value)),
    new Map(objects.map(({ location, json }) => [`b/${location.key}`, JSON.parse(json.toString())])),
  )
const text = (length: number) => 'x'.repeat(length)

describe('shrink', () => {
  it('returns a value that is small enough as it is, to the byte', () => {
    const value = { x: text(992) }
    expect(byteLength(JSON.stringify(value))).toBe(1000)
    expect(run(value, 1000)).toEqual({ value, objects: [] })
    expect(run(value, 999).objects).toHaveLength(1)
  })

  it('counts bytes of UTF-8, not characters', () => {
    expect(run({ x: 'ß'.repeat(500) }, 900).objects).toHaveLength(1)
  })

  it('replaces values that exceed the threshold on their own, and keeps the rest', () => {
    const { value, objects } = run(
      { status: 'done', rows: Array(20).fill(text(97)), more: { meta: 1, page: text(3000) } },
      1000,
    )
    expect(value).toEqual({
      status: 'done',
      rows: expect.toSatisfy(isPointer),
      more: { meta: 1, page: expect.toSatisfy(isPointer) },
    })
    expect(objects.map(({ json }) => json.length)).toEqual([2001, 3002])
  })

  it('replaces an object as a whole if its members are many rather than large', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, text(100)]))
    expect(run({ many, one: 1 }, 1000).value).toEqual({ many: expect.toSatisfy(isPointer), one: 1 })
  })

  it('replaces a string or an array of small items as a whole', () => {
    expect(run(text(2000), 1000)).toMatchObject({ value: expect.toSatisfy(isPointer), objects: [{}] })
    expect(run(Array(20).fill(text(100)), 1000)).toMatchObject({ value: expect.toSatisfy(isPointer), objects: [{}] })
    for (const small of [text(998), Array(9).fill(text(100)), 1e300, null, true])
      expect(run(small, 1000)).toEqual({ value: small, objects: [] })
  })

  it('does not replace a string or an array if members are named', () => {
    expect(run(text(2000), 1000, ['rows']).objects).toEqual([])
    expect(run([text(2000)], 1000, ['0']).objects).toEqual([])
  })

  it('keeps the shape of an array of large items, whether it is a member or all of the value', () => {
    expect(run([{ id: 1, page: text(2000) }, 2], 1000).value).toEqual([{ id: 1, page: expect.toSatisfy(isPointer) }, 2])

    const { value } = run(
      {
        items: [
          { id: 1, page: text(2000) },
          { id: 2, page: text(2000) },
        ],
      },
      1000,
    )
    expect(value).toEqual({
      items: [
        { id: 1, page: expect.toSatisfy(isPointer) },
        { id: 2, page: expect.toSatisfy(isPointer) },
      ],
    })
  })

  it('replaces the largest members if no single one exceeds the threshold', () => {
    const { value } = run({ a: text(500), b: text(400), c: text(300), d: 1 }, 1000)
    expect(value).toEqual({ a: expect.toSatisfy(isPointer), b: text(400), c: text(300), d: 1 })
  })

  it('replaces only the members that are named, each whole, if the value exceeds the threshold', () => {
    const large = { a: { deep: text(2000) }, b: 1, c: text(2000) }
    expect(run(large, 1000, ['a', 'b', 'missing']).value).toEqual({
      a: expect.toSatisfy(isPointer),
      b: expect.toSatisfy(isPointer),
      c: text(2000),
    })
    expect(run({ a: 1, b: 2 }, 1000, ['a']).value).toEqual({ a: 1, b: 2 })
  })

  it('replaces every member if the threshold is 0', () => {
    expect(run({ a: 1, b: null }, 0).value).toEqual({ a: expect.toSatisfy(isPointer), b: expect.toSatisfy(isPointer) })
  })

  it('leaves pointers as they are', () => {
    const pointer = pointerTo({ bucket: 'b', key: 'k' })
    expect(run({ a: pointer, b: text(2000) }, 0).value).toEqual({ a: pointer, b: expect.toSatisfy(isPointer) })
  })

  it.each([
    ['a number', 7],
    ['nothing', undefined],
    ['a value without JSON', { x: text(2000), n: 1n }],
    ['an array without JSON', [text(2000), 1n]],
  ])('returns %s as it is', (_, value) => {
    expect(run(value, 1000)).toEqual({ value, objects: [] })
  })

  it('reads members as JSON does', () => {
    const value = { at: new Date(0), gone: undefined, list: [undefined, text(2000)] }
    expect(restored(run(value, 1000))).toEqual(JSON.parse(JSON.stringify(value)))
  })

  it('loses nothing: loading returns the original value', () => {
    const keys = fc.option(fc.array(fc.string()), { nil: undefined })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(200), keys, (value, thresholdBytes, chosen) => {
        expect(restored(run(value, thresholdBytes, chosen))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('fits into the threshold if the pointers are short enough', () => {
    const large = fc.oneof(
      fc.string({ minLength: 300, maxLength: 900 }),
      fc.array(fc.nat(), { minLength: 100 }),
      fc.nat(),
    )
    const record = fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(large, fc.dictionary(fc.string(), large)), {
      maxKeys: 8,
    })
    fc.assert(
      fc.property(record, (value) => {
        expect(byteLength(JSON.stringify(run(value, 1000).value))).toBeLessThanOrEqual(1000)
      }),
    )
  })
})
