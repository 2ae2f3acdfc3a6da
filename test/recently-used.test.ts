import { expect, it } from 'vitest'
import { RecentlyUsed } from '../src/recently-used.ts'

/** A key of a quarter of the characters that are kept. */
const quarter = (char: string) => char.repeat(262_144)

it('makes a value once', () => {
  const used = new RecentlyUsed<number>()
  expect([used.get('a', () => 1), used.get('a', () => 2), used.get('b', () => 3)]).toEqual([1, 1, 3])
})

it('makes a value again that was not used for long', () => {
  const used = new RecentlyUsed<number>()
  for (const char of 'abcd') used.get(quarter(char), () => 1)
  used.get(quarter('a'), () => 2)
  used.get(quarter('e'), () => 1)
  expect(['a', 'b'].map((char) => used.get(quarter(char), () => 2))).toEqual([1, 2])
})

it('remembers nothing that throws', () => {
  const used = new RecentlyUsed<number>()
  const fail = () => {
    throw new Error('no')
  }
  expect(() => used.get('a', fail)).toThrow('no')
  expect(used.get('a', () => 1)).toBe(1)
})
