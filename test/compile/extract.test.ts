import { describe, expect, test } from 'vitest'
import { CompileError, compile, handlersOf } from '../../src/compile.ts'
import { simulate } from '../../src/testing.ts'
import { functionOf } from '../support/compile/run-both.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

describe('P38: extraction', () => {
  const fn = async ({ text }: Any, { f }: Any) => {
    const words = text.match(/\w+/g)
    if (/x/.test(text)) return words
    return await f([...words].sort())
  }

  test('moves what JSONata does not have into handlers', async () => {
    const definition = compile(fn, { name: 'words', extract: true })
    const handlers = handlersOf(definition, { f: (words: Any) => words })
    expect(Object.keys(handlers)).toEqual(
      ['activity/words-extracted-1', 'activity/words-extracted-2', 'activity/words-extracted-3', 'activity/f'].filter(
        (name) => Object.hasOwn(handlers, name),
      ),
    )
    expect(Object.keys(handlers).length).toBeGreaterThanOrEqual(3)
    for (const text of ['a c b', 'x y']) {
      const run = await simulate(definition as Any, { input: { text }, handlers: handlers as Any })
      expect(run.output).toEqual(await fn({ text }, { f: (words: Any) => words }))
    }
  })

  test('only with the option extract', () => {
    expect(() => compile(fn)).toThrow(CompileError)
  })

  test('not of what reads the module', () => {
    const helper = (text: string) => text
    expect(() => compile(async ({ text }: Any) => helper(text), { extract: true })).toThrow('unknown function "helper"')
  })

  test.each(['new Date(rate)', '[n, rate].sort()', 'new Date(n + rate)'])('not of a name of the module: %s', (text) => {
    const fn = functionOf(`async ({ n }) => ${text}`, { rate: 3 })
    expect(() => compile(fn as Any, { extract: true })).toThrow(CompileError)
  })

  test.each<[string, string, Any]>([
    ['a variable with any name', 'async ({ js_input }) => js_input.sort()', { js_input: [2, 1] }],
    [
      'functions with names of their own',
      'async ({ n }) => n.map(function f(x) { var y = x; return y }).sort()',
      { n: [2, 1] },
    ],
    [
      'loops over members',
      'async ({ n }) => n.map((o) => { let all = ""; for (const k in o) all += k; return all }).sort()',
      { n: [{ b: 1 }] },
    ],
  ])('of %s', async (_name, text, input) => {
    const fn = functionOf(text)
    const definition = compile(fn as Any, { extract: true })
    const { output } = await simulate(definition as Any, { input, handlers: handlersOf(definition) as Any })
    expect(output).toEqual(await fn(input as never, {} as never))
  })
})
