import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpressionSyntaxError } from '../../src/expressions/failure.ts'
import { parsePath } from '../../src/expressions/json-path.ts'
import type { Json } from '../../src/json.ts'
import { evaluateSlowly } from '../support/slow-json-path.ts'
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
    ['$.owner.e-mail', 'ann@example.com'],
    ["$.owner['two words']", 2],
    ['$.books[0].title', 'A'],
    ['$.books.[0].title', 'A'],
    ['$.books[(@.length-1)].title', 'C'],
    ['$.books[( @.size() - 2 )].title', 'B'],
    ['$.owner.name ', 'Ann'],
    ["$.owner['name','missing']", { name: 'Ann' }],
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
    ['$.books[0:3:2].title', ['A', 'B', 'C']],
    ['$..price', [5, 15, 10]],
    ['$..tags[0]', ['x', null]],
    ['$.books[1:-1]', []],
    ['$.owner.none[-1:1].title', []],
    [
      "$..['title','tags']",
      [
        { title: 'A', tags: ['x', 'y'] },
        { title: 'C', tags: [] },
      ],
    ],
    ['$..[?(@.price > 9)].title', ['B', 'C']],
    ['$.books[*].tags', [['x', 'y'], []]],
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
    ['@.s == one', [1]],
    ['@.s == "one"', []],
    ['@.n != 2', [1, 3]],
    ['@.n >= 2', [2, 3]],
    ["@.s < 'u'", [1, 2, 3]],
    ['2 == @.n', []],
    ['@.on', [1, 2]],
    ['!@.on', [3]],
    ['@.on == true', [1]],
    ['@.on == null', []],
    ['@.n > 1 && @.n < 3', [2]],
    ["@.n == 1 || @.s == 'Three'", [1, 3]],
    ["@.n == 1 || @.n == 2 && @.s == 'x'", [1]],
    ["(@.n == 1 || @.n == 2) && @.s == 'x'", [1]],
    ['((@.n == 1))', [1]],
    ['@.tags', [1, 2, 3]],
    ["@.tags == 'a'", []],
    ["@.tags != 'a'", []],
    ['@.s =~ /t.*/', [2]],
    ['@.s =~ /t.*/i', [2, 3]],
    ['@.n =~ /1/', [1]],
    ['@.n == $[1].n', [2]],
    ['$.n', [1, 2, 3]],
    ["@['n','s']", [1, 2, 3]],
    ["@['n','on']", [1, 2]],
    ['@.tags.length() == 1', []],
    ['@.missing == 1', []],
    ['@.missing != 1', []],
  ])('%s', (test, found) => {
    expect(find(`$[?(${test})].n`, items)).toEqual(found)
  })

  it.each([
    '@.n in [1, 3]',
    "@.s nin ['one']",
    "@.tags contains 'b'",
    '@.tags size 2',
    '@.tags empty true',
    '!(@.n == 1) && !(@.n)',
    '@.tags[*] == 1',
    '@..n',
    '@["n"]',
    "@.s == 'a || b'",
    'true',
    '@.n == 1 &&',
    "@.s == 'it",
    '(@.n == 1',
  ])('%s is refused', (test) => {
    expect(() => parsePath(`$[?(${test})]`)).toThrow(ExpressionSyntaxError)
  })

  it('takes null for null and for the word', () => {
    const values = [{ v: null }, { v: 'null' }, { v: 'a' }, { v: 0 }, {}]
    expect(find('$[?(@.v == null)]', values)).toEqual([{ v: null }, { v: 'null' }])
    expect(find("$[?(@.v != 'null')]", values)).toEqual([{ v: 'a' }, { v: 0 }])
    expect(find('$[?(!@.v)]', values)).toEqual([{ v: null }, {}])
  })

  it('tests an object itself', () => {
    expect(find('$.a[?(@.n == 1)]', { a: { n: 1 } })).toEqual([{ n: 1 }])
  })

  it('fails the path if a number is compared with a string that is not one', () => {
    expect(find('$[?(@.n == one)]', items)).toBeUndefined()
    expect(parsePath('$[?(@.n == one)]').explain(scopeOf(items)).reason).toBe('misfit')
  })

  it('tests its last criterion first, as Jayway does', () => {
    expect(find('$[?(@.n == one && @.missing)]', items)).toEqual([])
  })
})

describe('a name with parentheses', () => {
  it('is the name of a member, not a function', () => {
    expect(find('$.n.length()', { n: [1, 2] })).toBeUndefined()
    expect(find('$.sum()', { 'sum()': 3 })).toBe(3)
  })
})

describe('an indefinite path', () => {
  it('drops the items of an array that lack a name after *', () => {
    expect(find('$[*].a.b', [{ a: { b: 1 } }, { a: 1 }, {}])).toEqual([1])
  })

  it('fails if an item lacks a name after a slice, a union or a filter', () => {
    const items = [{ a: 1, t: 1 }, { t: 1 }]
    expect(['$[0:2].a', '$[0,1].a', '$[?(@.t)].a'].map((path) => missing(path, items))).toEqual(
      Array(3).fill("No results for path: $[1]['a']"),
    )
  })

  it('finds nothing, quietly, if a name is missing before it may find several values', () => {
    expect(find('$.a.b[*].c', {})).toEqual([])
    expect(find('$.a.b[0].c', {})).toBeUndefined()
  })

  it('goes on with null past the end of an array', () => {
    expect(find('$[*].t[0]', [{ t: [1] }, { t: [] }])).toEqual([1, null])
  })

  it('applies what follows an index after two dots to every item', () => {
    expect(find('$..[0].a', [{ a: 1 }, { a: 2 }])).toEqual([1, 2])
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
    ["$['a','b']", [], "Property ['a', 'b'] not found in path $"],
    ['$.a[-1]', { a: [1] }, "No results for path: $['a'][-1]"],
    ['$.a[0].b', { a: null }, "The path $['a'] is null"],
    ['$.a[(@.length-1)].b', { a: ['x'] }, "Property ['b'] not found in path $['a'][0]"],
    ['$[*][0].b', ['x'], 'Filter: [0][\'b\'] can only be applied to arrays. Current context is: "x"'],
    ['$.a[?(@.b)].c', { a: 1 }, "Filter: [?]['c'] can not be applied to primitives. Current context is: 1"],
    ['$..a.b', { x: [{ a: 1 }] }, "Property ['b'] not found in path $['x'][0]['a']"],
    ['$.a.length()', { a: [] }, "Property ['length()'] not found in path $['a']"],
  ])('%s in %j', (path, input, message) => {
    expect(find(path, input)).toBeUndefined()
    expect(missing(path, input)).toBe(message)
  })
})

describe('an inherited property', () => {
  it.each(['$.constructor', '$.__proto__', "$['toString']", '$..constructor', '$.a.hasOwnProperty'])(
    'is not found by %s',
    (path) => {
      expect(find(path, { a: {} }) ?? []).toEqual([])
    },
  )

  it('is found if it is data', () => {
    const input: Json = JSON.parse('{"__proto__": {"constructor": 1}}')
    expect(find('$.__proto__.constructor', input)).toBe(1)
  })
})

describe('a string that is not a path', () => {
  it.each<[string, number]>([
    ['a', 0],
    ['$.', 2],
    ['$.a..', 5],
    ['$a b', 2],
    ['$.a b', 3],
    ['$[a]', 2],
    ['$[:]', 3],
    ['$["a"]', 2],
    ["$.it's", 4],
    ['$[?(@.a)', 8],
    ['$[?(@.a ~ 1)]', 7],
    ["$['a", 4],
    ['$[99999999999]', 11],
    ['$[0,]', 4],
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
    expect(() => parsePath(`$[?(${'('.repeat(10_000)}`)).toThrow(ExpressionSyntaxError)
    expect(() => parsePath(`$${'['.repeat(10_000)}`)).toThrow(ExpressionSyntaxError)
  })

  it('that looks at far too many values is stopped', () => {
    let deep: Json = 1
    for (let i = 0; i < 300; i++) deep = [deep, deep === 1 ? 1 : i]
    expect(() => find('$..*..*..*..x', deep)).toThrow(/visits more than/)
  })

  it('with a regular expression that never ends is stopped', () => {
    expect(() => find('$[?(@ =~ /(a+)+/)]', [`${'a'.repeat(40)}!`])).toThrow(/takes too long/)
  })

  it('reaches the bottom of deep data', () => {
    const deep: Json = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    expect((find('$..a', deep) as Json[]).length).toBe(5000)
  })
})

describe('a path', () => {
  const values: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Json>(1, 2, 0, -1.5, 'a', '1', 'true', 'null', '', true, false, null),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'x y', 'null'), tie('json'), { maxKeys: 3 }),
    ),
  })).json
  const operand = fc.constantFrom(
    ...[
      '@.a',
      '@.b',
      '@',
      '@[0]',
      "@['a','b']",
      '@[(@.length-1)]',
      '$.a',
      '$',
      '1',
      "'a'",
      'a',
      'true',
      'null',
      '/a|1/',
    ],
  )
  const sign = fc.constantFrom('==', ' == ', '!=', '<', '>', '<=', '>=', '=~')
  const criterion = fc.oneof(
    fc.tuple(fc.constantFrom('', '!'), fc.constantFrom('@.a', '@', '@[0]', "@['a','b']", '$.a')).map((p) => p.join('')),
    fc.tuple(operand, sign, operand).map((parts) => parts.join('')),
  )
  const filter = fc
    .array(fc.tuple(fc.constantFrom(' && ', '||'), fc.boolean(), criterion), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([join, grouped, test], i) => (i ? join : '') + (grouped ? `(${test})` : test)))
    .map((parts) => `[?(${parts.join('')})]`)
  const step = fc.oneof(
    fc.constantFrom('.a', "['a']", '.b', "['x y']", '[0]', '[1]', '[-1]', '[(@.length-1)]', "['a','b']", '.*', '[*]'),
    fc.constantFrom('[0,1]', '[1:]', '[:1]', '[:-1]', '[-2:1]', '[0:2]', '..a', '..*', '..[0]', "..['a','b']", '.n()'),
    filter,
    filter.map((text) => `..${text}`),
  )

  it('agrees with a plain implementation of the rules', () => {
    // two patterns compared with each other mean nothing
    const paths = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `$${steps.join('')}`)
    fc.assert(
      fc.property(paths, values, (text, document) => {
        fc.pre(!/\/a\|1\/ ?[=!<>~]+ ?\/a/.test(text))
        const slow = evaluateSlowly(text, document)
        const path = parsePath(text)
        const value = path.find(scopeOf(document))
        if (value !== undefined) {
          expect({ definite: path.definite, value }).toEqual(slow)
          return
        }
        const { reason, message } = path.explain(scopeOf(document))
        if (reason === 'past end') expect(slow).toEqual({ definite: true, value: null })
        else expect({ reason, message }).toEqual(text.includes('?') ? { ...slow, message } : slow)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('a path of names and indexes', () => {
  it('finds the same values as a plain walk', () => {
    const name = fc.string().filter((text) => !/['[\]]/.test(text))
    const steps = fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 4 })
    fc.assert(
      fc.property(steps, fc.jsonValue(), fc.jsonValue(), (keys, leaf, other) => {
        const input = keys.reduceRight<Json>(
          (value, key) => (typeof key === 'number' ? [...Array(key).fill(other as Json), value] : { [key]: value }),
          leaf as Json,
        )
        const path = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `['${key}']`))
        expect(find(`$${path.join('')}`, input)).toEqual(leaf)
      }),
    )
  })
})
