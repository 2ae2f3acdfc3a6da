import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateBytes } from '../../../src/engine/execution/estimate-bytes.ts'
import { parseJsonText } from '../../../src/engine/interpreter/program/json-text.ts'

const events = (...payloads: unknown[]) => payloads.map((input) => ({ details: { input } }))
const payload = () => ({ filler: 'x'.repeat(10_000) })

describe('the estimated size of events', () => {
  it('counts each payload', () => {
    const bytes = estimateBytes(events(payload(), payload(), payload()), 0)
    expect(bytes).toBeGreaterThan(30_000)
    expect(bytes).toBeLessThan(35_000)
  })

  it('counts a payload that occurs again once', () => {
    const shared = payload()
    expect(estimateBytes(events(...Array.from({ length: 1000 }, () => shared)), 0)).toBeLessThan(1000 * 150 + 11_000)
  })

  it('counts the events from an index on', () => {
    expect(estimateBytes(events(payload(), 1), 1)).toBeLessThan(1000)
    expect(estimateBytes(events(payload()), 1)).toBe(0)
  })

  it('extrapolates from some of many events, and from the beginning of long lists', () => {
    const many = Array.from({ length: 1000 }, payload)
    expect(estimateBytes(events(...many), 0) / 10_000_000).toBeCloseTo(1, 0)
    const list = Array.from({ length: 100_000 }, (_, index) => index)
    expect(estimateBytes(events(list), 0) / 3_200_000).toBeCloseTo(1, 0)
  })

  it('counts the string of a parsed payload too', () => {
    expect(estimateBytes(events(parseJsonText(JSON.stringify(payload()))), 0)).toBeGreaterThan(20_000)
  })

  it('is a number for any events', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (payloads) => {
        expect(estimateBytes(events(...payloads), 0)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
