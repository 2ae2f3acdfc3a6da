import { describe, expect, test } from 'vitest'
import { CompileError, compile, handlersOf, runAsFunction, sleep, withOptions } from '../../src/compile.ts'
import { functionOf } from '../support/compile/run-both.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

describe('P15, P16, P27: what cannot be compiled', () => {
  test('is reported with its line, its column, a frame and an alternative', () => {
    const fn = async ({ n }: Any, { f }: Any) => {
      await f(n)
      return new Date(n)
    }
    try {
      compile(fn)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      expect(error.line).toBe(3)
      expect(error.column).toBeGreaterThan(1)
      expect(error.message).toContain('new is not supported here; call an activity that makes the value')
      expect(error.frame).toContain('> 3 |')
      expect(error.frame).toContain('^^^^^^^^^^^')
      expect(error.alternative).toBe('call an activity that makes the value')
    }
  })

  test.each<[string, Any, string]>([
    [
      'a call that is not awaited',
      async (_: Any, { f }: Any) => {
        f(1)
      },
      'the call of f is not awaited; write await f(1)',
    ],
    [
      'an unknown option of a retry',
      async (_: Any, { f }: Any) => {
        await withOptions(f, { retry: { maxAtempts: 1 } as Any })(1)
      },
      'unknown field "maxAtempts" of retry',
    ],
    [
      'an option that is computed',
      async ({ n }: Any, { f }: Any) => {
        await withOptions(f, { timeoutSeconds: n })(1)
      },
      'the value of an option must be written here',
    ],
    [
      'a function that is not JavaScript',
      async ({ n }: Any) => (globalThis as Any).require(n),
      'unknown function "globalThis.require"',
    ],
    ['random numbers', async () => Math.random(), 'Math.random is not supported; call an activity that chooses'],
    [
      'a change of a value',
      async ({ o }: Any) => {
        o.x = 1
      },
      'values do not change in a state machine; assign a new value',
    ],
    ['== of other types', functionOf('async ({ a }) => a == 1'), '== converts types; write ==='],
    ['a regular expression', async ({ a }: Any) => /x/.test(a), '/x/ is not JSON'],
    [
      'this',
      async function (this: Any) {
        return this.x
      },
      'this is not supported',
    ],
    [
      'half a second',
      async () => {
        await sleep(0.5)
      },
      'a state machine waits for whole seconds',
    ],
    [
      'a promise in a variable',
      async (_: Any, { f }: Any) => {
        const p = f(1)
        await p
      },
      'the call of f is not awaited',
    ],
    [
      'a returned promise in a try statement',
      async (_: Any, { f }: Any) => {
        try {
          return f(1)
        } catch {
          return 0
        }
      },
      'a promise that is returned is not caught by this try statement',
    ],
    [
      'different numbers of arguments',
      async (_: Any, { f }: Any) => {
        await f(1)
        await f(1, 2)
      },
      'f is called with 2 arguments here and with 1 elsewhere',
    ],
    [
      'push to a shared array',
      async () => {
        const a: Any[] = []
        const b = a
        a.push(1)
        return b
      },
      '"a" has another name here',
    ],
    [
      'the error itself',
      async (_: Any, { f }: Any) => {
        try {
          await f(1)
        } catch (e) {
          return e
        }
      },
      'an error is not JSON; write e.name or e.message',
    ],
    [
      'a spread of members that may be missing',
      async ({ o }: Any) => ({ ...{ a: 1 }, ...{ a: o.x } }),
      'the object may have members with the value undefined',
    ],
    [
      'undefined in an array',
      async ({ list }: Any) => list.map((x: Any) => x.y)[0] === undefined,
      'the value may be null or undefined',
    ],
  ])('%s', (_name, fn, message) => {
    expect(() => compile(fn)).toThrow(message)
  })

  test('an unknown name, with what to do', () => {
    const rate = 3
    expect(() => compile(async ({ n }: Any) => n * rate)).toThrow(
      'unknown name "rate"; pass it in the input, or as a JSON value in options.constants',
    )
    expect(() => compile(async ({ n }: Any) => n * rate, { constants: { rate } })).not.toThrow()
  })

  test.each([
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => 1],
  ])('a constant that is not JSON: %s', (_name, rate) => {
    expect(() => compile(async () => rate, { constants: { rate } })).toThrow('the constant "rate" is not JSON')
  })

  test.each<[string, () => unknown, string]>([
    [
      'a wrong option of runAsFunction',
      () => runAsFunction(async () => 1, {}, {}, { sytem: 1 } as Any),
      'unknown option "sytem"',
    ],
    [
      'a wrong implementation',
      () => runAsFunction(async () => 1, {}, { f: 5 } as Any),
      'implementations.f must be a function',
    ],
    [
      'a wrong option of withOptions',
      async () => withOptions(() => 1, { retries: 1 } as Any),
      'unknown option "retries"',
    ],
    [
      'half a second',
      async () => withOptions(() => 1, { timeoutSeconds: 0.5 }),
      'must be a whole number of seconds from 1',
    ],
  ])('%s, in a plain function', async (_name, run, message) => {
    await expect(run()).rejects.toThrow(message)
  })

  test('an implementation that is not a function', () => {
    const definition = compile(async ({ n }: Any, { f }: Any) => await f(n))
    expect(() => handlersOf(definition, { f: 5 as Any })).toThrow('implementations.f must be a function, got 5')
  })
})
