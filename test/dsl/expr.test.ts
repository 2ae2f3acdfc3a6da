import { expect, test } from 'vitest'
import { expr } from '../../src/dsl/expr.ts'
import { DefinitionError } from '../../src/errors.ts'

test('a string becomes the equivalent tuple', () => {
  expect(expr('$.total >= 20 and isPresent($.a)')).toEqual(['and', ['>=', '$.total', 20], ['isPresent', '$.a']])
})

test('a JSONata string stays as it is', () => {
  expect(expr('{% $count($v) > 2 %}')).toBe('{% $count($v) > 2 %}')
})

test('a condition with a warning is accepted', () => {
  expect(expr('$.a = "$.b"')).toEqual(['=', '$.a', '$.b'])
})

test('an invalid string is rejected with a column', () => {
  expect(() => expr('$.total >')).toThrow(
    new DefinitionError([issue('column 10: expected a string, a number, true, false or null, found the end')]),
  )
})

test('an unknown operator is rejected with a hint', () => {
  expect(() => expr('startsWith($.a, "x")')).toThrow(DefinitionError)
  expect(() => expr('isString($.a) and stringMatch($.a, "x")')).toThrow(
    'unknown operator "stringMatch"; did you mean "stringMatches"?',
  )
})

const issue = (message: string) => ({ path: [], code: 'SCHEMA_VALIDATION_FAILED', message, severity: 'error' }) as const
