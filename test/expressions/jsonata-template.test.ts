import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure } from '../../src/expressions/failure.ts'
import { isJsonataString, parseJsonataField, parseJsonataTemplate } from '../../src/expressions/jsonata.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { jsonataScopeOf } from './scope.ts'

const evaluate = async (value: Json, input: Json = {}): Promise<Json> =>
  parseJsonataTemplate(value, 'Output').evaluate(jsonataScopeOf(input))

describe('a value with expressions', () => {
  it('has them evaluated at any depth', async () => {
    const value = {
      a: '{% $states.input.x %}',
      b: [1, { c: '{% $sum([1, 2]) %}' }, '{% $states.input.x & "!" %}'],
      d: ' {% x %}',
    }
    expect(await evaluate(value, { x: 'y' })).toEqual({ a: 'y', b: [1, { c: 3 }, 'y!'], d: ' {% x %}' })
  })

  it('is synchronous if it has only plain paths', () => {
    const template = parseJsonataTemplate({ a: '{% $states.input.x %}' }, 'Output')
    expect(template.evaluate(jsonataScopeOf({ x: 1 }))).toEqual({ a: 1 })
  })

  it('lists the variables that it reads', () => {
    expect(parseJsonataTemplate(['{% $a.b %}', { c: '{% $sum($d) + $a.c %}' }], 'Output').variables).toEqual(['a', 'd'])
  })

  it.each<[Json, string]>([
    ['{% $nope %}', 'Output'],
    [{ v: '{% $nope %}' }, 'Output/v'],
    [{ a: { b: [[1, '{% $nope %}']] } }, 'Output/a/b[0][1]'],
  ])('fails with the place of the expression: %j', async (value, field) => {
    const message = `The JSONata expression '$nope' specified for the field '${field}' returned nothing (undefined).`
    const failure = new EvaluationFailure('States.QueryEvaluationError', message, field)
    await expect(evaluate([value].flat()[0] ?? null).catch((error: unknown) => error)).resolves.toEqual(failure)
    await expect(evaluate(value)).rejects.toMatchObject({ location: field })
  })

  it('fails with the first expression that fails, in the order in which they stand', async () => {
    await expect(evaluate({ a: '{% $slow(1) %}', b: '{% $nope %}' })).rejects.toMatchObject({ location: 'Output/a' })
  })

  it('treats hostile keys as data', async () => {
    const value: Json = JSON.parse('{"__proto__": "{% {\'polluted\': true} %}"}')
    const result = await evaluate(value)
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}')
    expect('polluted' in (result as object)).toBe(false)
  })

  it('is the same value without expressions, and shares parts without them', async () => {
    const literals = fc.jsonValue().filter((value) => typeof value !== 'string' || !isJsonataString(value))
    await fc.assert(
      fc.asyncProperty(literals, async (literal) => {
        const template = parseJsonataTemplate(literal as Json, 'Output')
        expect(template.isStatic).toBe(true)
        expect(template.evaluate(jsonataScopeOf({}))).toBe(literal)
        const value = await evaluate({ literal: literal as Json, x: '{% 1 + 1 %}' })
        expect((value as JsonObject).literal).toBe(literal)
      }),
    )
  })
})

describe('a field of certain types', () => {
  const field = async (value: Json, expected: Parameters<typeof parseJsonataField>[2]): Promise<Json> =>
    parseJsonataField(value, 'Items', expected).evaluate(jsonataScopeOf({ n: 1.5, list: [1] }))

  it('accepts a value of one of them', async () => {
    expect(await field('{% $states.input.list %}', 'array')).toEqual([1])
    expect(await field("{% {'a': 1} %}", ['array', 'object'])).toEqual({ a: 1 })
    expect(await field('{% 1 + 1 %}', 'integer')).toBe(2)
  })

  it.each<[string, Parameters<typeof parseJsonataField>[2], string]>([
    ['{% true %}', 'array', `Expected 'array', but was 'boolean' for value: true`],
    ['{% null %}', 'array', `Expected 'array', but was 'null' for value: null`],
    ["{% 'a' %}", ['array', 'object'], `Expected 'array' or 'object', but was 'string' for value: "a"`],
    ['{% $states.input.n %}', 'integer', `Expected 'integer', but was 'number' for value: 1.5`],
    ['{% [1] %}', 'string', `Expected 'string', but was 'array' for value: [1]`],
  ])('refuses what is not: %s', async (value, expected, problem) => {
    await expect(field(value, expected)).rejects.toThrow(`returned an unexpected result type. ${problem}`)
  })

  it('may be made of expressions', async () => {
    expect(await field([1, "{% $number('2') %}", 3], 'array')).toEqual([1, 2, 3])
  })
})
