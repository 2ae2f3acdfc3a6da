import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parsePath } from '../../src/expressions/json-path.ts'
import type { Json } from '../../src/json.ts'
import { scopeOf } from './scope.ts'

const find = (path: string, input: Json): Json | undefined => parsePath(path).find(scopeOf(input))
const missing = (path: string, input: Json): string => parsePath(path).missing(scopeOf(input))

describe('a path finds', () => {
  const store: Json = {
    owner: { name: 'Ann', 'e-mail': 'ann@example.com', 'two words': 2 },
    books: [
      { title: 'A', price: 5, tags: ['x', 'y'] },
      { title: 'B', price: 15 },
      { title: 'C', price: 10, tags: [] },
    ],
    limit: 9,
  }

  it.each<[string, Json]>([
    ['$', store],
    ['$.owner.name', 'Ann'],
    ["$['owner']['name']", 'Ann'],
    ['$["owner"].name', 'Ann'],
    ['$.owner.e-mail', 'ann@example.com'],
    ["$.owner['two words']", 2],
    ['$.books[0].title', 'A'],
    ['$.books.[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ["$.owner['name','missing']", { name: 'Ann' }],
    ['$.books.length()', 3],
    ['$.owner.keys()', ['name', 'e-mail', 'two words']],
    ['$..price.max()', 15],
  ])('one value with %s', (path, value) => {
    expect(find(path, store)).toEqual(value)
    expect(parsePath(path).definite).toBe(true)
  })

  it.each<[string, Json[]]>([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books.*.title', ['A', 'B', 'C']],
    ['$.books[0,2].title', ['A', 'C']],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[:1].title', ['A']],
    ['$.books[-2:].title', ['B', 'C']],
    ['$.books[:-1].title', ['A', 'B']],
    ['$.books[0:3:2].title', ['A', 'C']],
    ['$..price', [5, 15, 10]],
    ['$..tags[0]', ['x']],
    ['$..[?(@.price > 9)].title', ['B', 'C']],
    ['$.books[*].tags.length()', [2, 0]],
    ['$.nothing[*].at.all', []],
    ['$.owner.name[*]', []],
  ])('any number of values with %s', (path, values) => {
    expect(find(path, store)).toEqual(values)
    expect(parsePath(path).definite).toBe(false)
  })

  it('null as a value', () => {
    expect(find('$.a', { a: null })).toBeNull()
  })

  it('values in the context object and in variables', () => {
    const scope = scopeOf({}, { context: { State: { Name: 'S' } }, variables: { order: { id: 7 } } })
    expect(parsePath('$$.State.Name').find(scope)).toBe('S')
    expect(parsePath('$order.id').find(scope)).toBe(7)
    expect(parsePath('$order.id').variable).toBe('order')
    expect(parsePath('$other').find(scope)).toBeUndefined()
  })

  it('values in the order of the document, parents first, after two dots', () => {
    expect(find('$..a', { a: { a: 1 }, b: [{ a: 2 }] })).toEqual([{ a: 1 }, 1, 2])
  })
})

describe('a filter', () => {
  const items: Json = [
    { n: 1, s: 'one', on: true, tags: ['a'] },
    { n: 2, s: 'two', on: false, tags: ['a', 'b'] },
    { n: 3, s: 'Three', tags: [] },
  ]

  it.each<[string, number[]]>([
    ['@.n == 2', [2]],
    ["@.n == '2'", [2]],
    ["@.n === '2'", []],
    ['@.n != 2', [1, 3]],
    ['@.n >= 2', [2, 3]],
    ["@.s < 'u'", [1, 2, 3]],
    ['@.on', [1, 2]],
    ['!@.on', [3]],
    ['@.on == true', [1]],
    ['@.on == null', []],
    ['@.n > 1 && @.n < 3', [2]],
    ["@.n == 1 || @.s == 'Three'", [1, 3]],
    ["@.n == 1 || @.n == 2 && @.s == 'x'", [1]],
    ['!(@.n == 1)', [2, 3]],
    ['@.n in [1, 3]', [1, 3]],
    ["@.s nin ['one', 'two']", [3]],
    ["@.tags contains 'b'", [2]],
    ["@.s contains 'w'", [2]],
    ["@.tags subsetof ['a', 'c']", [1, 3]],
    ["@.tags anyof ['b', 'c']", [2]],
    ["@.tags noneof ['b']", [1, 3]],
    ["@.tags all ['a', 'b']", [2]],
    ['@.tags size 2', [2]],
    ['@.tags empty true', [3]],
    ['@.s =~ /t.*/', [2]],
    ['@.s =~ /t.*/i', [2, 3]],
    ['@.tags.length() > 1', [2]],
    ['@.n == $[1].n', [2]],
    ['@.missing == 1', []],
    ['@.missing != 1', [1, 2, 3]],
  ])('%s', (test, found) => {
    expect(find(`$[?(${test})].n`, items)).toEqual(found)
  })

  it('tests an object itself', () => {
    expect(find('$.a[?(@.n == 1)]', { a: { n: 1 } })).toEqual([{ n: 1 }])
  })

  it('compares arrays and objects by what is in them', () => {
    expect(find("$[?(@.a == ['x', {'y': 1}])]", [{ a: ['x', { y: 1 }] }, { a: ['x'] }])).toEqual([
      { a: ['x', { y: 1 }] },
    ])
  })
})

describe('a function at the end of a path', () => {
  it.each<[string, Json]>([
    ['$.n.min()', 1],
    ['$.n.max()', 4],
    ['$.n.sum()', 10],
    ['$.n.avg()', 2.5],
    ['$.n.stddev()', Math.sqrt(1.25)],
    ['$.n.first()', 1],
    ['$.n.last()', 4],
    ['$.n.index(1)', 2],
    ['$.n.append(5)', [1, 2, 3, 4, 5]],
    ["$.s.concat('!')", 'ab!'],
    ['$.n.sum($.n)', 20],
    ['$.s.length()', 2],
  ])('%s', (path, value) => {
    expect(find(path, { n: [1, 2, 3, 4], s: ['a', 'b'] })).toEqual(value)
  })

  it('finds nothing where there are no numbers', () => {
    expect(find('$.n.sum()', { n: [] })).toBeUndefined()
  })
})

describe("AWS's explanation of a path that finds nothing", () => {
  it.each<[string, Json, string]>([
    ['$.a', {}, "No results for path: $['a']"],
    ['$.a.b', { a: {} }, "No results for path: $['a']['b']"],
    ['$.no.such.path', {}, "Missing property in path $['no']"],
    ['$.a.b', { a: 1 }, "Property ['b'] not found in path $['a']"],
    ['$.a[0]', { a: 1 }, 'Filter: [0] can only be applied to arrays. Current context is: 1'],
    ['$.a[5]', { a: [] }, "No results for path: $['a'][5]"],
    ['$.a[5].b', { a: [] }, "Property ['b'] not found in path $['a'][5]"],
    ["$['a','b'].c", { a: 1 }, "Multi properties can only be used as path leafs: $['a', 'b']"],
  ])('%s in %j', (path, input, message) => {
    expect(find(path, input)).toBeUndefined()
    expect(missing(path, input)).toBe(message)
  })
})

describe('what JavaScript objects inherit', () => {
  it.each(['$.constructor', '$.__proto__', "$['toString']", '$..constructor', '$.a.hasOwnProperty'])(
    'is not found by %s',
    (path) => {
      expect(find(path, { a: {} }) ?? []).toEqual([])
    },
  )

  it('is found where it is data', () => {
    const input: Json = JSON.parse('{"__proto__": {"constructor": 1}}')
    expect(find('$.__proto__.constructor', input)).toBe(1)
  })
})

describe('a text that is no path', () => {
  it.each<[string, number]>([
    ['a', 0],
    ['$.', 2],
    ['$.a..', 5],
    ['$a b', 2],
    ['$.a b', 3],
    ['$[a]', 2],
    ['$[:]', 3],
    ['$.nope()', 2],
    ['$[?(@.a)', 8],
    ['$[?(@.a ~ 1)]', 8],
    ["$['a", 4],
  ])('%s is refused at column %i', (text, column) => {
    const parse = () => parsePath(text)
    expect(parse).toThrow(ExpressionSyntaxError)
    expect(parse).toThrow(expect.objectContaining({ column }))
  })

  it('never breaks the parser', () => {
    const symbols = fc.constantFrom(
      '$',
      '.',
      '..',
      '[',
      ']',
      '(',
      ')',
      '?',
      '@',
      "'",
      '*',
      ':',
      ',',
      '-',
      '1',
      'a',
      '==',
      '!',
      '&&',
      '/',
      ' ',
    )
    const text = fc.oneof(
      fc.array(symbols, { maxLength: 25 }).map((parts) => `$${parts.join('')}`),
      fc.string(),
    )
    fc.assert(
      fc.property(text, fc.jsonValue(), (path, input) => {
        try {
          parsePath(path).find(scopeOf(input as Json))
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionSyntaxError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})

describe('a hostile path', () => {
  it('of many levels is refused', () => {
    expect(() => parsePath(`$[?(${'('.repeat(100_000)}`)).toThrow(ExpressionSyntaxError)
  })

  it('that looks at far too many values is stopped', () => {
    let deep: Json = 1
    for (let i = 0; i < 300; i++) deep = [deep, deep === 1 ? 1 : i]
    expect(() => find('$..*..*..*..x', deep)).toThrow(/looks at more than/)
  })

  it('with a regular expression that never ends is stopped', () => {
    expect(() => find('$[?(@ =~ /(a+)+/)]', [`${'a'.repeat(40)}!`])).toThrow(/takes too long/)
  })

  it('reaches the bottom of deep data', () => {
    const deep: Json = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    expect((find('$..a', deep) as Json[]).length).toBe(5000)
  })
})

describe('a path of names and indexes', () => {
  it('finds what is there, as a plain walk does', () => {
    const steps = fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 4 })
    fc.assert(
      fc.property(steps, fc.jsonValue(), fc.jsonValue(), (keys, leaf, other) => {
        const input = keys.reduceRight<Json>(
          (value, key) => (typeof key === 'number' ? [...Array(key).fill(other as Json), value] : { [key]: value }),
          leaf as Json,
        )
        const path = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`))
        expect(find(`$${path.join('')}`, input)).toEqual(leaf)
      }),
    )
  })
})
