import { expect, test } from 'vitest'
import { expr } from '../../src/dsl/expr.ts'
import { DefinitionError } from '../../src/errors.ts'

test('a text becomes the tuple that says the same', () => {
  expect(expr('$.total >= 20 and isPresent($.a)')).toEqual(['and', ['>=', '$.total', 20], ['isPresent', '$.a']])
})

test('a JSONata expression stays as it is', () => {
  expect(expr('{% $count($v) > 2 %}')).toBe('{% $count($v) > 2 %}')
})

test('a warning is no reason to refuse it', () => {
  expect(expr('$.a = "$.b"')).toEqual(['=', '$.a', '$.b'])
})

test('a text that is no condition is refused, at its column', () => {
  expect(() => expr('$.total >')).toThrow(
    new DefinitionError([issue('column 10: expected a string, a number, true, false or null, found the end')]),
  )
})

test('an operator that ASL does not have is refused, with the one that was probably meant', () => {
  expect(() => expr('startsWith($.a, "x")')).toThrow(DefinitionError)
  expect(() => expr('isString($.a) and stringMatch($.a, "x")')).toThrow(
    'unknown operator "stringMatch"; did you mean "stringMatches"?',
  )
})

const issue = (message: string) => ({ path: [], code: 'SCHEMA_VALIDATION_FAILED', message, severity: 'error' }) as const
