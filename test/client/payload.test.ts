import { expect, test } from 'vitest'
import { decodePayload, encodeInput } from '../../src/client/payload.ts'

test('an execution without input gets {}', () => {
  expect(encodeInput(undefined)).toBe('{}')
})

test('an input is sent as JSON', () => {
  expect(encodeInput({ x: 1, at: new Date(0) })).toBe('{"x":1,"at":"1970-01-01T00:00:00.000Z"}')
  expect(encodeInput(null)).toBe('null')
})

test('the limit is 262,144 bytes of UTF-8, not characters', () => {
  const longest = 'é'.repeat(131_071)
  expect(encodeInput(longest)).toHaveLength(131_073)
  expect(() => encodeInput(`${longest}é`)).toThrow(
    new RangeError(
      'the input has 262,146 bytes, Step Functions accepts at most 262,144: put the large part into S3 with offloadToS3',
    ),
  )
})

test.for([
  [10n, 'the input is not JSON: Do not know how to serialize a BigInt'],
  [() => 1, 'the input is not JSON: it is a function'],
  [Symbol('s'), 'the input is not JSON: it is a symbol'],
] as const)('a value without JSON is rejected: %s', ([input, message]) => {
  expect(() => encodeInput(input)).toThrow(new TypeError(message))
})

test('a cycle is rejected', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  expect(() => encodeInput(cycle)).toThrow(/^the input is not JSON: Converting circular structure/)
})

test('a payload that AWS left out is undefined', () => {
  expect(decodePayload(undefined)).toBeUndefined()
  expect(decodePayload('[1]')).toEqual([1])
})
