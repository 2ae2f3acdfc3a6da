import { describe, expect, test } from 'vitest'
import { compile } from '../../src/compile.ts'
import { functionOf } from '../support/compile/run-both.ts'
import { same } from '../support/compile/same.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

const typesOf = ({ states }: { states: object }) => Object.values(states).map(({ type }) => type)

class TooShort extends Error {}

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

  test('that assign the variable of the loop around them have an index', () =>
    same(
      functionOf('async ({ list }, { f }) => { for (let a of list) for (const b of list) a = await f(a + b) }'),
      [{ list: [1, 10] }],
      (_name, [x]) => x,
    ))

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
  [(async () => 1).bind(null), 'the function has no source text: it is bound or built in; pass the function itself'],
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
