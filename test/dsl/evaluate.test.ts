import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/dsl/evaluate/evaluate.ts'
import { machine } from '../../src/dsl/machine.ts'
import { sequence } from '../../src/dsl/sequence.ts'
import { validate } from '../../src/dsl/validate.ts'
import type { Json } from '../../src/json.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { runMachine } from '../support/run-machine.ts'

const input = { a: 3, b: 4, s: 'x', t: true, waitMilliseconds: 2500, list: [{ n: 7 }], deep: { c: 1 }, 'odd name': 9 }

const run = async (expression: string, options?: object, data: Json = input) => {
  const definition = machine('m', sequence({ e: evaluate(expression, options) }))
  expect(validate(definition)).toEqual([])
  const { output, error, cause } = await runMachine(desugar(definition), { input: data })
  expect([error, cause]).toEqual([undefined, undefined])
  return output
}

test.each([
  '$.a + $.b',
  '$.a + $.b * 2 - 1',
  '($.a + $.b) * 2',
  '$.a - -$.b',
  '$.waitMilliseconds / 1000',
  '$.a % 2',
  '$.s + $.a',
  '$.a + $.b + $.s',
  "'n' + 1 + 2",
  '1 + 2 + "n"',
  '`Now waiting ${$.a} seconds... ${$.a + $.deep.c}`',
  '`${$.s}`',
  '`a "quoted" \\` text`',
  '$.a > 2 ? "big" : "small"',
  '$.a >= 3 && $.b <= 4',
  '$.a === 3 || $.missing',
  '!($.a !== 3)',
  '$.s || "default"',
  '$.t && $.a',
  '$.list[0].n + 1',
  "$['odd name'] + 1",
  'Math.floor($.a / 2) + Math.abs(-1)',
  'Math.pow(2, 10)',
  '[$.a, [1, $.s]]',
  'null',
  "'\\u00e9\\n'",
  '1e3 + .5',
])('%s has the same result as in JavaScript', async (expression) => {
  const inJavaScript = new Function('$', 'Math', `return (${expression})`)(input, Math)
  expect(await run(expression)).toEqual(inJavaScript)
})

test('arithmetic has the same result as in JavaScript', async () => {
  const value = fc.oneof(fc.integer({ min: -9, max: 9 }).map(String), fc.constantFrom('$.a', '$.b', '$.deep.c'))
  const expression = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      value,
      fc
        .tuple(tie('any'), fc.constantFrom('+', '-', '*'), tie('any'))
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      fc.tuple(tie('any'), tie('any')).map(([left, right]) => `(${left} < ${right} ? ${right} : 0)`),
    ),
  })).any
  await fc.assert(
    fc.asyncProperty(expression, async (text) => void expect(await run(text)).toBe(evaluateInJavaScript(text))),
    { numRuns: 60 },
  )
})

const evaluateInJavaScript = (text: string): unknown => new Function('$', `return ${text} + 0`)(input)

describe('resultPath', () => {
  test('puts the result into the input', async () => {
    expect(await run('$.a + $.b', { resultPath: '$.sum' }, { a: 1, b: 2 })).toEqual({ a: 1, b: 2, sum: 3 })
    expect(await run('$.a', { resultPath: '$.x.y' }, { a: 1, x: { z: 0 } })).toEqual({ a: 1, x: { y: 1, z: 0 } })
    expect(await run('$.a', { resultPath: '$.x.y' }, { a: 1 })).toEqual({ a: 1, x: { y: 1 } })
  })
})

test('reads the context object', async () => {
  expect(await run('$$.Execution.Name')).toBe('run')
})

test.each([
  ['$.a +', 'column 6: expected a path, a value or "(", found the end'],
  ['a + 1', 'column 1: expected a path that begins with "$", or a value, found "a"'],
  ['$.s.toUpperCase()', 'column 16: functions of values are not supported'],
  ['$.a = 1', 'column 5: unsupported character "="'],
  ['$.a ** 2', 'column 6: expected a path, a value or "(", found "*"'],
  ['Math.random()', 'column 6: expected one of abs, ceil, floor, sqrt, pow after "Math.", found "random"'],
  ['x => x', 'column 3: unsupported character "="'],
  ["'%}'", 'column 1: a string with "%}" is not supported'],
  ['('.repeat(500), 'column 101: expected at most 100 nested expressions, found "("'],
])('%s is rejected', (expression, message) => {
  expect(() => evaluate(expression)).toThrow(message)
})
