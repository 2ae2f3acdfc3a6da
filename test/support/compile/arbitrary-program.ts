import fc from 'fast-check'

/** The names that generated programs call. */
export const callNames = ['f', 'g', 'h', 'k'] as const

const counts = { f: 1, g: 1, h: 2, k: 0 } as const

/** The state of the generation of one block: the variables that it can read and write. */
interface Scope {
  readonly readable: readonly string[]
  readonly writable: readonly string[]
  readonly depth: number
  readonly isLoop: boolean
  /** False where a statement may not leave: in branches and independent loops. */
  readonly canReturn: boolean
}

let made = 0
const fresh = (prefix: string): string => `${prefix}${++made}`

const pick = <T>(random: fc.GeneratorValue, values: readonly T[]): T => random(fc.constantFrom, ...values) as T

/** A value that is cheap and cannot fail. */
const value = (random: fc.GeneratorValue, scope: Scope): string =>
  pick(random, [...scope.readable, ...scope.readable, '0', '1', '7', "'a'", "''", 'true', 'null'])

const expression = (random: fc.GeneratorValue, scope: Scope, depth = 2): string => {
  if (depth === 0) return value(random, scope)
  const next = () => expression(random, scope, depth - 1)
  switch (
    pick(random, [
      'value',
      'template',
      'sum',
      'compare',
      'logic',
      'ternary',
      'object',
      'array',
      'member',
      'call',
      'item',
      'list',
    ])
  ) {
    case 'template':
      return `\`<\${${next()}}>\``
    case 'sum':
      return `add(${next()}, ${next()})`
    case 'compare':
      return `(${next()} ${pick(random, ['<', '>=', '==='])} ${value(random, { ...scope, readable: [] })})`
    case 'logic':
      return `(${next()} ${pick(random, ['&&', '||', '??'])} ${next()})`
    case 'ternary':
      return `(${next()} ? ${next()} : ${next()})`
    case 'object':
      return `({ x: ${next()}, y: ${next()} })`
    case 'array':
      return `[${next()}, ${next()}]`
    case 'member':
      return `(${next()})?.x`
    case 'item':
      return `input.list[${pick(random, ['0', '1', '9'])}]`
    case 'list':
      return pick(random, [
        'input.list.length',
        'input.list.map((x) => [x])',
        'input.list.filter((x) => x)',
        'input.list.includes(1)',
      ])
    case 'call':
      return `(await ${call(random, scope)})`
    default:
      return value(random, scope)
  }
}

const call = (random: fc.GeneratorValue, scope: Scope): string => {
  const name = pick(random, callNames)
  const inner = Array.from({ length: counts[name] }, () => expression(random, { ...scope, depth: 0 }, 1))
  const made = `(${inner.join(', ')})`
  return pick(random, [1, 2, 3, 4, 5]) === 1
    ? `withOptions(${name}, { retry: { errorEquals: 'Flaky', maxAttempts: 2 } })${made}`
    : `${name}${made}`
}

const block = (random: fc.GeneratorValue, scope: Scope): string => `{ ${statements(random, scope)} }`

const inner = (scope: Scope, changes: Partial<Scope> = {}): Scope => ({ ...scope, depth: scope.depth - 1, ...changes })

const statements = (random: fc.GeneratorValue, given: Scope): string => {
  let scope = given
  const written: string[] = []
  const count = pick(random, [1, 2, 2, 3])
  for (let index = 0; index < count; index++) {
    const [text, declared, isConst] = statement(random, scope)
    written.push(text)
    if (declared) {
      scope = {
        ...scope,
        readable: [...scope.readable, declared],
        writable: isConst ? scope.writable : [...scope.writable, declared],
      }
    }
  }
  return written.join(' ')
}

type Statement = readonly [text: string, declared?: string, isConst?: boolean]

const simpleKinds = ['const', 'let', 'assign', 'call', 'callConst', 'increment', 'destructure', 'sleep', 'push']
const deepKinds = [
  'if',
  'ifElse',
  'chain',
  'try',
  'tryTyped',
  'tryFinally',
  'forOf',
  'forIndex',
  'forMap',
  'while',
  'doWhile',
  'switch',
  'all',
  'allMap',
  'return',
  'throw',
  'jump',
  'late',
  'attempt',
]

const statement = (random: fc.GeneratorValue, scope: Scope): Statement => {
  const kind = pick(random, scope.depth > 0 ? [...simpleKinds, ...deepKinds] : simpleKinds)
  const e = () => expression(random, scope)
  const target = scope.writable.length > 0 ? pick(random, scope.writable) : undefined
  switch (kind) {
    case 'const': {
      const name = fresh('c')
      return [`const ${name} = ${e()};`, name, true]
    }
    case 'let': {
      const name = fresh('v')
      return [`let ${name} = ${e()};`, name]
    }
    case 'late': {
      const name = fresh('v')
      return [`let ${name}; if (${e()}) ${name} = ${e()};`, name]
    }
    case 'assign':
      return [target ? `${target} = ${e()};` : `await ${call(random, scope)};`]
    case 'increment':
      return [target ? `${target} = add(${target}, 1);` : `await ${call(random, scope)};`]
    case 'push': {
      const name = fresh('p')
      return [`const ${name} = []; ${name}.push(${e()}); ${name}.push(${e()}); await f(${name});`]
    }
    case 'call':
      return [`await ${call(random, scope)};`]
    case 'callConst': {
      const name = fresh('r')
      return [`const ${name} = await ${call(random, scope)};`, name, true]
    }
    case 'destructure': {
      const name = fresh('d')
      return [
        `const { x: ${name} = 5, ...${name}rest } = { x: ${e()}, z: 1, ...({}) }; await g(${name}rest);`,
        name,
        true,
      ]
    }
    case 'sleep':
      return [`await sleep(${pick(random, ['1', '30'])});`]
    default:
      return deep(random, kind, scope)
  }
}

const deep = (random: fc.GeneratorValue, kind: string, scope: Scope): Statement => {
  const e = () => expression(random, scope)
  const body = (changes?: Partial<Scope>) => block(random, inner(scope, changes))
  switch (kind) {
    case 'if':
      return [`if (${e()}) ${body()}`]
    case 'ifElse':
      return [`if (${e()}) ${body()} else ${body()}`]
    case 'chain':
      return [`if (${value(random, scope)} === 1) ${body()} else if (${value(random, scope)}) ${body()} else ${body()}`]
    case 'try': {
      const name = fresh('e')
      return [`try ${body()} catch (${name}) { await f(${name}.name); ${statements(random, inner(scope))} }`]
    }
    case 'tryTyped': {
      const name = fresh('e')
      const rest = pick(random, [`throw ${name};`, 'await g(2);'])
      return [`try ${body()} catch (${name}) { if (${name}.name === 'Broken') ${body()} else { ${rest} } }`]
    }
    case 'tryFinally':
      return [`try ${body({ isLoop: false })} finally { await h(9, 1); }`]
    case 'forOf': {
      const name = fresh('x')
      return [`for (const ${name} of input.list) ${body({ readable: [...scope.readable, name], isLoop: true })}`]
    }
    case 'forMap': {
      const name = fresh('x')
      const own = { readable: [...scope.readable, name], writable: [], isLoop: false, canReturn: false }
      return [`for (const ${name} of input.list) { await f(${name}); ${statements(random, inner(scope, own))} }`]
    }
    case 'forIndex': {
      const name = fresh('i')
      return [
        `for (let ${name} = 0; ${name} < ${pick(random, [2, 3])}; ${name}++) ${body({ readable: [...scope.readable, name], isLoop: true })}`,
      ]
    }
    case 'while': {
      const name = fresh('w')
      return [
        `let ${name} = 2; while (${name} > 0) { ${name}--; ${statements(random, inner(scope, { isLoop: true }))} }`,
      ]
    }
    case 'doWhile': {
      const name = fresh('w')
      return [
        `let ${name} = 2; do { ${name} -= 1; ${statements(random, inner(scope, { isLoop: true }))} } while (${name} > 0);`,
      ]
    }
    case 'switch':
      return [
        `switch (${value(random, scope)}) { case 1: ${statements(random, inner(scope, { isLoop: false }))} ${pick(random, ['break;', ''])} case 'a': { await g(3); } default: { await h(4, 1); ${pick(random, ['break;', ''])} } case null: await f(5); }`,
      ]
    case 'all': {
      const name = fresh('a')
      const own = { writable: [], isLoop: false, canReturn: false }
      const branch = pick(random, [
        `f(${e1(random, scope)})`,
        `(async () => { await g(1); return ${expression(random, inner(scope, own))}; })()`,
      ])
      return [`const [${name}, ${name}b] = await Promise.all([${branch}, h(${e1(random, scope)}, 1)]);`, name, true]
    }
    case 'allMap': {
      const [name, item] = [fresh('a'), fresh('x')]
      const own = { readable: [...scope.readable, item], writable: [], isLoop: false, canReturn: false }
      return [
        `const ${name} = await Promise.all(input.list.map(async (${item}) => { return ${expression(random, { ...inner(scope, own), depth: 0 }, 1).replaceAll('await', '')}; }));`,
        name,
        true,
      ]
    }
    case 'attempt': {
      const name = fresh('a')
      const own = { writable: [], isLoop: false, canReturn: false }
      return [
        `const ${name} = await withOptions(async () => { await g(6); return ${expression(random, inner(scope, own), 1)}; }, { retry: { maxAttempts: 0 } })();`,
        name,
        true,
      ]
    }
    case 'return':
      return [scope.canReturn ? `if (${e()}) return ${e()};` : 'await h(8, 1);']
    case 'throw':
      return [`if (${value(random, scope)} === 1) throw new Fail('Broken', ${pick(random, ["'cause'", '`c${1}`'])});`]
    default:
      return [scope.isLoop ? `if (${value(random, scope)}) ${pick(random, ['break', 'continue'])};` : 'await h(8, 1);']
  }
}

const e1 = (random: fc.GeneratorValue, scope: Scope): string => value(random, scope)

/** The text of a function that calls `f`, `g` and `h`. `add` stands for `+`. */
export const arbitraryProgram = fc.gen().map((random) => {
  made = 0
  const scope: Scope = {
    readable: ['input.n', 'input.s', 'input.list', 'input.o'],
    writable: [],
    depth: 3,
    isLoop: false,
    canReturn: true,
  }
  const body = statements(random, scope)
  const last = pick(random, [`return { s: input.s, n: [input.n] };`, ''])
  return `async (input, { f, g, h, k }) => { ${body} ${last} }`
})

/** The program for the compiler. */
export const compiledText = (text: string): string => {
  let rest = text
  for (let at = rest.indexOf('add('); at >= 0; at = rest.indexOf('add(')) rest = withPlus(rest, at)
  return rest
}

const withPlus = (text: string, at: number): string => {
  let depth = 0
  let comma = -1
  for (let index = at + 3; index < text.length; index++) {
    const character = text[index] ?? ''
    if ('([{'.includes(character)) depth++
    if (')]}'.includes(character)) depth--
    if (character === ',' && depth === 1) comma = index
    if (depth === 0)
      return `${text.slice(0, at)}((${text.slice(at + 4, comma)}) + (${text.slice(comma + 1, index)}))${text.slice(index + 1)}`
  }
  throw new Error('unbalanced')
}
