import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure, ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parseIntrinsic } from '../../src/expressions/intrinsics.ts'
import type { Json } from '../../src/json.ts'
import { scopeOf } from './scope.ts'

const evaluate = (text: string, input: Json = {}): Json => parseIntrinsic(text).evaluate(scopeOf(input))

/** The failure of a call whose own explanation is `reason`. */
const failureOf = (text: string, reason: string): EvaluationFailure =>
  new EvaluationFailure('States.Runtime', `The function '${text}' had the following error: ${reason}`)

describe('the result of a call', () => {
  it.each<[string, Json]>([
    ["States.Format('Hello {}, {}!', 'you', 2)", 'Hello you, 2!'],
    ["States.Format('{} {} {}', null, true, 1.5)", 'null true 1.5'],
    ["States.Format('\\{{}\\} it\\'s \\\\', 1)", "{1} it's \\"],
    ['States.StringToJson(\'[1, {"a": null}]\')', [1, { a: null }]],
    ["States.StringToJson('')", null],
    ["States.StringToJson(' ')", null],
    ["States.StringToJson('-0')", 0],
    ['States.Array()', []],
    ["States.Array('a', 1, true, null)", ['a', 1, true, null]],
    ['States.ArrayPartition(States.Array(1, 2, 3), 2)', [[1, 2], [3]]],
    ['States.ArrayPartition(States.Array(1, 2, 3), 1.5)', [[1, 2], [3]]],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayContains(States.Array(1, States.Array(2)), States.Array(2))', true],
    ['States.ArrayContains(States.Array(1, 2), 3)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayRange(0.4, 2.6, 1)', [0, 1, 2, 3]],
    ['States.ArrayGetItem(States.Array(5, null), 1)', null],
    ['States.ArrayLength(States.Array(1, 2))', 2],
    ["States.ArrayUnique(States.Array(2, 1, 2, '2', 1))", [2, 1, '2']],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBkZWNvZGU=')", 'Data to decode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ['States.MathRandom(2, 4)', 3],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(1.49, 1.5)', 3],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(-1.51, 0)', -2],
    ["States.StringSplit('1,2,,3,', ',')", ['1', '2', '3']],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ['States.UUID()', 'a-uuid'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected)
  })

  it.each<[string, Json, Json]>([
    ["States.Format('{}', $.a)", { a: { b: 1, c: ['x', null] } }, '{b=1, c=[x, null]}'],
    ["States.Format($.template, 'x')", { template: 'a {}' }, 'a x'],
    ['States.JsonToString($)', { a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
    ['States.JsonMerge($.a, $.b, false)', { a: { x: { y: 1 }, z: 1 }, b: { x: { w: 2 } } }, { x: { w: 2 }, z: 1 }],
    ["States.Hash($.a, 'SHA-256')", { a: { b: 1 } }, expect.stringMatching(/^[0-9a-f]{64}$/)],
    ['States.ArrayUnique($)', [{ a: 1, b: 2 }, { b: 2, a: 1 }, [1], [1]], [{ a: 1, b: 2 }, [1]]],
    ['States.ArrayLength($[*].x)', [1, 2], 0],
    ["States.ArrayLength($[?(@.s == 'a,b)')])", [{ s: 'a,b)' }], 1],
    ["States.ArrayGetItem(States.StringSplit($.name, '-'), 0)", { name: 'a-b' }, 'a'],
  ])('%s of %j', (text, input, expected) => {
    expect(evaluate(text, input)).toEqual(expected)
  })

  it('is the same for the same seed', () => {
    const text = 'States.MathRandom(1, 1000000, 42)'
    expect(evaluate(text)).toBe(evaluate(text))
    expect(evaluate(text)).not.toBe(evaluate('States.MathRandom(1, 1000000, 43)'))
  })
})

describe('a call that fails', () => {
  it.each<[string, string]>([
    ["States.Format('{}')", 'The template has 1 occurrences of {} for 0 arguments.'],
    ["States.StringToJson('{')", 'The first argument is not valid JSON: {'],
    ['States.ArrayPartition(States.Array(1), 0)', 'The second argument must be a positive number but was: 0'],
    ['States.ArrayRange(1, 2000, 1)', 'The range has 2000 items, more than 1000.'],
    ['States.ArrayRange(1, 2, 0)', 'The third argument must not be 0.'],
    ['States.ArrayGetItem(States.Array(1), 1)', 'The index 1 is out of range of an array of 1 items.'],
    ['States.ArrayGetItem(States.Array(1), -1)', 'The index -1 is out of range of an array of 1 items.'],
    ['States.ArrayLength(1)', 'The first argument must be an array but was: 1'],
    ["States.Base64Decode('a')", 'The first argument is not valid Base64.'],
    ["States.Hash('a', 'sha-1')", expect.stringContaining('MD5, SHA-1, SHA-256')],
    ["States.MathAdd('1', 1)", expect.stringContaining('The first argument must be a number')],
    ['States.MathAdd(2147483647, 1)', 'The result 2147483648 is not between -2147483648 and 2147483647.'],
    ['States.MathRandom(2, 2)', 'The first argument must be less than the second but they were: 2, 2'],
    ["States.StringSplit('a\\d', 'd')", expect.stringContaining('A backslash must be followed by')],
  ])('%s', (text, reason) => {
    const message = typeof reason === 'string' ? failureOf(text, reason) : expect.objectContaining({ message: reason })
    expect(() => evaluate(text)).toThrow(message)
  })

  it('merges nothing deeply, as AWS does not', () => {
    const text = 'States.JsonMerge($, $, true)'
    expect(() => evaluate(text)).toThrow(failureOf(text, 'The third argument must be false but was: true'))
  })

  it('names the path that finds nothing, in the words of AWS', () => {
    const text = "States.Format('{} {}', $.other, States.Format('{}', $.nope))"
    const reason = `The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOf(text, reason))
  })

  it('names a path into the context object as AWS does: as if it were the input', () => {
    const text = "States.Format('{}', $$.Nope.Deep)"
    const reason = `The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"other":1}'`
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOf(text, reason))
  })

  it('finds nothing past the end of an array', () => {
    const text = "States.Format('{}', $.items[5])"
    const reason = `The JsonPath argument for the field '$.items[5]' could not be found in the input '{"items":[1]}'`
    expect(() => evaluate(text, { items: [1] })).toThrow(failureOf(text, reason))
  })

  it("leaks the JSONPath library's words for an index on what is no array, as AWS does", () => {
    const text = "States.Format('{}', $.other[0])"
    const reason = 'Filter: [0] can only be applied to arrays. Current context is: 1'
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOf(text, reason))
  })
})

describe('a call', () => {
  it('tells which variables it reads', () => {
    expect(parseIntrinsic("States.Format('{} {}', $a.x, States.Array($b, $a, $.c, $$.d))").variables).toEqual([
      'a',
      'b',
    ])
  })

  it.each([
    '',
    'Format()',
    'States.Nope()',
    'States.constructor()',
    'States.UUID',
    'States.UUID(',
    'States.UUID(1)',
    'States.UUID() ',
    "States.Format('a)",
    'States.MathAdd(1)',
    'States.MathAdd(1 2)',
    'States.MathAdd(1,)',
    'States.Array($.)',
    `${'States.Array('.repeat(11)}${')'.repeat(11)}`,
  ])('%j is refused', (text) => {
    expect(() => parseIntrinsic(text)).toThrow(ExpressionSyntaxError)
  })

  it('may nest ten deep', () => {
    expect(evaluate(`${'States.Array('.repeat(10)}${')'.repeat(10)}`)).toEqual([[[[[[[[[[]]]]]]]]]])
  })

  it('never breaks the parser or the evaluation', () => {
    const part = fc.constantFrom(
      'States.',
      'Array',
      'Format',
      'MathAdd',
      'Hash',
      '(',
      ')',
      ',',
      "'",
      '\\',
      '$',
      '.a',
      '[0]',
      '1',
      '{}',
      ' ',
    )
    const text = fc.oneof(
      fc.array(part, { maxLength: 20 }).map((parts) => `States.Array(${parts.join('')}`),
      fc.string(),
    )
    fc.assert(
      fc.property(text, fc.jsonValue(), (call, input) => {
        try {
          parseIntrinsic(call).evaluate(scopeOf(input as Json))
        } catch (error) {
          if (!(error instanceof ExpressionSyntaxError || error instanceof EvaluationFailure)) throw error
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('takes texts and JSON apart and together without loss', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ maxLength: 200 }), (value, text) => {
        expect(evaluate('States.StringToJson(States.JsonToString($))', value as Json)).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
        expect(evaluate('States.Base64Decode(States.Base64Encode($))', text)).toBe(Buffer.from(text).toString())
      }),
    )
  })
})
