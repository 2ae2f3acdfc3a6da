import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure, ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parseIntrinsic } from '../../src/expressions/intrinsics.ts'
import type { Json } from '../../src/json.ts'
import { scopeOf } from './scope.ts'

const evaluate = (text: string, input: Json = {}): Json => parseIntrinsic(text).evaluate(scopeOf(input))

/** The failure of a call in which a path fails, for this reason. */
const failureOfPath = (text: string, reason: string): EvaluationFailure =>
  new EvaluationFailure('States.Runtime', `The function '${text}' had the following error: ${reason}`)

const failureOf = (text: string, reason: string): EvaluationFailure =>
  new EvaluationFailure(
    'States.Runtime',
    `There was an error while evaluating the intrinsic function: ${text}. ${reason}`,
  )

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
    ['States.ArrayPartition(States.Array(1, 2, 3), 2.6)', [[1, 2], [3]]],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayContains(States.Array(1, States.Array(2)), States.Array(2))', true],
    ['States.ArrayContains(States.Array(1, 2), 3)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayRange(0.6, 2.6, 1.9)', [0, 1, 2]],
    ['States.ArrayRange(5.4, -0.6, -2.4)', [5, 3, 1]],
    ['States.ArrayGetItem(States.Array(5, null), 1)', null],
    ['States.ArrayLength(States.Array(1, 2))', 2],
    ["States.ArrayUnique(States.Array(2, 1, 2, '2', 1))", [1, 2, '2']],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBkZWNvZGU=')", 'Data to decode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ['States.MathRandom(2, 4)', 3],
    ['States.MathRandom(1, 100, 42)', 63],
    ['States.MathRandom(1, 1000, 1)', 106],
    ['States.MathRandom(1, 10, -10)', 1],
    ['States.MathRandom(0, 16, 42)', 11],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(1.49, 1.5)', 3],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(-1.51, 0)', -2],
    ['States.MathAdd(1e309, 1)', 0],
    ["States.StringSplit('1,2,,3,', ',')", ['1', '2', '3']],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ['States.UUID()', 'a-uuid'],
    ['States.UUID() ', 'a-uuid'],
    ['States.ArrayGetItem(States.Array(), 7)', null],
    ["States.Base64Decode(' YWJj!ZA== ')", 'abcd'],
    ["States.Base64Decode('ab==cd')", 'i'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected)
  })

  it.each<[string, Json, Json]>([
    ["States.Format('{}', $.a)", { a: { b: 1, c: ['x', null] } }, '{b=1, c=[x, null]}'],
    ["States.Format('{}', $.a)", { a: [1, 2, 'x'] }, '[1,2,"x"]'],
    ["States.Format('{} {}', $.a, $.b)", { a: { n: 1e-5 }, b: 12345678.5 }, '{n=1.0E-5} 1.23456785E7'],
    ["States.Format($.template, 'x')", { template: 'a {}' }, 'a x'],
    ['States.JsonToString($)', { a: [1, 'x', null] }, '{"a":[1,"x",null]}'],
    ['States.JsonMerge($.a, $.b, false)', { a: { x: { y: 1 }, z: 1 }, b: { x: { w: 2 } } }, { x: { w: 2 }, z: 1 }],
    ["States.Hash($.a, 'MD5')", { a: { foo: 'bar' } }, createHash('md5').update('{foo=bar}').digest('hex')],
    ['States.JsonMerge($.a, $.b, $.c)', { a: { x: 1 }, b: { y: 2 }, c: 'false' }, { x: 1, y: 2 }],
    ['States.ArrayContains($.a, $.b)', { a: ['true'], b: true }, true],
    ['States.ArrayContains($.a, $.b)', { a: [{ a: 1, b: 2 }], b: { b: 2, a: 1 } }, false],
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
    ["States.Format('{}')", 'Invalid arguments in States.Format'],
    ["States.Format('a {')", "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('{{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('}')", "Invalid template in States.Format: matching '{' not found for '}'."],
    ['States.ArrayPartition(States.Array(1), 0)', 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayPartition(States.Array(1), 0.6)', 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayRange(1, 2000, 1)', 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayRange(1, 2, 0.49)', 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayGetItem(States.Array(1), 1)', 'Invalid arguments in States.ArrayGetItem'],
    ['States.ArrayGetItem(States.Array(1), -1)', 'Invalid arguments in States.ArrayGetItem'],
    ['States.ArrayLength(States.ArrayLength(1))', 'Invalid arguments in States.ArrayLength'],
    ["States.Base64Decode('a')", 'Invalid arguments in States.Base64Decode'],
    ["States.Hash('a', 'sha-1')", 'Invalid arguments in States.Hash'],
    ['States.Hash()', 'Invalid arguments in States.Hash'],
    ["States.MathAdd('1', 1)", 'Invalid arguments in States.MathAdd'],
    ['States.MathAdd(2147483647, 1)', 'Invalid arguments in States.MathAdd'],
    ['States.MathAdd(1)', 'Invalid arguments in States.MathAdd'],
    ['States.MathRandom(2, 2)', 'Invalid arguments in States.MathRandom'],
    ['States.MathRandom(1.4, 1.6)', 'Invalid arguments in States.MathRandom'],
    ['States.MathRandom(1, 2, null)', 'Invalid arguments in States.MathRandom'],
    ['States.UUID(1)', 'Invalid arguments in States.UUID'],
    ['States.JsonToString(1, 2)', 'Invalid arguments in States.JsonToString: only a single argument is allowed.'],
    ['States.JsonMerge($, $, true)', 'Invalid arguments in States.JsonMerge'],
  ])('%s', (text, reason) => {
    expect(() => evaluate(text)).toThrow(failureOf(text, reason))
  })

  const source = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'
  it.each<[string, string]>([
    [
      '{bad}',
      `Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n at [${source}; line: 1, column: 2]`,
    ],
    [
      '[1,\n{"a":1',
      `Unexpected end-of-input: expected close marker for Object (start marker at [${source}; line: 2, column: 1])\n at [${source}; line: 2, column: 7]`,
    ],
  ])("States.StringToJson of %j, in Jackson's words", (json, problem) => {
    const text = 'States.StringToJson($)'
    const reason = `Cannot convert String to Json in States.StringToJson, caused by: ${problem}`
    expect(() => evaluate(text, json)).toThrow(failureOf(text, reason))
  })

  it('reports an input that is null', () => {
    const text = 'States.JsonToString($)'
    const reason = 'Unable to apply Path transformation to null or empty input.'
    expect(() => evaluate(text, null)).toThrow(failureOfPath(text, reason))
  })

  it('names the path that finds nothing, in the words of AWS', () => {
    const text = "States.Format('{} {}', $.other, States.Format('{}', $.nope))"
    const reason = `The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOfPath(text, reason))
  })

  it('names a path into the context object as AWS does: as if it were the input', () => {
    const text = "States.Format('{}', $$.Nope.Deep)"
    const reason = `The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"other":1}'`
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOfPath(text, reason))
  })

  it('finds nothing past the end of an array', () => {
    const text = "States.Format('{}', $.items[5])"
    const reason = `The JsonPath argument for the field '$.items[5]' could not be found in the input '{"items":[1]}'`
    expect(() => evaluate(text, { items: [1] })).toThrow(failureOfPath(text, reason))
  })

  it("fails with the JSONPath library's message for an index on a value that is not an array, as on AWS", () => {
    const text = "States.Format('{}', $.other[0])"
    const reason = 'Filter: [0] can only be applied to arrays. Current context is: 1'
    expect(() => evaluate(text, { other: 1 })).toThrow(failureOfPath(text, reason))
  })
})

describe('a call', () => {
  it('lists the variables that it reads', () => {
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
    ' States.UUID()',
    'States.Array([1])',
    'States.Array("a")',
    "States.Array('a\\d')",
    "States.Array('\\n')",
    "States.Format('a)",
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

  it('splits, joins and parses strings without loss', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ maxLength: 200 }), (value, text) => {
        const input = { value } as Json
        expect(evaluate('States.StringToJson(States.JsonToString($.value))', input)).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
        expect(evaluate('States.Base64Decode(States.Base64Encode($))', text)).toBe(Buffer.from(text).toString())
      }),
    )
  })
})

describe('the order of States.ArrayUnique', () => {
  const unique = (items: Json) => evaluate('States.ArrayUnique($)', items)

  it.each<[Json, Json]>([
    [
      [true, false],
      [false, true],
    ],
    [
      [
        [1, 2],
        [1, 2],
        [2, 1],
      ],
      [
        [2, 1],
        [1, 2],
      ],
    ],
    [
      ['banana', 'apple', 'cherry', 'apple'],
      ['banana', 'apple', 'cherry'],
    ],
    [
      [17, 1, 33, 2],
      [17, 1, 33, 2],
    ],
    [
      [-1, 0, 5e9, 1.5, null],
      [-1, 0, 5e9, null, 1.5],
    ],
  ])("is that of Java's HashSet: %j", (items, expected) => {
    expect(unique(items)).toEqual(expected)
  })

  it('changes as the table grows, also when one bin is full', () => {
    const multiples = Array.from({ length: 9 }, (_, i) => i * 16)
    expect(unique(multiples.slice(0, 8))).toEqual(multiples.slice(0, 8))
    expect(unique(multiples)).toEqual([0, 32, 64, 96, 128, 16, 48, 80, 112])
  })

  it('keeps each item once', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 40 }), (values) => {
        const items = JSON.parse(JSON.stringify(values)) as Json[]
        const found = unique([...items, ...items]) as Json[]
        expect(found.length).toBe((unique(items) as Json[]).length)
        for (const item of items) expect(found).toContainEqual(item)
      }),
    )
  })
})
