import { describe, expect, test } from 'vitest'
import { compile, handlersOf } from '../../src/compile.ts'
import { simulate } from '../../src/testing.ts'
import { functionOf } from '../support/compile/run-both.ts'
import { same } from '../support/compile/same.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

test('the rest of an object lacks the members with names in quotes, too', () =>
  same(
    async ({ o, list }: Any) => {
      const { 'a-b': x, ...rest } = o
      return [x, rest, list.map(({ 'a-b': _, ...others }: Any) => others)]
    },
    [{ o: { 'a-b': 1, c: 2 }, list: [{ 'a-b': 3, d: 4 }] }],
  ))

test('a call can have any name', async () => {
  const fn = functionOf('async ({ n }, { __proto__, constructor }) => await constructor(await __proto__(n))')
  const definition = compile(fn as Any, { resources: { ['__proto__']: 'activity/first' } })
  const implementations = Object.fromEntries([
    ['__proto__', (n: number) => n + 1],
    ['constructor', (n: number) => n * 2],
  ])
  const handlers = handlersOf(definition, implementations)
  expect((await simulate(definition as Any, { input: { n: 1 }, handlers: handlers as Any })).output).toBe(4)
})

describe('a member that every object inherits', () => {
  test.each(['o.constructor', 'o?.toString', 'o["__proto__"]', 'list[0].valueOf', 'typeof { ...o }.constructor'])(
    'fails if the object does not have it: %s',
    async (text) => {
      const definition = compile(functionOf(`async ({ o, list }) => ${text}`) as Any)
      const { error, cause } = await simulate(definition as Any, { input: { o: {}, list: [{}] } })
      expect([error, cause]).toEqual(['States.QueryEvaluationError', expect.stringContaining('the inherited member')])
    },
  )

  test('is read if the object has it', () =>
    same(
      async ({ o }: Any) => [o.constructor, o?.toString, { ...o }.constructor],
      [{ o: { constructor: 1, toString: 2 } }],
    ))

  test('is a TypeError in a try statement', async () => {
    const definition = compile(async ({ o, key }: Any) => {
      try {
        return { ...o }[key]
      } catch (error) {
        return (error as Error).name
      }
    })
    expect((await simulate(definition as Any, { input: { o: {}, key: 'valueOf' } })).output).toBe('TypeError')
  })
})

test('a handler of an expression that fails performs calls', () =>
  same(
    async ({ a }: Any, { log }: Any) => {
      try {
        return a.b.c
      } catch (error) {
        return await log((error as Error).name)
      }
    },
    [{ a: { b: { c: 1 } } }, { a: {} }],
  ))
