import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conditionText } from '../../src/dsl/condition-text.ts'
import { expr } from '../../src/dsl/expr.ts'
import { DefinitionError } from '../../src/errors.ts'
import type { Condition } from '../../src/specs/condition.ts'

const path = fc.constantFrom('$.a', '$.a-b[0].c', "$['x y']", '$$.Execution.Name', '$v.x', '$.list[?(@.n > 1)]')
const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  fc.boolean(),
  fc.constant(null),
)
const leaf = fc.oneof(
  path,
  fc.tuple(fc.constantFrom('=', '!='), path, value),
  fc.tuple(fc.constantFrom('<', '<=', '>', '>='), path, fc.oneof(fc.string(), fc.integer())),
  fc.tuple(fc.constant('in'), path, fc.array(value, { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constantFrom('isPresent', 'isNull', 'isString'), path),
  fc.tuple(fc.constantFrom('isNumeric', 'isTimestamp'), path, fc.boolean()),
  fc.tuple(fc.constantFrom('stringMatches', 'stringEquals'), path, fc.string()),
  fc.tuple(fc.constantFrom('numericEqualsPath', 'stringLessThanPath'), path, path),
)
const condition = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.tuple(fc.constant('not'), tie('any')),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
      .map(([operator, conditions]) => [operator, ...conditions]),
  ),
})).any

test('expr parses what conditionText formats', () => {
  fc.assert(
    fc.property(condition, (tuple) => {
      const text = conditionText(tuple as Condition)
      expect(expr(text)).toEqual(JSON.parse(JSON.stringify(tuple)))
    }),
  )
})

test.each<[Condition, string]>([
  [['and', ['>=', '$.total', 20], ['or', '$.vip', ['=', '$.s', 'x']]], '$.total >= 20 and ($.vip or $.s = "x")'],
  [['not', ['and', '$.a', '$.b']], 'not ($.a and $.b)'],
  [['!=', '$.at', new Date(0)], 'not timestampEquals($.at, "1970-01-01T00:00:00.000Z")'],
  ['$.a==1 && !$.b', '$.a = 1 and not $.b'],
  ['{% $v > 1 %}', '{% $v > 1 %}'],
])('%j is formatted as %s', (tuple, text) => {
  expect(conditionText(tuple)).toBe(text)
})

test.each<[string, unknown]>([
  ['a boolean', true],
  ['ASL', { variable: '$.a', isNull: true }],
  ['JSONata inside a condition', ['not', '{% $v %}']],
  ['an invalid condition', ['~', '$.a', 1]],
  ['a path of JSONata', ['>', '$sum($v)', 1]],
])('%s is rejected', (_, tuple) => {
  expect(() => conditionText(tuple as Condition)).toThrow(DefinitionError)
})
