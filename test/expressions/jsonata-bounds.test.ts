import { describe, expect, it } from 'vitest'
import { parseJsonata } from '../../src/expressions/jsonata.ts'
import type { Json } from '../../src/json.ts'
import { Stop } from '../../src/stop.ts'
import { jsonataScopeOf } from './scope.ts'

const evaluate = async (source: string, input: Json = {}): Promise<Json> =>
  parseJsonata(source).evaluate(jsonataScopeOf(input), 'Output')

const tooDeep = /Stack overflow error: Check for non-terminating recursive function.*Depth=101 max=100/
const tooLarge = 'Expression evaluation memory limit exceeded: Check for excessive memory usage'
const tooLong = 'Expression evaluation timeout: Check for infinite loop'

// The limits themselves were measured on AWS.
describe('the depth of an evaluation', () => {
  const nested: readonly (readonly [name: string, source: (levels: number) => string, result: unknown])[] = [
    ['terms of a sum', (levels) => `1${'+1'.repeat(levels - 1)}`, 100],
    ['parentheses', (levels) => `${'('.repeat(levels - 1)}1${')'.repeat(levels - 1)}`, 1],
    [
      'brackets',
      (levels) => `${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)}`,
      JSON.parse(`${'['.repeat(99)}1${']'.repeat(99)}`),
    ],
    ['chains', (levels) => `1${'~>$string'.repeat(levels - 1)}`, '1'],
  ]

  it.each(nested)('may be 100 in %s', async (_, source, result) => {
    expect(await evaluate(source(100))).toEqual(result)
    await expect(evaluate(source(101))).rejects.toThrow(tooDeep)
  })

  it('may be 31 calls of a simple recursion', async () => {
    const calls = (n: number) => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${n}))`
    expect(await evaluate(calls(31))).toBe(31)
    await expect(evaluate(calls(32))).rejects.toThrow(tooDeep)
    await expect(evaluate(calls(1_000_000))).rejects.toThrow(tooDeep)
  })

  it('does not count siblings in arrays and objects', async () => {
    const members = Array.from({ length: 200 }, (_, i) => `'k${i}': $states.input.a + $f(${i})`)
    const source = `($f := function($x){ {'x': $x + 1, 'y': $x + 2} }; [{${members.join(', ')}}])`
    await expect(evaluate(source.replaceAll('$states.input.a + ', ''), { a: 1 })).resolves.toHaveLength(1)
  })

  it('is bounded in an endless recursion through arrays too', async () => {
    await expect(evaluate('($f := function($x){ [$f($x + 1), $f($x + 2)] }; $f(1))')).rejects.toThrow()
  })
})

describe('the size of values', () => {
  it('may be 2^22 characters, doubled', async () => {
    const doubled = (n: number) =>
      `($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', ${n})))`
    expect(await evaluate(doubled(22))).toBe(2 ** 22)
    await expect(evaluate(doubled(23))).rejects.toThrow(tooLarge)
  })

  it.each([
    '($a := [1..100000]; $count($a.$a))',
    "($o := {'a': [1..100000]}; $count([1..100000].($o).a))",
    `($a := [1..800000]; $count([${'$a,'.repeat(20)}$a]))`,
    '$count($reduce([1..40], function($all, $n){ $append($all, $all) }, [1, 2]))',
    "$length($pad('x', 1000000000))",
    '($a := [1..900000]; $count($a))',
  ])('is bounded: %s', async (source) => {
    await expect(evaluate(source)).rejects.toThrow(tooLarge)
  })

  it('may be as large as AWS takes it', async () => {
    expect(await evaluate('[1..800000] ~> $count()')).toBe(800_000)
    expect(await evaluate('$sum($map([1..100000], function($v){ $v * 2 }))')).toBe(10_000_100_000)
    expect(await evaluate('$count($distinct([1..100000]))')).toBe(100_000)
  })
})

describe('the time of an evaluation', () => {
  it('is bounded in an endless loop', async () => {
    await expect(evaluate('($f := function($x){ $f($x + 1) }; $f(1))')).rejects.toThrow(tooLong)
  }, 20_000)

  it.each(['$match($s, /^(a+)+$/)', '$replace($s, /(a|aa)+b/, "")', '$contains($s, /(a*)*b/)'])(
    'is bounded in a regular expression that never ends: %s',
    async (source) => {
      await expect(evaluate(source.replace('$s', '$states.input'), `${'a'.repeat(40)}!`)).rejects.toThrow(tooLong)
    },
    20_000,
  )
})

describe('a sort', () => {
  it('of many items takes little', async () => {
    expect(await evaluate('$sort([1..100000])[99999]')).toBe(100_000)
    expect(await evaluate('$sort([1..1000], function($a, $b) { $a < $b })[0]')).toBe(1000)
  })

  it('keeps the order of equal items', async () => {
    const items = [3, 1, 2, 1, 3].map((key, index) => ({ key, index }))
    const sorted = await evaluate('$sort($states.input, function($a, $b) { $a.key > $b.key }).index', items)
    expect(sorted).toEqual([1, 3, 2, 0, 4])
  })

  it('of anything but numbers or strings needs a function', async () => {
    for (const source of ['$sort([1, "a"])', '$sort([true, false])', '$sort([{}, {}])'])
      await expect(evaluate(source)).rejects.toThrow('D3070')
    expect(await evaluate('$sort(["b", "a"])')).toEqual(['a', 'b'])
    expect(await evaluate('$sort([7])')).toEqual([7])
  })

  it('by order-by is bounded', async () => {
    expect(await evaluate('[1..1000]^(>$)[0]')).toBe(1000)
    await expect(evaluate('$count([1..200000]^(>$))')).rejects.toThrow(/timeout|memory limit/)
  })
})

describe("the library's own errors", () => {
  it.each([
    [`${'1+'.repeat(20_000)}1`],
    [`${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    [`${'['.repeat(20_000)}1${']'.repeat(20_000)}`],
  ])('of the parser are not shown: %#', async (source) => {
    await expect(evaluate(source)).rejects.toThrow(tooDeep)
  })

  it.each([
    ["$parse($pad('', 50000, '[') & $pad('', 50000, ']'))", /D3137|nested|Stack overflow/],
    ['$fromMillis(8640000000000001)', 'out of the range of timestamps'],
    ["$fromMillis(-8640000000000001, '[Y]')", 'out of the range of timestamps'],
  ])('of %s are not shown', async (source, message) => {
    await expect(evaluate(source)).rejects.toThrow(message)
  })
})

describe('the turns of an evaluation', () => {
  it('are asked for while it computes, and waiting for them does not count as its time', async () => {
    let steps = 0
    let waits = 0
    const turns = {
      isOver: () => ++steps % 100 === 0,
      next: async () => {
        waits++
      },
    }
    const scope = { ...jsonataScopeOf({}), turns }
    const jsonata = parseJsonata('$sum($map([1..5000], function($n) { $n * 2 }))')
    expect(await jsonata.evaluate(scope, 'Output')).toBe(25_005_000)
    expect(waits).toBeGreaterThan(5)
  })

  it('end it with the reason of its signal', async () => {
    const stop = new Stop()
    const turns = { isOver: () => true, next: async () => stop.abort('stopped') }
    const scope = { ...jsonataScopeOf({}), turns, signal: stop }
    const jsonata = parseJsonata('$sum($map([1..5000], function($n) { $n * 2 }))')
    await expect(jsonata.evaluate(scope, 'Output')).rejects.toBe('stopped')
  })
})
