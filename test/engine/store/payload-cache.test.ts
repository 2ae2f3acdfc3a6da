import { describe, expect, it } from 'vitest'
import { PayloadCache } from '../../../src/engine/store/payload-cache.ts'

const textOf = (number: number, length = 2000) => JSON.stringify({ number, filler: 'x'.repeat(length) })

describe('the cache of payloads', () => {
  it('gives the same value for a string that occurs again', () => {
    const payloads = new PayloadCache()
    const { value } = payloads.parse(textOf(1))
    expect(payloads.parse(textOf(1)).value).toBe(value)
    expect(payloads.parse(textOf(2)).value).not.toBe(value)
  })

  it('does not keep short strings', () => {
    const payloads = new PayloadCache()
    expect(payloads.parse('{}').value).not.toBe(payloads.parse('{}').value)
  })

  it('forgets what was not used for longest', () => {
    const payloads = new PayloadCache()
    const [first, second] = [payloads.parse(textOf(1)).value, payloads.parse(textOf(2)).value]
    for (let i = 3; i < 50; i++) {
      payloads.parse(textOf(i, 200_000))
      payloads.parse(textOf(1))
    }
    expect(payloads.parse(textOf(1)).value).toBe(first)
    expect(payloads.parse(textOf(2)).value).not.toBe(second)
  })

  it('throws for what is not JSON', () => {
    expect(() => new PayloadCache().parse(`${textOf(1)},`)).toThrow(SyntaxError)
  })
})
