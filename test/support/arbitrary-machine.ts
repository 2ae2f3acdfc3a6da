import fc from 'fast-check'
import type { JsonObject } from '../../src/json.ts'

/** Paths, some of which match values of {@link runInput}. */
const path = fc.constantFrom(
  '$',
  '$.a',
  '$.a.b',
  '$.list',
  '$.list[0]',
  '$.list[*].n',
  '$..n',
  '$.list[?(@.n > 1)]',
  '$$.Execution.Name',
  '$v',
)
const place = fc.constantFrom('$', '$.r', '$.a.r', '$.list[0]', null)
const computed = fc.constantFrom(
  '$.a',
  'States.UUID()',
  'States.MathAdd($.a.n, 1)',
  "States.Format('{}', $.a)",
  'States.ArrayLength($.list)',
  '$v',
)
const expression = fc.constantFrom(
  '{% $states.input %}',
  '{% $states.input.a.n + 1 %}',
  '{% $v %}',
  '{% [1..3] %}',
  '{% $states.context.State.Name %}',
  '{% $error("no") %}',
  1,
)
const errors = fc.constantFrom('States.ALL', 'States.TaskFailed', 'States.Timeout', 'Broken', 'States.Runtime')

/** An input that all paths match. */
const fitting = { a: { b: 'x', n: 2 }, list: [{ n: 1 }, { n: 2 }], at: '2026-01-01T00:00:10Z' }

export const runInput = fc.oneof(
  { weight: 3, arbitrary: fc.constant<unknown>(fitting) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({}, null, 1, 'text', [1, 2], { a: { n: -1 }, list: [] }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

const recovery = (targets: readonly string[]) =>
  fc.record({
    Retry: maybe(
      fc.array(
        fc.record({
          ErrorEquals: errors.map((e) => [e]),
          MaxAttempts: fc.integer({ min: 0, max: 2 }),
          JitterStrategy: fc.constantFrom('FULL', 'NONE'),
        }),
        { maxLength: 2 },
      ),
    ),
    Catch:
      targets.length > 0
        ? maybe(
            fc.array(fc.record({ ErrorEquals: errors.map((e) => [e]), Next: fc.constantFrom(...targets) }), {
              maxLength: 2,
            }),
          )
        : fc.constant(undefined),
  })

const jsonPathFields = fc.record({
  InputPath: maybe(path),
  OutputPath: maybe(path),
  ResultPath: place,
  Assign: maybe(fc.record({ 'v.$': computed })),
})
const jsonataFields = fc.record({
  QueryLanguage: fc.constant('JSONata'),
  Output: maybe(expression),
  Assign: maybe(fc.record({ v: expression })),
})

/** A state whose targets are among the given ones. */
const state = (depth: number, name: string, targets: readonly string[]): fc.Arbitrary<JsonObject> => {
  const onward =
    targets.length > 0
      ? fc.oneof(
          fc.constantFrom(...targets).map((Next) => ({ Next })),
          fc.constant({ End: true }),
        )
      : fc.constant({ End: true })
  const leaf: fc.Arbitrary<object>[] = [
    fc
      .tuple(
        jsonPathFields,
        onward,
        fc.record({ Parameters: maybe(fc.record({ 'x.$': computed, y: fc.constant(1) })) }),
      )
      .map(([f, n, p]) => ({ Type: 'Pass', ...f, ...n, ...p })),
    fc.tuple(jsonataFields, onward).map(([f, n]) => ({ Type: 'Pass', ...f, ...n })),
    fc
      .tuple(
        onward,
        fc.constantFrom(
          { Seconds: 3 },
          { SecondsPath: '$.a.n' },
          { Timestamp: '2026-01-02T00:00:00Z' },
          { TimestampPath: '$.at' },
        ),
      )
      .map(([n, w]) => ({ Type: 'Wait', ...w, ...n })),
    fc.constantFrom<object>(
      { Type: 'Succeed' },
      { Type: 'Fail', Error: 'Broken' },
      { Type: 'Fail', ErrorPath: '$.a.b' },
    ),
    fc
      .tuple(recovery(targets), jsonPathFields, onward, fc.constantFrom('works', 'breaks', 'hangs', 'missing'))
      .map(([r, f, n, kind]) => ({
        Type: 'Task',
        Resource: `arn:aws:states:::test:${kind}`,
        Parameters: { a: 1 },
        TimeoutSeconds: 5,
        ...r,
        ...f,
        ...n,
      })),
  ]
  if (targets.length > 0) {
    const rule = fc.constantFrom<object>(
      { Variable: '$.a', IsPresent: true },
      { Variable: '$.a.n', NumericGreaterThan: 1 },
      { Not: { Variable: '$v', IsNull: true } },
    )
    leaf.push(
      fc
        .tuple(rule, fc.constantFrom(...targets), fc.constantFrom(...targets))
        .map(([r, Next, Default]) => ({ Type: 'Choice', Choices: [{ ...r, Next }], Default })),
    )
  }
  if (depth > 0) {
    leaf.push(
      fc
        .tuple(
          fc.array(program(depth - 1, `${name}.`), { minLength: 1, maxLength: 3 }),
          recovery(targets),
          jsonPathFields,
          onward,
        )
        .map(([Branches, r, f, n]) => ({
          Type: 'Parallel',
          Branches: Branches.map((branch, i) => renamed(branch, `${i}`)),
          ...r,
          ...f,
          ...n,
        })),
      fc
        .tuple(
          program(depth - 1, `${name}.`),
          recovery(targets),
          fc.constantFrom({}, { ItemsPath: '$.list' }),
          fc.integer({ min: 0, max: 2 }),
          onward,
        )
        .map(([ItemProcessor, r, i, MaxConcurrency, n]) => ({
          Type: 'Map',
          ItemProcessor,
          MaxConcurrency,
          ...i,
          ...r,
          ...n,
        })),
    )
  }
  return fc.oneof(...leaf) as fc.Arbitrary<JsonObject>
}

const program = (depth: number, prefix: string): fc.Arbitrary<JsonObject> =>
  fc.integer({ min: 1, max: 4 }).chain((count) => {
    const names = Array.from({ length: count }, (_, i) => `${prefix}${i}`)
    return fc.tuple(...names.map((name, i) => state(depth, name, names.slice(i + 1)))).map((states) => ({
      StartAt: names[0] ?? '',
      States: Object.fromEntries(states.map((value, i) => [names[i] ?? '', value])),
    }))
  })

/** The same program with other names, so that a state can have it as several branches. */
const renamed = (program: JsonObject, suffix: string): JsonObject =>
  JSON.parse(JSON.stringify(program).replaceAll(/"((?:S\.?)[\d.]*)"/g, (_, name) => JSON.stringify(`${name}${suffix}`)))

/** Valid machines that terminate: transitions lead to later states only. The matches of paths are random. */
export const runnableMachine = program(2, 'S').map(({ StartAt, States }) => ({
  StartAt: 'Begin',
  States: { Begin: { Type: 'Pass', Assign: { v: 1 }, Next: StartAt ?? '' }, ...(States as JsonObject) },
  TimeoutSeconds: 600,
}))
