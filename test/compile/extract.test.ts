import { describe, expect, test } from 'vitest'
import { CompileError, compile, handlersOf } from '../../src/compile.ts'
import { simulate } from '../../src/testing.ts'

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

  test('only if it is asked for', () => {
    expect(() => compile(fn)).toThrow(CompileError)
  })

  test('not of what reads the module', () => {
    const helper = (text: string) => text
    expect(() => compile(async ({ text }: Any) => helper(text), { extract: true })).toThrow('unknown function "helper"')
  })
})
