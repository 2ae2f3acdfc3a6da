import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { toAslKey } from '../../src/specs/asl-key.ts'
import { comparisonOperators } from '../../src/specs/comparison-operators.ts'
import { Catcher, ChoiceRule, Definition, literalOnlyFields, Retrier, stateSpecs } from '../../src/specs/definition.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'
import { asl, json } from '../support/arbitrary-asl.ts'

const environment = awsEnvironment('us-east-1', '123456789012')
const numRuns = 300

describe('desugar and resugar', () => {
  test('desugar is the inverse of resugar', () => {
    fc.assert(
      fc.property(
        asl(),
        (machine) => void expect(desugar(resugar(machine, environment), environment)).toEqual(machine),
      ),
      { numRuns },
    )
  })

  test('desugar is the inverse of resugar without an environment', () => {
    fc.assert(
      fc.property(asl(), (machine) => void expect(desugar(resugar(machine))).toEqual(machine)),
      { numRuns },
    )
  })

  test('resugar returns the canonical literal, whose canonical literal is itself', () => {
    fc.assert(
      fc.property(asl(), (machine) => {
        const literal = resugar(machine, environment)
        expect(resugar(desugar(literal, environment), environment)).toEqual(literal)
      }),
      { numRuns },
    )
  })

  test('desugar returns ASL as it is', () => {
    fc.assert(
      fc.property(asl(), (machine) => void expect(desugar(machine)).toEqual(machine)),
      { numRuns },
    )
  })

  test('resugar does not change its argument', () => {
    fc.assert(
      fc.property(asl(), (machine) => {
        const before = JSON.stringify(machine)
        resugar(machine, environment)
        expect(JSON.stringify(machine)).toBe(before)
      }),
      { numRuns: 100 },
    )
  })

  test('the generated machines have every field and every operator', () => {
    const seen = new Set<string>()
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) {
        seen.add(key)
        look(inner)
      }
    }
    for (const machine of fc.sample(asl(), { numRuns: 1000, seed: 1 })) look(machine)
    const fields = [Definition, Retrier, Catcher, ChoiceRule, ...Object.values(stateSpecs)].flatMap((spec) =>
      Object.keys(spec.shape),
    )
    const sugar = new Set(['Condition', ...[...literalOnlyFields].map(toAslKey)])
    const expected = [...fields, ...comparisonOperators.keys()].map(toAslKey).filter((key) => !sugar.has(key))
    expect(expected.filter((key) => !seen.has(key))).toEqual([])
  })
})

const payloads = [
  ['task', 'parameters'],
  ['task', 'arguments'],
  ['task', 'resultSelector'],
  ['task', 'output'],
  ['task', 'assign'],
  ['task', 'credentials'],
  ['pass', 'result'],
  ['map', 'itemSelector'],
  ['map', 'items'],
] as const

describe("the user's data", () => {
  test.each(payloads)('is the same in the %s of a literal and of its ASL: %s', (type, field) => {
    fc.assert(
      fc.property(json, (data) => {
        const state = desugar({ startAt: 's', states: { s: { type, [field]: data } } }).States.s
        expect(state?.[toAslKey(field)]).toEqual(data)
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['itemReader', 'parameters', 'ItemReader', 'Parameters'],
    ['itemReader', 'arguments', 'ItemReader', 'Arguments'],
    ['itemBatcher', 'batchInput', 'ItemBatcher', 'BatchInput'],
    ['resultWriter', 'parameters', 'ResultWriter', 'Parameters'],
  ])('is the same within %s.%s', (outer, inner, aslOuter, aslInner) => {
    fc.assert(
      fc.property(json, (data) => {
        const state = desugar({ startAt: 's', states: { s: { type: 'map', [outer]: { [inner]: data } } } }).States.s
        expect(state?.[aslOuter]).toEqual({ [aslInner]: data })
      }),
      { numRuns: 100 },
    )
  })

  test('keeps state names that look like fields', () => {
    const literal = { startAt: 'next', states: { next: { type: 'pass', next: 'States' }, States: { type: 'succeed' } } }
    expect(desugar(literal)).toEqual({
      StartAt: 'next',
      States: { next: { Type: 'Pass', Next: 'States' }, States: { Type: 'Succeed' } },
    })
  })

  test('keeps a state named __proto__', () => {
    const machine: unknown = JSON.parse('{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","End":true}}}')
    expect(JSON.stringify(desugar(resugar(machine)))).toBe(JSON.stringify(machine))
  })
})
