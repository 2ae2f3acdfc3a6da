import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CompileError, compile } from '../../src/compile.ts'
import { functionOf, runCompiled, runPlain } from '../support/compile/run-both.ts'

/** An expression: its text, and its text with arithmetic that fails if the result is not finite. */
interface Source {
  readonly plain: string
  readonly checked: string
}

const both = (write: (part: (source: Source) => string) => string): Source => ({
  plain: write(({ plain }) => plain),
  checked: write(({ checked }) => checked),
})
const leaf = (plain: string): Source => ({ plain, checked: plain })
const arithmetic = (left: Source, operator: string, right: Source): Source => ({
  plain: `(${left.plain} ${operator} ${right.plain})`,
  checked: `finite(${left.checked} ${operator} ${right.checked})`,
})

const names = ['a', 'b', 'c', 's', 'n', 'list', 'o']

const sources = fc.letrec<{ any: Source; list: Source; small: Source }>((tie) => {
  const any = tie('any')
  const infix = (...operators: string[]) =>
    fc
      .tuple(any, fc.constantFrom(...operators), any)
      .map(([left, operator, right]) => both((p) => `(${p(left)} ${operator} ${p(right)})`))
  return {
    small: fc.constantFrom(
      ...names.map(leaf),
      ...['1', '0', "''", "'a'", 'null', 'true', 'undefined', '2.5', '[]', '{}'].map(leaf),
    ),
    list: fc.oneof(
      fc.constantFrom(leaf('list'), leaf('[1, 2, 3]'), leaf('[[1], [], 2]')),
      fc.array(any, { maxLength: 3 }).map((items) => both((p) => `[${items.map(p).join(', ')}]`)),
      fc.tuple(tie('list'), any).map(([list, item]) => both((p) => `[...${p(list)}, ${p(item)}]`)),
      fc
        .tuple(tie('list'), any)
        .map(([list, body]) => both((p) => `${p(list)}.map((x, i) => ${p(body).replaceAll('a', 'a')})`)),
      fc.tuple(tie('list'), any).map(([list, body]) => both((p) => `${p(list)}.filter((x) => ${p(body)})`)),
      tie('list').map((list) => both((p) => `${p(list)}.map((x) => [x])`)),
      tie('list').map((list) => both((p) => `${p(list)}.filter((x) => x)`)),
      tie('list').map((list) => both((p) => `${p(list)}.slice(1)`)),
      tie('list').map((list) => both((p) => `${p(list)}.concat(${p(list)})`)),
      tie('list').map((list) => both((p) => `${p(list)}.toReversed()`)),
      tie('list').map((list) => both((p) => `${p(list)}.flat()`)),
    ),
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('small'),
      tie('list'),
      infix('===', '!==', '&&', '||', '??', '<', '<=', '>', '>='),
      fc
        .tuple(any, fc.constantFrom('+', '-', '*', '/', '%'), any)
        .map(([l, o, r]) =>
          o === '+'
            ? { plain: `(${l.plain} + ${r.plain})`, checked: `finite(${l.checked} + ${r.checked})` }
            : arithmetic(l, o, r),
        ),
      fc.tuple(any, any, any).map(([x, y, z]) => both((p) => `(${p(x)} ? ${p(y)} : ${p(z)})`)),
      any.map((x) => both((p) => `!${p(x)}`)),
      any.map((x) => both((p) => `(${p(x)} == null)`)),
      any.map((x) => both((p) => `(typeof ${p(x)})`)),
      fc.tuple(any, any).map(([x, y]) => both((p) => `\`\${${p(x)}} and \${${p(y)}}\``)),
      fc.tuple(any, fc.constantFrom('x', 'y', 'length', 'name')).map(([x, key]) => both((p) => `(${p(x)})?.${key}`)),
      fc.tuple(any, fc.constantFrom('x', 'y', 'length')).map(([x, key]) => both((p) => `(${p(x)}).${key}`)),
      fc.tuple(any, any).map(([x, key]) => both((p) => `(${p(x)})[${p(key)}]`)),
      fc.tuple(any, any).map(([x, y]) => both((p) => `({ x: ${p(x)}, y: ${p(y)} })`)),
      fc.tuple(any, any).map(([x, y]) => both((p) => `({ ...${p(x)}, y: ${p(y)} })`)),
      tie('list').map((x) => both((p) => `${p(x)}.length`)),
      fc.tuple(tie('list'), any).map(([x, y]) => both((p) => `${p(x)}.includes(${p(y)})`)),
      fc.tuple(tie('list'), any).map(([x, y]) => both((p) => `${p(x)}.indexOf(${p(y)})`)),
      tie('list').map((x) => both((p) => `${p(x)}.join('-')`)),
      tie('list').map((x) => both((p) => `${p(x)}.find((x) => x)`)),
      tie('list').map((x) => both((p) => `${p(x)}.some((x) => x > 1)`)),
      tie('list').map((x) => both((p) => `${p(x)}.every((x) => x)`)),
      tie('list').map((x) => both((p) => `${p(x)}.reduce((t, x) => t + x, '')`)),
      any.map((x) => both((p) => `String(${p(x)})`)),
      any.map((x) => both((p) => `Boolean(${p(x)})`)),
      any.map((x) => ({ plain: `Number(${x.plain})`, checked: `finite(Number(${x.checked}))` })),
      any.map((x) => ({ plain: `Math.round(${x.plain})`, checked: `finite(Math.round(${x.checked}))` })),
      any.map((x) => ({ plain: `Math.floor(${x.plain})`, checked: `finite(Math.floor(${x.checked}))` })),
      any.map((x) => ({ plain: `-(${x.plain})`, checked: `finite(-(${x.checked}))` })),
      fc
        .tuple(
          any,
          fc.constantFrom(
            "startsWith('a')",
            "endsWith('b')",
            'toUpperCase()',
            'trim()',
            "includes('a')",
            "split(',')",
            'slice(-2)',
            'slice(0, 1)',
            "padStart(5, '0')",
            'charAt(0)',
            "replace('a', 'b')",
            "indexOf('b')",
          ),
        )
        .map(([x, call]) => both((p) => `(${p(x)}).${call}`)),
    ),
  }
})

const finite = (value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not finite')
  return value
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'ab',
    'b,a',
    ' 5 ',
    '12',
    '-1.5e3',
    '.5',
    '0x1f',
    'length',
    'x',
    'é',
    '😀',
    '%}',
    '"\\',
    'constructor',
    '0',
  ),
  fc.string({ maxLength: 4 }),
)
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.1, 0.2, 1.5, -2.5, 1e21, 1e-7, 123456789012345680, 0.30000000000000004),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const json = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y', 'length', 'name', '0', 'a b'), tie('json'), { maxKeys: 3 }),
  ),
})).json

const inputs = fc.record(
  {
    a: json,
    b: json,
    c: json,
    s: text,
    n: number,
    list: fc.array(json, { maxLength: 3 }),
    o: fc.dictionary(fc.constantFrom('x', 'y', 'name'), json),
  },
  { requiredKeys: ['s', 'n', 'list', 'o'] },
)

/** The failures by which the documentation refuses a value at run time. */
const refusal =
  /RangeError: (the result is not|cannot convert|positions)|cannot (compare|look for|spread|read the inherited) |the value is not iterable|needs an? (array|string|object)|D3140|memory limit|Stack overflow|D3020/

/** Several tests, so that none of them takes long. */
test.each([1, 2, 3])(
  'an expression has the same value in JavaScript and in the state machine, part %i',
  async () => {
    const counts = { compared: 0, refused: 0, refusedAtRun: 0, failed: 0 }
    await fc.assert(
      fc.asyncProperty(sources.any, inputs, async (source, input) => {
        const parameters = `{ ${names.join(', ')} }`
        let definition: ReturnType<typeof compile>
        try {
          definition = compile(functionOf(`async (${parameters}) => (${source.plain})`) as never)
        } catch (error) {
          if (!(error instanceof CompileError)) throw error
          counts.refused++
          return
        }
        const plain = await runPlain(
          functionOf(`async (${parameters}) => (${source.checked})`, { finite }),
          input as never,
        )
        const compiled = await runCompiled(definition, input as never)
        if (compiled.error !== undefined && refusal.test(compiled.cause ?? '')) return void counts.refusedAtRun++
        counts.compared++
        if (plain.error !== undefined) counts.failed++
        if (plain.error === undefined) expect(compiled).toEqual({ output: plain.output, calls: [] })
        else
          expect([compiled.error, source.plain, plain.cause]).toEqual([
            'States.QueryEvaluationError',
            source.plain,
            plain.cause,
          ])
      }),
      { numRuns: Number(process.env.RUNS ?? 170), seed: Number(process.env.SEED ?? 1) },
    )
    expect(counts.compared).toBeGreaterThan(counts.refused)
  },
  60_000,
)
