import { describe, expect, test } from 'vitest'
import { CompileError, compile, Fail, handlersOf, sleep, sleepUntil, withOptions } from '../../src/compile.ts'
import { simulate } from '../../src/testing.ts'
import { functionOf, runCompiled, runPlain } from '../support/compile/run-both.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

/** Checks that a function does the same as a state machine for each input, and returns the definition. */
const same = async (fn: Any, inputs: readonly Any[], implement: (name: string, args: Any) => unknown = () => 1) => {
  const definition = compile(fn)
  const names = ['f', 'g', 'h', 'k', 'head', 'vowels', 'spaces', 'log'].filter((name) => fn.toString().includes(name))
  const options = { names: names.filter((name) => usesName(definition, name)), implement }
  for (const input of inputs) {
    const plain = await runPlain(fn, input, { ...options, names })
    const { cause: _, ...compiled } = await runCompiled(definition, input, options)
    const { cause: __, ...expected } = plain
    expect(compiled).toEqual(expected)
  }
  return definition
}
const usesName = (definition: object, name: string): boolean =>
  JSON.stringify(definition).includes(`"activity/${name}"`)
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

test('P13: lists are read by index', () =>
  same(
    async ({ things, i }: Any) => [things[1], things[i], things[7] ?? null],
    [
      { things: [1, [2], 3], i: 2 },
      { things: ['a', [[]]], i: -1 },
    ],
  ))

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
})

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

describe('P37: loops', () => {
  const lists = [[], [1], [1, 2, 3], [[1], []]].map((list) => ({ list }))

  test('over items without state are a Map, one item at a time', async () => {
    const definition = await same(async ({ list }: Any, { f }: Any) => {
      for (const x of list) {
        if (x === 2) continue
        await f(x)
      }
    }, lists)
    expect(Object.values(definition.states)).toContainEqual(expect.objectContaining({ type: 'map', maxConcurrency: 1 }))
  })

  test('over items with state have an index', async () => {
    const definition = await same(
      async ({ list }: Any, { f }: Any) => {
        const seen: Any[] = []
        for (const x of list) {
          if (x === 3) break
          seen.push(await f(x))
        }
        return seen
      },
      lists,
      (_name, [x]) => [x],
    )
    expect(typesOf(definition)).not.toContain('map')
  })

  test('over objects take them apart', () =>
    same(
      async ({ list }: Any, { f }: Any) => {
        let total = 0
        for (const { price, count = 1 } of list) {
          await f(price)
          total += price * count
        }
        return total
      },
      [{ list: [{ price: 2 }, { price: 3, count: 4 }] }],
    ))

  test('run at the same time in Promise.all', async () => {
    const definition = await same(
      async ({ list }: Any, { f }: Any) => await Promise.all(list.map(async (x: Any) => [x, await f(x)])),
      lists,
    )
    expect(Object.values(definition.states)).toContainEqual(expect.not.objectContaining({ maxConcurrency: 1 }))
  })

  test('with while, do and for, with labels', () =>
    same(
      async ({ n }: Any, { f }: Any) => {
        let i = 0
        while (i < n) i++
        do {
          i -= 1
          await f(i)
        } while (i > 0)
        outer: for (let a = 0; a < 3; a++) {
          for (let b = 0; b < 3; b++) {
            if (b === 1) continue outer
            if (a === 2) break outer
            await f([a, b])
          }
        }
        return i
      },
      [{ n: 2 }],
    ))
})

test('switch falls through, and has a default anywhere', () =>
  same(
    functionOf(`async ({ n }, { f }) => {
      switch (n) {
        case 1: await f('one')
        case 2: { await f('two'); break }
        default: await f('other')
        case 3: return 'three'
      }
      return 'end'
    }`),
    [1, 2, 3, 4, 'x'].map((n) => ({ n })),
  ))

test('an error passes through several finalizers, with its message', () =>
  same(
    async ({ n }: Any, { f, g }: Any) => {
      try {
        try {
          try {
            await f(n)
          } finally {
            await g(1)
          }
        } finally {
          await g(2)
        }
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`
      }
      return 'none'
    },
    [{ n: 1 }, { n: 2 }],
    (_name, [n]) => {
      if (n === 2) throw new TooShort('too short')
      return n
    },
  ))

test('the state that guards an expression in a try statement has a name of its own', async () => {
  const definition = await same(
    async ({ list }: Any, { f }: Any) => {
      try {
        if (list.x.y) await f(1)
        if (list[0]) await f(2)
        return 'end'
      } catch (error) {
        return (error as Error).name
      }
    },
    [{ list: [1] }, { list: { x: { y: 1 } } }, {}],
  )
  expect(typesOf(definition)).toContain('parallel')
})

test.each<[Any, string]>([
  [5, 'compile needs an async function, got 5'],
  [() => 1, 'the function is not async'],
  [(async () => 1).bind(null), 'the function has no text of its own'],
  [class {}, 'expected a function'],
  [async function* () {}, 'the function is a generator; write an async function'],
  [functionOf('async () => { cov_1a2b3().s[0]++; return 1 }'), 'the function has counters of a coverage tool'],
])('%s is refused', (fn, message) => {
  expect(() => compile(fn)).toThrow(message)
})

test('push changes an array that has one name', () =>
  same(
    async ({ list }: Any, { f }: Any) => {
      const seen: Any[] = []
      for (const x of list) {
        seen.push({ x, result: await f({ seen, x }) })
      }
      return { seen, last: seen[seen.length - 1] ?? null }
    },
    [{ list: [] }, { list: [1, [2]] }],
    (_name, [{ x }]) => x,
  ))

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
