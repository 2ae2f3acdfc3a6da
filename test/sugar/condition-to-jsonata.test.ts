import { describe, expect, test } from 'vitest'
import { parseJsonata } from '../../src/expressions/jsonata.ts'
import { isJsonObject } from '../../src/json.ts'
import { comparisonOperators } from '../../src/specs/comparison-operators.ts'
import type { Condition } from '../../src/specs/condition.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { virtualSystem } from '../../src/virtual-system.ts'

const input = {
  n: 5,
  s: 'log-1.txt',
  b: true,
  at: '2026-01-02T00:00:00Z',
  nothing: null,
  m: 7,
  t: 'x',
  later: '2026-01-03T01:00:00+01:00',
}

const evaluate = async (condition: Condition): Promise<unknown> => {
  const choice = { type: 'choice', choices: [{ condition, next: 'c' }] }
  const { c } = desugar({ queryLanguage: 'JSONata', startAt: 'c', states: { c: choice } }).States
  const [rule] = Array.isArray(c?.Choices) ? c.Choices : []
  const text = String(isJsonObject(rule) ? rule.Condition : rule)
  const scope = { states: { input, context: {} }, variables: {}, system: virtualSystem() }
  return parseJsonata(text.slice(2, -2)).evaluate(scope as never, 'Choices[0]/Condition')
}

const n = '$states.input.n'
const s = '$states.input.s'
const at = '$states.input.at'
const gone = '$states.input.gone'

const rows: [Condition, boolean][] = [
  [['=', n, 5], true],
  [['!=', n, 5], false],
  [['<', n, 6], true],
  [['<=', n, 5], true],
  [['>', n, 5], false],
  [['>=', s, 'log'], true],
  [['=', '$states.input.nothing', null], true],
  [['=', gone, null], false],
  [['=', '$states.input.b', true], true],
  ['$states.input.b', true],
  [gone as Condition, false],
  [['in', n, [1, 5]], true],
  [['in', n, ['x']], false],
  [['and', '$states.input.b', ['=', n, 5], ['or', ['=', n, 1], ['=', n, 5]]], true],
  [['or', ['and', ['=', n, 1], ['=', n, 5]], ['=', n, 2]], false],
  [['not', ['=', n, 5]], false],
  [['isPresent', gone], false],
  [['isPresent', '$states.input.nothing'], true],
  [['isPresent', gone, false], true],
  [['isNull', '$states.input.nothing'], true],
  [['isString', s], true],
  [['isNumeric', n], true],
  [['isNumeric', s, false], true],
  [['isBoolean', '$states.input.b'], true],
  [['isTimestamp', at], true],
  [['isTimestamp', n], false],
  [['isTimestamp', s], false],
  [['<', at, new Date('2026-02-01')], true],
  [['timestampEquals', at, '2026-01-02T01:00:00+01:00'], true],
  [['timestampLessThanPath', at, '$states.input.later'], true],
  [['stringMatches', s, 'log-*.txt'], true],
  [['stringMatches', s, 'log*'], true],
  [['stringMatches', s, 'log.*'], false],
  [['stringMatches', s, 'log-\\*.txt'], false],
  [['stringMatches', n, '*'], false],
  [['stringEquals', s, 'log-1.txt'], true],
  [['stringLessThanPath', s, '$states.input.t'], true],
  [['numericGreaterThanEqualsPath', n, '$states.input.m'], false],
  [['booleanEquals', '$states.input.b', false], false],
  [['and', '{% $states.input.n > 1 %}', true], true],
]

describe('a condition in a JSONata state', () => {
  test.each(rows)('%j is %s', async (condition, expected) => {
    expect(await evaluate(condition)).toBe(expected)
  })

  test.each([...comparisonOperators])('%s becomes an expression', async (operator, operand) => {
    const right = {
      string: 'x',
      numeric: 1,
      boolean: true,
      timestamp: '2026-01-02T00:00:00Z',
      path: '$states.input.at',
    }[operand]
    const left = operator.startsWith('numeric') && operand !== 'path' ? n : at
    expect(typeof (await evaluate([operator, left, right] as unknown as Condition))).toBe('boolean')
  })
})
