import { describe, expect, it } from 'vitest'
import { parseJsonata } from '../../src/expressions/jsonata.ts'
import type { Json } from '../../src/json.ts'
import { jsonataScopeOf } from './scope.ts'

const evaluate = async (source: string, input: Json = {}): Promise<Json> =>
  parseJsonata(source).evaluate(jsonataScopeOf(input), 'Output')

describe('a function that Step Functions adds to JSONata', () => {
  it.each<[string, Json]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(10, 0, -5)', [10, 5, 0]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(3, 3, 1)', 3],
    ["$hash('Hello', 'MD5')", '8b1a9953c4611296a827abf8c47804d7'],
    ["$hash('Hello', 'SHA-1')", 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
    ["$hash('ñ', 'MD5')", '94e9342ecbb1458b6043ecd3bfcbc192'],
    ['$random()', 0.5],
    ['$random(42)', 0.7275636800328681],
    ['$random(0)', 0.730967787376657],
    ['$random(7.9)', 0.7306990420600421],
    ['$uuid()', 'a-uuid'],
    [`$parse('{"b": [1, null], "a": 2}')`, { b: [1, null], a: 2 }],
    ["$parse('null')", null],
    [`$map(['{"a":1}', '{"a":2}'], $parse).a`, [1, 2]],
    ['$now()', '2026-01-01T00:00:00.000Z'],
    ["$now('[Y]')", '2026'],
    ['$millis()', Date.UTC(2026, 0, 1)],
  ])('%s is %j', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected)
  })

  it.each([
    '$partition([], 2)',
    '$partition([1], 0)',
    '$partition([1], -0.5)',
    '$range(1, 5)',
    '$range(5, 1, 1)',
    '$range(1, 5, 0)',
    "$hash('Hello')",
    '$parse()',
  ])('%s is nothing', async (source) => {
    await expect(evaluate(source)).rejects.toThrow('returned nothing (undefined).')
  })

  it.each<[string, string]>([
    ['$partition([1], -1)', 'D3137: Second argument must be zero or greater'],
    ['$partition(null, 1)', 'T0412: Argument 1 of function "partition"'],
    ['$range(1)', 'T0410: Argument 2 of function "range" does not match function signature'],
    ["$hash('Hello', 'md5')", 'D3137: '],
    ["$hash(42, 'MD5')", 'T0410: '],
    ["$uuid('x')", 'T0410: '],
    ['$random(1, 2)', 'T0410: '],
    ['$parse(null)', 'T0410: Argument 1 of function "parse" does not match function signature'],
    ["$parse('')", 'D3137: Invalid JSON'],
    ["$parse('1 2')", 'D3137: Invalid JSON'],
    ["$parse('1e400')", 'D3137: Invalid JSON'],
    [`$parse('{"a":1,"a":2}')`, 'D3137: Invalid JSON'],
    ['$range(1, 360146, 1)', 'Expression evaluation memory limit exceeded'],
  ])('%s fails with %s', async (source, message) => {
    await expect(evaluate(source)).rejects.toThrow(`threw an error during evaluation. ${message}`)
  })
})

describe('a function of JSONata', () => {
  it('that compares items keeps the first of equal ones', async () => {
    expect(await evaluate('$distinct([2, {"a": 1, "b": [1]}, 2, {"b": [1], "a": 1}, "2"])')).toEqual([
      2,
      { a: 1, b: [1] },
      '2',
    ])
  })

  it('takes randomness from the system', async () => {
    expect(await evaluate('$shuffle([1, 2, 3, 4])')).toEqual(await evaluate('$shuffle([1, 2, 3, 4])'))
  })

  it.each<[string, Json]>([
    ["$match('ab12', /([a-z])(\\d)/)", { match: 'b1', index: 1, groups: ['b', '1'] }],
    ["$replace('a-b-c', /-/, '+')", 'a+b+c'],
    ["$split('a1b22c', /\\d+/)", ['a', 'b', 'c']],
    ["$contains('Hello$', /^hello\\$/i)", true],
    ["$count($match($pad('', 50000, 'ab '), /\\w+/))", 16_667],
  ])('with a regular expression: %s', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected)
  })
})
