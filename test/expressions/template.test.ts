import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure, ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parseTemplate } from '../../src/expressions/template.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { scopeOf } from './scope.ts'

const evaluate = (template: Json, input: Json): Json => parseTemplate(template, 'Parameters').evaluate(scopeOf(input))

describe('a payload template', () => {
  it('evaluates paths and intrinsic functions under keys that end in .$, at any depth', () => {
    const template = {
      'a.$': '$.x',
      deep: { 'b.$': "States.Format('{}!', $.x)", list: [1, { 'c.$': '$' }] },
      same: '$.x',
      'list.$': '$.items[*].id',
    }
    expect(evaluate(template, { x: 1, items: [{ id: 2 }] })).toEqual({
      a: 1,
      deep: { b: '1!', list: [1, { c: { x: 1, items: [{ id: 2 }] } }] },
      same: '$.x',
      list: [2],
    })
  })

  it('keeps the order of its keys', () => {
    const payload = evaluate({ 'z.$': '$', a: 1, 'm.$': '$' }, 0)
    expect(Object.keys(payload as JsonObject)).toEqual(['z', 'a', 'm'])
  })

  it('reads the context object and variables, and lists the variables', () => {
    const template = parseTemplate({ 'id.$': '$$.Execution.Id', 'v.$': '$v.x', 'w.$': 'States.Array($w)' }, 'Assign')
    const scope = scopeOf({}, { context: { Execution: { Id: 'e' } }, variables: { v: { x: 1 }, w: 2 } })
    expect(template.evaluate(scope)).toEqual({ id: 'e', v: 1, w: [2] })
    expect(template.variables).toEqual(['v', 'w'])
  })

  it('has null past the end of an array, as on AWS', () => {
    expect(evaluate({ 'a.$': '$.items[5]' }, { items: [] })).toEqual({ a: null })
  })

  it("fails with AWS's message if a path finds nothing", () => {
    const message = `The JSONPath '$.no.such' specified for the field 'b.$' could not be found in the input '{"x":1}'`
    expect(() => evaluate({ a: { 'b.$': '$.no.such' } }, { x: 1 })).toThrow(
      new EvaluationFailure('States.Runtime', message),
    )
  })

  it('names the context object if a path into it finds nothing', () => {
    const template = parseTemplate({ 'a.$': '$$.Nope' }, 'Parameters')
    const message = `The JSONPath '$$.Nope' specified for the field 'a.$' could not be found in the input '{"State":{}}'`
    expect(() => template.evaluate(scopeOf({}, { context: { State: {} } }))).toThrow(message)
  })

  it.each<[Json]>([['x'], [1], [null], ['States.Nope()'], ['$.a..'], [{}]])('refuses %j as an expression', (value) => {
    expect(() => parseTemplate({ 'a.$': value }, 'Parameters')).toThrow(ExpressionSyntaxError)
    expect(() => parseTemplate({ 'a.$': value }, 'Parameters')).toThrow(
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
    )
  })

  it('treats hostile keys as data', () => {
    const payload = evaluate({ '__proto__.$': '$.x', 'constructor.$': '$.x' }, { x: { polluted: true } })
    expect(JSON.stringify(payload)).toBe('{"__proto__":{"polluted":true},"constructor":{"polluted":true}}')
    expect('polluted' in (payload as object)).toBe(false)
  })
})

describe('a part of a template without expressions', () => {
  const literals = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('.$"'))

  it('is the same value in every payload', () => {
    fc.assert(
      fc.property(literals, (literal) => {
        const whole = parseTemplate(literal as Json, 'Parameters')
        expect(whole.isStatic).toBe(true)
        expect(whole.evaluate(scopeOf({}))).toBe(literal)
        const part = parseTemplate({ literal: literal as Json, 'x.$': '$' }, 'Parameters')
        expect(part.isStatic).toBe(false)
        expect((part.evaluate(scopeOf({})) as JsonObject).literal).toBe(literal)
      }),
    )
  })

  it('stays as it is when payloads are made', () => {
    const template = { 'a.$': '$', b: { c: [1] } }
    const before = structuredClone(template)
    evaluate(template, { x: 1 })
    expect(template).toEqual(before)
  })
})
