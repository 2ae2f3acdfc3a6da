import { describe, expect, test } from 'vitest'
import { parseCondition } from '../../src/expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../../src/expressions/failure.ts'

describe('the text of a condition', () => {
  test.each<[string, unknown]>([
    ['$.flag', '$.flag'],
    ['($.flag)', '$.flag'],
    ['$.total >= 20 and not ($.type = "Private")', ['and', ['>=', '$.total', 20], ['not', ['=', '$.type', 'Private']]]],
    ['$.a or $.b and $.c', ['or', '$.a', ['and', '$.b', '$.c']]],
    ['$.a and $.b and $.c', ['and', '$.a', '$.b', '$.c']],
    ['($.a or $.b) and $.c', ['and', ['or', '$.a', '$.b'], '$.c']],
    ['not not $.a', ['not', ['not', '$.a']]],
    ['not $.a and $.b', ['and', ['not', '$.a'], '$.b']],
    [
      '$.s == "x" && !isPresent($.x) || $.n != 1',
      ['or', ['and', ['=', '$.s', 'x'], ['not', ['isPresent', '$.x']]], ['!=', '$.n', 1]],
    ],
    ['$.a=-1.5e3', ['=', '$.a', -1500]],
    ['$.a = null', ['=', '$.a', null]],
    ['$.a = true', ['=', '$.a', true]],
    [`$.a = 'it\\'s "so"'`, ['=', '$.a', `it's "so"`]],
    ['$.a = "é\\u00e9\\n"', ['=', '$.a', 'éé\n']],
    ['$.a in ["x", 1, null]', ['in', '$.a', ['x', 1, null]]],
    ['isPresent($.a, false)', ['isPresent', '$.a', false]],
    ['numericLessThanPath($.a, $.b)', ['numericLessThanPath', '$.a', '$.b']],
    [`$['a b']["c]"][0].d-e >= 1`, ['>=', `$['a b']["c]"][0].d-e`, 1]],
    ['$$.Execution.Name = "x"', ['=', '$$.Execution.Name', 'x']],
    ['$variable.a > 1', ['>', '$variable.a', 1]],
    ['$states.input.`a b` > 1', ['>', '$states.input.`a b`', 1]],
    ['$..a[?(@.b == "x")] = 1', ['=', '$..a[?(@.b == "x")]', 1]],
    ['$.and and $.not', ['and', '$.and', '$.not']],
  ])('%s', (text, tuple) => {
    expect(parseCondition(text)).toEqual(tuple)
  })

  test.each<[string, number, string]>([
    ['', 1, 'expected a path, "not", "(" or an operator such as isPresent(…), found the end'],
    ['$.a >', 6, 'expected a string, a number, true, false or null, found the end'],
    [
      '$.a = $.b',
      7,
      'expected a string, a number, true, false or null (to compare two paths, use an operator such as stringEqualsPath($.a, $.b)), found "$.b"',
    ],
    ['$.a $.b', 5, 'expected "and", "or" or the end, found "$.b"'],
    ['($.a', 5, 'expected ")", found the end'],
    ['$.a in "x"', 8, 'expected "[", found "x"'],
    ['$.a["b', 7, 'expected "]", found the end'],
    ['$.a = "b', 9, 'expected " at the end of the string, found the end'],
    ['total > 3', 1, 'expected a path, "not", "(" or an operator such as isPresent(…), found "total"'],
    ['isPresent(1)', 11, 'expected a path, found "1"'],
    ['$.a = "\\x"', 7, 'expected a string with the escapes of JSON, found "\\x"'],
    ['$.a ~ 1', 5, 'expected a path, an operator or a value, found "~"'],
    ['$.a = 01', 7, 'expected a path, an operator or a value, found "0"'],
  ])('%s is refused at column %i', (text, column, complaint) => {
    expect(() => parseCondition(text)).toThrow(new ExpressionSyntaxError(`column ${column}: ${complaint}`, column - 1))
  })
})
