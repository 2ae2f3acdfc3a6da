import fc from 'fast-check'
import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure, ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { isJsonataString, parseJsonata } from '../../src/expressions/jsonata.ts'
import type { JsonataScope } from '../../src/expressions/scope.ts'
import type { Json } from '../../src/json.ts'
import { jsonataScopeOf } from './scope.ts'

const evaluateIn = async (source: string, scope: JsonataScope): Promise<Json> =>
  parseJsonata(source).evaluate(scope, 'Output')
const evaluate = (source: string, input: Json = {}): Promise<Json> => evaluateIn(source, jsonataScopeOf(input))

const failureOf = (source: string, problem: string): EvaluationFailure => {
  const message = `The JSONata expression '${source}' specified for the field 'Output' ${problem}`
  return new EvaluationFailure('States.QueryEvaluationError', message, 'Output')
}

describe('an expression', () => {
  it.each<[string, boolean]>([
    ['{% $a %}', true],
    ['{%$a%}', true],
    ['{%%}', true],
    ['{%}', false],
    [' {% $a %}', false],
    ['{% $a %} ', false],
    ['{% $a', false],
    ['$a', false],
  ])('is told from a literal: %j', (text, expected) => {
    expect(isJsonataString(text)).toBe(expected)
  })

  it('reads $states and variables', async () => {
    const names = { context: { State: { Name: 'S' } }, variables: { v: { x: [1] } } }
    const scope = jsonataScopeOf({ a: 1 }, { ...names, result: 'r', errorOutput: { Error: 'E' } })
    const source = '[$states.input.a, $states.context.State.Name, $states.result, $states.errorOutput.Error, $v.x]'
    expect(await evaluateIn(source, scope)).toEqual([1, 'S', 'r', 'E', 1])
    expect(await evaluateIn('$states', scope)).toEqual({
      input: { a: 1 },
      context: { State: { Name: 'S' } },
      result: 'r',
      errorOutput: { Error: 'E' },
    })
  })

  it('builds the context object only when it is read', async () => {
    const scope = { ...jsonataScopeOf({ a: 1 }), context: () => expect.unreachable() }
    expect(await evaluateIn('$states.input.a + 1', scope)).toBe(2)
  })

  it.each<[string, string[]]>([
    ['$states.input.a', []],
    ['$a + $b.c', ['a', 'b']],
    ['$sum($list)', ['list']],
    ['($x := $a; $x + $y)', ['a', 'y']],
    ['$x := $x + 1', ['x']],
    ['$map($list, function($v, $i){ $v + $i + $other })', ['list', 'other']],
    ['($f := function($n){ $n < 2 ? 1 : $n * $f($n - 1) }; $f($n))', ['n']],
    ['$list@$item.$item.x', ['list']],
    ['$list#$i[$i < $limit]', ['list', 'limit']],
    ['$list^($key).x', ['list', 'key']],
    ['$o ~> |$|{"a": $b}|', ['o', 'b']],
    ['$list{$k: $v}', ['list', 'k', 'v']],
  ])('tells which variables it reads: %s', (source, variables) => {
    expect(parseJsonata(source).variables).toEqual(variables)
  })

  it('that is none is refused with the message of jsonata', () => {
    expect(() => parseJsonata('a[1,2)')).toThrow(new ExpressionSyntaxError('Expected "]", got ","', 4))
    expect(() => parseJsonata(' ')).toThrow('Unexpected end of expression')
    expect(() => parseJsonata('('.repeat(100_000))).toThrow(ExpressionSyntaxError)
  })
})

describe('the result of an expression', () => {
  it.each<[string, Json]>([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['0/0', 'NaN'],
    ["{'k': [1/0]}", { k: ['Infinity'] }],
    ['$string(1/0)', 'Infinity'],
    ['null', null],
    ['[null, 1]', [null, 1]],
    ['$string(1e20)', '100000000000000000000'],
    ['$string(1e21)', '1e+21'],
    ['$type(null)', 'null'],
    ['$count(null)', 1],
    ['$x := 5', 5],
  ])('%s is %j', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected)
  })

  it('has none of the marks of jsonata', async () => {
    const plain = (value: Json): Json => JSON.parse(JSON.stringify(value))
    const input = {
      items: [
        { id: 1, tags: ['a'] },
        { id: 2, tags: [] },
      ],
      one: [1],
    }
    for (const source of [
      '$states.input.items.id',
      '$states.input.one[]',
      '{"a": $states.input.items.tags}',
      '[[1..3]]',
    ]) {
      const value = await evaluate(source, input)
      expect(value).toStrictEqual(plain(value))
    }
  })

  it.each<[string, string]>([
    ['$nope', 'returned nothing (undefined).'],
    ['$states.input.a.b', 'returned nothing (undefined).'],
    ['$states.errorOutput', 'returned nothing (undefined).'],
    ['$fn := function($x){$x}', 'returned an unsupported result type.'],
    ['[$sum]', 'returned an unsupported result type.'],
    ['/a/', 'returned an unsupported result type.'],
    ['$nope(1)', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      "$sum(['a'])",
      'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
    [
      "$replace('a', '', 'b')",
      'threw an error during evaluation. Second argument of replace function cannot be an empty string',
    ],
  ])('fails in the words of AWS: %s', async (source, problem) => {
    await expect(evaluate(source)).rejects.toThrow(failureOf(source, problem))
  })

  it('must be of a type that its field takes', async () => {
    const expression = parseJsonata("{'a': 'b'}")
    const problem = `returned an unexpected result type. Expected 'array', but was 'object' for value: {"a":"b"}`
    await expect(expression.evaluate(jsonataScopeOf({}), 'Output', ['array'])).rejects.toThrow(
      failureOf("{'a': 'b'}", problem),
    )
  })
})

describe('evaluations of one expression', () => {
  it('at the same time do not disturb each other', async () => {
    const expression = parseJsonata('($f := function($x){ $x + $states.input.n }; [1..50].$f($))')
    const expected = (n: number) => Array.from({ length: 50 }, (_, i) => i + 1 + n)
    const runs = Array.from({ length: 20 }, (_, n) => expression.evaluate(jsonataScopeOf({ n }), 'Output'))
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 20 }, (_, n) => expected(n)))
  })

  it('each have one time', async () => {
    let now = 0
    const scope: JsonataScope = {
      ...jsonataScopeOf({}),
      system: { now: () => now++, random: Math.random, uuid: () => '' },
    }
    const expression = parseJsonata('[$millis(), $millis(), $now() = $now()]')
    expect(await expression.evaluate(scope, 'Output')).toEqual([0, 0, true])
    expect(await expression.evaluate(scope, 'Output')).toEqual([1, 1, true])
  })
})

describe('the data that an expression reads', () => {
  it.each([
    '$states.input.items[]',
    '$states.input.empty[]',
    "$states.input.empty{'x': 1}",
    '$states.input.object(1)',
    '$object(1)',
    '($f := $states.input.object; $f())',
    '$sort($states.input.items)',
    '$reverse($states.input.items)',
    '$append($states.input.empty, 1)',
    "$states.input ~> |object|{'a': 2}, ['b']|",
    '$merge([$states.input.object, {"a": 2}])',
    '$shuffle($states.input.items)',
  ])('is not changed by %s', async (source) => {
    const input = () => ({ items: [3, 1, 2], empty: [], object: { a: 1, token: 't', position: 0 } })
    const scope = jsonataScopeOf(input(), { variables: { object: input().object } })
    await evaluateIn(source, scope).catch(() => undefined)
    expect(scope.states.input).toStrictEqual(input())
    expect(scope.variables.object).toStrictEqual(input().object)
  })

  it.each([
    '$states.input.constructor',
    '$states.input.a.__proto__',
    "$lookup($states.input, 'toString')",
    '{}.constructor',
  ])('has only what is its own: %s', async (source) => {
    await expect(evaluate(source, { a: {} })).rejects.toThrow('returned nothing (undefined).')
  })

  it('may have names that objects inherit', async () => {
    const input: Json = JSON.parse('{"constructor": {"__proto__": 1}, "list": [{"toString": "a"}, {"toString": "b"}]}')
    expect(await evaluate('$states.input.constructor.__proto__', input)).toBe(1)
    expect(await evaluate('$states.input.list.toString', input)).toEqual(['a', 'b'])
    expect(await evaluate("$lookup([{'a': null}, {}, {'a': [1, [2]]}], 'a')")).toEqual([null, 1, [2]])
  })
})

describe('a plain path', () => {
  const names = fc.constantFrom('a', 'b', 'c')
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>(null, true, 1, 'x'),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(names, tie('json'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))

  it("equals jsonata's result", async () => {
    const start = fc.constantFrom('$states.input', '$v')
    const path = fc.tuple(start, fc.array(names, { maxLength: 3 })).map(([first, rest]) => [first, ...rest].join('.'))
    await fc.assert(
      fc.asyncProperty(path, json, async (source, value) => {
        const scope = jsonataScopeOf(value, { variables: { v: value } })
        const expected: unknown = await jsonata(source).evaluate(undefined, { states: { input: value }, v: value })
        const found = await evaluateIn(source, scope).catch((error: EvaluationFailure) => error.message)
        if (expected === undefined) expect(found).toMatch('returned nothing (undefined).')
        else expect(found).toEqual(JSON.parse(JSON.stringify(expected)))
      }),
      { numRuns: 500, endOnFailure: true },
    )
  })

  it('is read at once', () => {
    expect(parseJsonata('$states.input.a').evaluate(jsonataScopeOf({ a: [1] }), 'Output')).toEqual([1])
  })

  it('of a variable that has the name of a function is the variable', async () => {
    expect(await evaluateIn('$sum.a', jsonataScopeOf({}, { variables: { sum: { a: 1 } } }))).toBe(1)
  })

  it("equals jsonata's result in any context, and never changes the data", async () => {
    const operand = fc
      .tuple(fc.constantFrom('$states.input', '$v'), fc.array(names, { maxLength: 2 }))
      .map(([first, rest]) => [first, ...rest].join('.'))
    const around = fc.constantFrom<(path: string) => string>(
      (path) => `$count(${path})`,
      (path) => `[${path}, 1]`,
      (path) => `{'x': ${path}}`,
      (path) => `${path}[0]`,
      (path) => `${path}[]`,
      (path) => `${path}[a = 1]`,
      (path) => `${path}.*`,
      (path) => `${path}.{'k': a}`,
      (path) => `${path}{'k': a}`,
      (path) => `$exists(${path}) ? ${path} : 'none'`,
      (path) => `$map(${path}, function($x){ $x.a })`,
      (path) => `$string(${path})`,
      (path) => `$distinct(${path})`,
      (path) => `$append(${path}, ${path})`,
    )
    await fc.assert(
      fc.asyncProperty(around, operand, json, async (wrap, path, value) => {
        const source = wrap(path)
        const copy = () => structuredClone(value)
        const scope = jsonataScopeOf(value, { variables: { v: value } })
        const expected: unknown = await jsonata(source)
          .evaluate(undefined, { states: { input: copy() }, v: copy() })
          .catch(() => undefined)
        const before = copy()
        const found = await evaluateIn(source, scope).catch(() => undefined)
        expect(found).toEqual(expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)))
        expect(value).toStrictEqual(before)
      }),
      { numRuns: 1000, endOnFailure: true },
    )
  })
})
