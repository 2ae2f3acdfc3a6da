import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EvaluationFailure, ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parseReferencePath } from '../../src/expressions/reference-path.ts'
import type { Json } from '../../src/json.ts'
import { scopeOf } from './scope.ts'

const put = (path: string, target: Json, value: Json): Json => parseReferencePath(path).put(target, value)

describe('putting a value at a reference path', () => {
  it.each<[string, Json, Json]>([
    ['$', { a: 1 }, 'new'],
    ['$.b', { a: 1 }, { a: 1, b: 'new' }],
    ['$.a', { a: 1 }, { a: 'new' }],
    ['$.a.b.c', { x: 1 }, { x: 1, a: { b: { c: 'new' } } }],
    ['$.a[1]', { a: [1, 2, 3] }, { a: [1, 'new', 3] }],
    ['$[0].b', [{ a: 1 }], [{ a: 1, b: 'new' }]],
  ])('%s of %j', (path, target, expected) => {
    expect(put(path, target, 'new')).toEqual(expected)
  })

  it('does not change the target, and shares the parts that stay the same', () => {
    const target = { kept: { deep: [1] }, changed: { a: 1 } }
    const before = structuredClone(target)
    const after = put('$.changed.b', target, 2) as typeof target
    expect(target).toEqual(before)
    expect(after.kept).toBe(target.kept)
  })

  it.each<[string, Json, string]>([
    ['$.a', 'text', 'Unable to apply ReferencePath $.a to input "text"'],
    ['$.a', [1], 'Unable to apply step "a" to input [1]'],
    ['$.a.b', { a: 'text' }, 'Unable to apply step "b" to input {"a":"text"}'],
    ['$.a[1]', { a: [1] }, 'Unable to apply step "1" to input {"a":[1]}'],
    ['$.a[0]', {}, 'Unable to apply step "0" to input {}'],
  ])('%s does not fit %j', (path, target, message) => {
    const failure = new EvaluationFailure('States.ReferencePathConflict', message)
    expect(() => put(path, target, 1)).toThrow(failure)
  })

  it('never reaches a prototype', () => {
    const result = put('$.__proto__.polluted', {}, true)
    expect(Object.hasOwn(result as object, '__proto__')).toBe(true)
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}')
    expect('polluted' in {}).toBe(false)
  })

  it('finds it there, and changes nothing else', () => {
    const name = fc.string().filter((text) => !/['[\]]/.test(text))
    const names = fc.array(name, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(names, fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (keys, target, value) => {
        const path = parseReferencePath(`$${keys.map((key) => `['${key}']`).join('')}`)
        const [first = ''] = keys
        if (keys.length > 1 && Object.hasOwn(target, first)) return
        const result = path.put(target as Json, value as Json) as { [key: string]: Json }
        expect(path.find(scopeOf(result))).toEqual(value)
        for (const key of Object.keys(target)) if (key !== first) expect(result[key]).toBe(target[key])
      }),
    )
  })
})

describe('a reference path', () => {
  it.each(['$..a', '$.a[*]', '$[0:1]', '$[0,1]', "$['a','b']", '$[?(@.a)]', '$[(@.length-1)]', '$[-1]'])(
    'is not %s',
    (text) => {
      expect(() => parseReferencePath(text)).toThrow(ExpressionSyntaxError)
    },
  )
})
