import { describe, expect, test } from 'vitest'
import { compile, Fail, handlersOf, sleep, sleepUntil, withOptions } from '../../src/compile.ts'
import { simulate } from '../../src/testing.ts'
import { same } from '../support/compile/same.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

const typesOf = ({ states }: { states: object }) => Object.values(states).map(({ type }) => type)

class TooShort extends Error {}

const summarise = async ({ text }: Any, { head, vowels, spaces }: Any) => {
  let start: Any
  try {
    start = await head({ text })
  } catch (error) {
    if (error instanceof TooShort) throw new Fail('MalformedText', 'text too short')
    throw error
  }
  if (start.letter === 'd') throw new Fail('MalformedText', 'text starts with d')
  if (start.letter === 'a' || start.letter === 'b') {
    const [v, s] = await Promise.all([
      withOptions(vowels, {
        retry: { errorEquals: 'States.ALL', intervalSeconds: 1, maxAttempts: 2, backoffRate: 1.5 },
      })(text),
      spaces(text),
    ])
    return `text starts with ${start.letter}, has ${start.chars} chars, ${v} vowels, and ${s} spaces`
  }
  return `text starts with "${start.letter}"; look: "${text[0]}"`
}
const counting = (name: string, [given]: Any): unknown => {
  if (name === 'vowels') return given.replace(/[^aeiou]/g, '').length
  if (name === 'spaces') return given.replace(/[^ ]/g, '').length
  if (given.text === '') throw new TooShort('no text')
  return { letter: given.text[0], chars: given.text.length }
}

describe('the example of the Python compiler', () => {
  test('P1, P5, P6, P7: has its outcomes, as a function and as a state machine', async () => {
    const definition = await same(
      summarise,
      ['', 'd', 'a short example', 'choose wisely'].map((text) => ({ text })),
      counting,
    )
    const run = async (text: string) => {
      const implementations = Object.fromEntries(
        ['head', 'vowels', 'spaces'].map((name) => [name, (given: Any) => counting(name, [given])]),
      )
      const { output, error, cause } = await simulate(definition as Any, {
        input: { text },
        handlers: handlersOf(definition, implementations) as Any,
      })
      return output ?? [error, cause]
    }
    expect(await run('')).toEqual(['MalformedText', 'text too short'])
    expect(await run('dog')).toEqual(['MalformedText', 'text starts with d'])
    expect(await run('a short example')).toBe('text starts with a, has 15 chars, 5 vowels, and 2 spaces')
    expect(await run('choose wisely')).toBe('text starts with "c"; look: "c"')
  })

  test('has at most half of the 14 states at the top', () => {
    expect(Object.keys(compile(summarise).states).length).toBeLessThanOrEqual(7)
  })
})

test('P2, P30, P33: a call is one task, which gets its arguments only', () => {
  const definition = compile(async ({ a, b }: Any, { f, log }: Any) => {
    const x = await f({ a: 1, b: 'two' })
    await log(x)
    return { x, a, b }
  })
  expect(definition.states.f).toEqual({
    type: 'task',
    resource: 'activity/f',
    arguments: { a: 1, b: 'two' },
    assign: { input: expect.any(String), x: '{% $states.result %}' },
    next: 'log',
  })
  expect(definition.states.log).toMatchObject({ arguments: '{% $x %}', end: true })
})

test('P4, P14: a return is the end of the last state', async () => {
  const definition = compile(async (_: Any, { f }: Any) => {
    const x = await f(1)
    return x
  })
  expect(definition.states).toEqual({
    f: { type: 'task', resource: 'activity/f', arguments: 1, output: '{% $states.result %}', end: true },
  })
  await same(
    async ({ n }: Any) => {
      if (n) return
    },
    [{ n: 1 }, { n: 0 }],
  )
})

test('P8, P23: retries, timeouts and heartbeats are fields of the task', async () => {
  const fn = async (_: Any, { f }: Any) =>
    withOptions(f, { retry: { maxAttempts: 1 }, timeoutSeconds: 5, heartbeatSeconds: 2 })(1)
  const definition = compile(async (_: Any, { f }: Any) => {
    return await withOptions(f, { retry: { maxAttempts: 1 }, timeoutSeconds: 5, heartbeatSeconds: 2 })(1)
  })
  expect(definition.states.f).toMatchObject({ retry: { maxAttempts: 1 }, timeoutSeconds: 5, heartbeatSeconds: 2 })
  expect(() => compile(fn)).not.toThrow()
  let calls = 0
  await same(
    async (_: Any, { f }: Any) => await withOptions(f, { retry: {} })(2),
    [{}],
    () => {
      if (++calls % 4 !== 0) throw new Error('again')
      return calls > 0
    },
  )
})

test('P9: calls at the same time have their results in order', async () => {
  const definition = await same(
    async ({ t }: Any, { f, g }: Any) => {
      const [a, b] = await Promise.all([f(t), g(t)])
      return { a, b }
    },
    [{ t: 'x' }],
    (name, [t]) => [name, t],
  )
  expect(typesOf(definition)).toEqual(['pass', 'parallel'])
})

test('P9: the results of calls at the same time are there, so that they are used as they are', async () => {
  const definition = await same(
    async ({ t }: Any, { f, g, h }: Any) => {
      const [a, b] = await Promise.all([f(t), g(t)])
      let total = 0
      for (const n of [a, b]) total += n
      return [total, await h(b), [a, b].slice(1)[1] === undefined]
    },
    [{ t: 1 }, { t: 2 }],
    (name, [t]) => (name === 'f' ? t * 2 : t === 2 && name === 'g' ? null : t),
  )
  expect(definition.states).toMatchObject({ h: { arguments: '{% $result[1] %}' } })
})

test('P13: lists are read by index', () =>
  same(
    async ({ things, i }: Any) => [things[1], things[i], things[7] ?? null],
    [
      { things: [1, [2], 3], i: 2 },
      { things: ['a', [[]]], i: -1 },
    ],
  ))

test('P17: a try statement with several statements', () =>
  same(
    async ({ n }: Any, { f, g }: Any) => {
      let seen = 'none'
      try {
        seen = 'first'
        await f(n)
        seen = 'second'
        await g(n.x.y)
        return seen
      } catch (error) {
        return `${seen} ${(error as Error).name}: ${(error as Error).message}`
      } finally {
        await f('last')
      }
    },
    [{ n: { x: { y: 1 } } }, { n: { x: 1 } }, { n: 'bad' }],
    (_name, [given]) => {
      if (given === 'bad') throw new TooShort('too short')
      return 1
    },
  ))

test('P18: a chain of conditions is one choice', async () => {
  const definition = await same(
    async ({ n }: Any, { f, g, h }: Any) => {
      if (n === 1) await f(1)
      else if (n === 2) await g(1)
      else if (n === 3) await h(1)
      else await f(4)
    },
    [1, 2, 3, 4].map((n) => ({ n })),
  )
  expect(typesOf(definition).filter((type) => type === 'choice')).toHaveLength(1)
})

describe('P19, P22: branches', () => {
  test('have no parameters', () => {
    const fn = async ({ n }: Any, { f }: Any) => {
      const one = async (x: Any) => await f(x)
      return await Promise.all([one(n)])
    }
    expect(() => compile(fn)).toThrow(
      'a function of several steps cannot have parameters; read the variables around it',
    )
  })

  test('read outer variables, and cannot assign them', async () => {
    await same(
      async ({ n }: Any, { f }: Any) => {
        const m = n + 1
        const count = async () => {
          const own = await f(m)
          return [own, m]
        }
        return await Promise.all([count(), (async () => m)()])
      },
      [{ n: 1 }],
    )
    const fn = async ({ n }: Any, { f }: Any) => {
      let total = 0
      await Promise.all([
        (async () => {
          total = await f(n)
        })(),
        f(2),
      ])
      return total
    }
    expect(() => compile(fn)).toThrow(
      'a branch cannot assign "total", which is declared outside of it; return the value',
    )
  })
})

test('P20: an undefined variable is an error', () => {
  expect(() => compile(new Function('return async () => missing')() as Any)).toThrow('unknown name "missing"')
})

test('P21: a group of calls is retried and caught', async () => {
  await same(
    async (_: Any, { f, g }: Any) => {
      try {
        return await Promise.all([f(1), g(2)])
      } catch (error) {
        return (error as Error).name
      }
    },
    [{}],
    (name) => {
      if (name === 'g') throw new TooShort('x')
      return 1
    },
  )
  const retried = await same(
    async (_: Any, { f }: Any) => {
      return await withOptions(
        async () => {
          await f(1)
          return 'done'
        },
        { retry: { errorEquals: 'TooShort', maxAttempts: 1 } },
      )()
    },
    [{}],
  )
  expect(retried.states.attempt).toMatchObject({ type: 'parallel', retry: { errorEquals: 'TooShort', maxAttempts: 1 } })
})

test('P24: arguments are an object or positions', () =>
  same(
    async ({ a, b }: Any, { f, g, h }: Any) => [await f({ a, b }), await g(a, b), await h()],
    [{ a: 1, b: [2] }, { a: null }],
    (_name, args) => args,
  ))

test('P25, P26: an if without else continues, and the definition is valid', () =>
  same(
    async ({ n }: Any, { f }: Any) => {
      if (n) {
        await f(1)
      }
      return 'end'
    },
    [{ n: 1 }, { n: 0 }, {}],
  ))

test('P29: strings are compared', () =>
  same(async ({ kind }: Any) => kind === 'JPEG', [{ kind: 'JPEG' }, { kind: 1 }, {}, { kind: ['JPEG'] }]))

test('P31: waits', async () => {
  const definition = compile(async ({ at }: Any, { f }: Any) => {
    await sleep(60)
    await sleepUntil(at)
    return await f(1)
  })
  expect(typesOf(definition)).toEqual(['wait', 'wait', 'task'])
  const run = await simulate(definition as Any, {
    input: { at: '2026-01-01T01:00:00Z' },
    handlers: { 'activity/f': () => 1 } as Any,
    now: Date.parse('2026-01-01T00:00:00Z'),
  })
  expect([run.status, run.duration]).toEqual(['SUCCEEDED', 3_600_000])
})

test('P32: parameters need no state of their own', async () => {
  const definition = await same(
    async ({ a, b = 2, ...rest }: Any, { f }: Any) => ({ x: await f(a), a, b, rest }),
    [{ a: 1 }, { b: null, c: 3 }],
  )
  expect(Object.keys(definition.states)).toEqual(['f'])
})

test('P35: a call in a condition', async () => {
  const definition = await same(
    async ({ n }: Any, { f, g }: Any) => {
      if (await f(n)) return 'yes'
      if (n > 1 && !(await g(n))) return 'maybe'
      return (await f(9)) ?? 'no'
    },
    [{ n: 1 }, { n: 2 }, { n: 3 }],
    (name, [n]) => (name === 'f' ? (n === 3 ? 'x' : null) : n === 2),
  )
  expect(typesOf(definition)).toContain('choice')
})

test('P3: local variables are variables of the state machine', async () => {
  const definition = await same(
    async ({ n }: Any, { f }: Any) => {
      const local = await f(n)
      await f('other')
      return [local, n]
    },
    [{ n: 1 }],
    (_name, [n]) => `${n}!`,
  )
  expect(JSON.stringify(definition)).toContain('"assign"')
  expect(JSON.stringify(definition)).not.toContain('locals')
})

test('P11: every comparison', () =>
  same(
    async ({ a, b }: Any) => ({
      less: a < b,
      lessOrEqual: a <= b,
      more: a > b,
      moreOrEqual: a >= b,
      equal: a === b,
      different: a !== b,
      isNull: a === null,
      isPresent: a !== undefined,
      isNumber: typeof a === 'number',
      isString: typeof a === 'string',
      isBoolean: typeof a === 'boolean',
    }),
    [{ a: 1, b: 2 }, { a: 2, b: 2 }, { a: 'b', b: 'a' }, { a: true, b: 0 }, { a: null, b: 1 }, { b: 'x' }],
  ))

test('P12: a condition is negated', () =>
  same(
    async ({ a }: Any, { f }: Any) => {
      if (!a) await f(1)
      return [!a, !!a]
    },
    [true, false, 0, '', 'x', null, [], {}, undefined].map((a) => ({ a })),
  ))
