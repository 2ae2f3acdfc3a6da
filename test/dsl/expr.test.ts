import { expect, test } from 'vitest'
import { expr } from '../../src/dsl/expr.ts'
import { DefinitionError } from '../../src/errors.ts'

test('a text becomes the tuple that says the same', () => {
  expect(expr('$.total >= 20 and isPresent($.a)')).toEqual(['and', ['>=', '$.total', 20], ['isPresent', '$.a']])
})

test('an operator that ASL does not have is refused', () => {
  expect(() => expr('startsWith($.a, "x")')).toThrow(DefinitionError)
  expect(() => expr('isString($.a) and stringMatch($.a, "x")')).toThrow(
    '[2][0]: unknown operator "stringMatch"; did you mean "stringMatches"?',
  )
})
