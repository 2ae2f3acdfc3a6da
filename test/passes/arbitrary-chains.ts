import fc from 'fast-check'
import type { JsonObject } from '../../src/json.ts'

/** States of a machine by their names, whose transitions lead to later ones. */
interface Machine {
  readonly startAt: string
  readonly states: Readonly<Record<string, object>>
}

type Language = 'JSONPath' | 'JSONata'

const json = fc.constantFrom<unknown>(
  { a: 1 },
  { a: { b: 'x' }, n: 2 },
  {},
  5,
  'text',
  null,
  [1],
  { 'a.$': '$.b' },
  { n: 2 },
)
const path = fc.constantFrom(
  '$',
  '$.a',
  '$.a.b',
  '$.n',
  '$.x',
  '$$.Execution.Name',
  '$$.State.Name',
  '$$.Execution.Input',
)
const reference = fc.constantFrom('$', '$.a', '$.b', '$.a.b', '$.x')
const template = fc
  .dictionary(fc.constantFrom('a.$', 'b.$', 'n.$'), path, { maxKeys: 2 })
  .chain((paths) =>
    fc.constantFrom<object>(paths, { ...paths, k: 1 }, { ...paths, inner: { ...paths } }, { k: { deep: [1] } }),
  )
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary })

const pathAssign = fc.constantFrom<object>(
  { v: 1 },
  { w: { k: 1 } },
  { 'v.$': '$.a' },
  { 'w.$': '$$.Execution.Name' },
  { 'v.$': '$' },
  { v: 2, 'w.$': '$.n' },
  { 'w.$': '$v' },
)

const pathPass = fc
  .record({
    result: maybe(json, 2),
    parameters: maybe(template, 2),
    resultPath: maybe(fc.oneof(reference, fc.constant(null))),
    inputPath: maybe(fc.constantFrom<string | null>('$', '$.a', null, '$.x')),
    outputPath: maybe(fc.constantFrom<string | null>('$', '$.a', null)),
    assign: maybe(pathAssign),
  })
  .map((fields) => ({ type: 'pass', ...fields }))

const jsonata = fc.constantFrom<unknown>(
  '{% $states.input %}',
  '{% $states.input.a %}',
  '{% $states.input.n %}',
  '{% $v %}',
  '{% $w %}',
  '{% $v & "x" %}',
  '{% $states.context.Execution.Name %}',
  '{% $states.context.State.Name %}',
  '{% 1 %}',
  '{% "s" %}',
  'text',
  2,
  { a: 1, n: 3 },
  { a: '{% $states.input %}' },
  { n: '{% $states.input.n %}', a: '{% $v %}' },
  [1, '{% $states.input.a %}'],
  null,
)
const jsonataAssign = fc.dictionary(fc.constantFrom('v', 'w'), jsonata, { maxKeys: 2 })
const jsonataPass = fc
  .record({ output: maybe(jsonata, 4), assign: maybe(jsonataAssign, 3) })
  .map((fields) => ({ type: 'pass', ...fields }))

const pathCondition = fc.constantFrom<unknown>(
  ['>', '$.n', 1],
  ['isPresent', '$.a'],
  ['=', '$.a', 1],
  ['and', ['isPresent', '$.n'], ['<', '$.n', 3]],
)
const jsonataCondition = fc.constantFrom<unknown>(
  '{% $states.input.n > 1 %}',
  '{% $exists($states.input.a) %}',
  '{% $states.input.a = 1 %}',
  '{% $states.input.n in [1, 2] %}',
  '{% $not($states.input.a != 1 or $v = 1) %}',
)

const choice = (language: Language, targets: readonly string[]): fc.Arbitrary<object> => {
  const isJsonata = language === 'JSONata'
  const rule = fc
    .record({
      condition: isJsonata ? jsonataCondition : pathCondition,
      next: fc.constantFrom(...targets),
      assign: maybe(isJsonata ? jsonataAssign : pathAssign),
      output: isJsonata ? maybe(jsonata) : fc.constant(undefined),
    })
    .map(defined)
  return fc
    .record({
      choices: fc.array(rule, { minLength: 1, maxLength: 2 }),
      default: fc.option(fc.constantFrom(...targets), { nil: undefined, freq: 8 }),
      assign: maybe(isJsonata ? jsonataAssign : pathAssign),
      output: isJsonata ? maybe(jsonata) : fc.constant(undefined),
      inputPath: isJsonata ? fc.constant(undefined) : maybe(fc.constantFrom('$', '$.a')),
    })
    .map((fields) => ({ type: 'choice', ...fields }))
}

const work = (language: Language, targets: readonly string[]): fc.Arbitrary<object> => {
  const isJsonata = language === 'JSONata'
  const retry = maybe(fc.constant([{ errorEquals: ['States.ALL'], maxAttempts: 1 }]))
  const catcher =
    targets.length === 0
      ? fc.constant(undefined)
      : maybe(
          fc
            .tuple(
              fc.constantFrom(...targets),
              fc.constantFrom<object>({}, isJsonata ? { assign: { v: 9 } } : { resultPath: '$.e' }),
            )
            .map(([next, more]) => [{ errorEquals: ['States.ALL'], next, ...more }]),
        )
  const flow = isJsonata
    ? fc.record({
        arguments: maybe(jsonata, 2),
        output: maybe(
          fc.oneof(jsonata, fc.constantFrom<unknown>('{% $states.result %}', { r: '{% $states.result.r %}' })),
          2,
        ),
        assign: maybe(jsonataAssign),
      })
    : fc.record({
        parameters: maybe(template, 2),
        resultSelector: maybe(fc.constantFrom<object>({ 'r.$': '$.r' }, { k: 2 })),
        resultPath: maybe(fc.oneof(reference, fc.constant(null))),
        outputPath: maybe(fc.constantFrom<string>('$', '$.r')),
        assign: maybe(pathAssign),
      })
  return fc.tuple(flow, retry, catcher).map(([fields, retriers, catchers]) => ({
    type: 'task',
    resource: 'lambda/work',
    ...fields,
    retry: retriers,
    catch: catchers,
  }))
}

const parallel = (
  language: Language,
  targets: readonly string[],
  { prefix, depth }: { prefix: string; depth: number },
): fc.Arbitrary<object> =>
  fc
    .tuple(chains(language, { prefix: `${prefix}a.`, depth: depth - 1 }), work(language, targets))
    .map(([branch, fields]) => ({
      ...fields,
      type: 'parallel',
      resource: undefined,
      // A branch must not assign the variables of the machine around it.
      assign: undefined,
      branches: [withoutAssign(branch)],
    }))

const withoutAssign = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner) => (key === 'assign' ? undefined : inner))

const onward = (targets: readonly string[]): fc.Arbitrary<object> =>
  targets.length === 0
    ? fc.constant({ end: true })
    : fc.oneof(
        { weight: 12, arbitrary: fc.constant({ next: targets[0] }) },
        { weight: 3, arbitrary: fc.constantFrom(...targets).map((next) => ({ next })) },
        fc.constant({ end: true }),
      )

const ending = (language: Language): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<object>({ type: 'succeed' }) },
    language === 'JSONata'
      ? fc.constantFrom<object>({ type: 'succeed', output: '{% $states.input.a %}' }, { type: 'succeed', output: 1 })
      : fc.constantFrom<object>({ type: 'succeed', outputPath: '$.a' }, { type: 'succeed', inputPath: '$.n' }),
    fc.constant<object>({ type: 'fail', error: 'Generated' }),
  )

const defined = (state: object): object => JSON.parse(JSON.stringify(state))

const state = (
  language: Language,
  targets: readonly string[],
  place: { prefix: string; depth: number },
): fc.Arbitrary<object> => {
  const linked = (arbitrary: fc.Arbitrary<object>): fc.Arbitrary<object> =>
    fc.tuple(arbitrary, onward(targets)).map(([fields, link]) => defined({ ...fields, ...link }))
  return fc.oneof(
    { weight: 8, arbitrary: linked(language === 'JSONata' ? jsonataPass : pathPass) },
    { weight: 3, arbitrary: linked(fc.constant<object>({ type: 'pass', comment: 'nothing' })) },
    { weight: 4, arbitrary: linked(work(language, targets)) },
    { weight: 1, arbitrary: linked(fc.constant<object>({ type: 'wait', seconds: 1 })) },
    {
      weight: place.depth > 0 ? 1 : 0,
      arbitrary: place.depth > 0 ? linked(parallel(language, targets, place)) : fc.constant({}),
    },
    { weight: 2, arbitrary: ending(language) },
    ...(targets.length > 0 ? [{ weight: 5, arbitrary: choice(language, targets).map(defined) }] : []),
  )
}

const chains = (language: Language, place: { prefix: string; depth: number }): fc.Arbitrary<Machine> =>
  fc.integer({ min: place.depth > 0 ? 3 : 1, max: place.depth > 0 ? 7 : 3 }).chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `${place.prefix}s${index}`)
    return fc
      .tuple(...names.map((name, index) => state(language, names.slice(index + 1), { ...place, prefix: `${name}.` })))
      .map((states) => reachableOf(names, states))
  })

const reachableOf = (names: readonly string[], made: readonly object[]): Machine => {
  const states = new Map(names.map((name, index) => [name, made[index] ?? {}]))
  const [startAt = ''] = names
  const found = new Set([startAt])
  for (const name of found)
    JSON.stringify(states.get(name), (key, value) => {
      if ((key === 'next' || key === 'default') && states.has(value)) found.add(value)
      return key === 'branches' ? undefined : value
    })
  return { startAt, states: Object.fromEntries([...states].filter(([name]) => found.has(name))) }
}

/** Definitions with many Pass and Choice states in a row, most of which can be optimized. */
export const arbitraryChains = (): fc.Arbitrary<JsonObject> =>
  fc
    .constantFrom<Language>('JSONPath', 'JSONata')
    .chain((queryLanguage) =>
      chains(queryLanguage, { prefix: '', depth: 1 }).map(
        (machine) => ({ queryLanguage, timeoutSeconds: 86_400, ...machine }) as unknown as JsonObject,
      ),
    )

export const arbitraryChainInput: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    {
      a: fc.constantFrom<unknown>(1, { b: 'y' }, [1, 2], 'text', null),
      n: fc.constantFrom<unknown>(0, 1, 2, 3, 'three'),
      b: fc.constantFrom<unknown>(7, {}),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom<unknown>(null, [], 5, 'text', {}),
)
