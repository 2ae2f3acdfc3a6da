import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { DefinitionError } from '../../src/errors.ts'
import { toAirflow } from '../../src/passes/airflow/to-airflow.ts'
import { simulate } from '../../src/testing/simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'airflow-'))
afterAll(() => rmSync(folder, { recursive: true }))

const hasPython = (() => {
  try {
    execFileSync('python3', ['-c', 'import dataclasses, sys; sys.exit(sys.version_info < (3, 9))'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!hasPython) console.warn('python3 is not installed: the tests of exported DAGs are skipped')

const python = (...given: readonly string[]): string => execFileSync('python3', [...given], { encoding: 'utf8' })

const fileOf = (source: string): string => {
  const file = join(folder, 'dag.py')
  writeFileSync(file, source)
  return file
}

interface DagRun {
  readonly order: readonly string[]
  readonly edges: readonly (readonly [string, string])[]
  readonly output: unknown
  readonly error: string | null
}

const runner = fileURLToPath(new URL('../support/run-dag.py', import.meta.url))

/** Runs the exported DAG with a stand-in for Airflow. */
const runDag = (definition: object, input: unknown, ...error: readonly string[]): DagRun =>
  JSON.parse(python(runner, fileOf(toAirflow(definition as never)), JSON.stringify(input), ...error))

const orders = {
  name: 'orders',
  startAt: 'price',
  timeoutSeconds: 3600,
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      comment: 'asks "the" warehouse\n',
      parameters: { 'item.$': '$.item', currency: 'EUR' },
      resultSelector: { 'item.$': '$.given.item' },
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', intervalSeconds: 2, maxAttempts: 2 },
      catch: { errorEquals: 'UnknownItem', resultPath: '$.error', next: 'rejected' },
      next: 'both',
    },
    both: {
      type: 'parallel',
      branches: [
        {
          startAt: 'route',
          states: {
            route: {
              type: 'choice',
              choices: [
                { condition: ['and', ['isPresent', '$.n'], ['>=', '$.n', 20]], next: 'large' },
                { condition: ['stringMatches', '$.item', 'b*k'], next: 'book' },
              ],
              default: 'other',
            },
            large: { type: 'pass', result: 'large', end: true },
            book: { type: 'pass', parameters: { 'kind.$': '$.price.item' }, end: true },
            other: { type: 'succeed', outputPath: '$.item' },
          },
        },
        { type: 'task', resource: 'lambda/stock', inputPath: '$.item' },
      ],
      next: 'wait',
    },
    wait: { type: 'wait', seconds: 0, next: 'done' },
    done: { type: 'succeed' },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'no such item' },
  },
} as const

describe.runIf(hasPython)('the exported DAG', () => {
  test('is Python', () => {
    const file = fileOf(toAirflow(orders))
    expect(python('-c', 'import ast, sys; print(type(ast.parse(open(sys.argv[1]).read())).__name__)', file)).toBe(
      'Module\n',
    )
  })

  test('has the transitions of the definition, in topological order', () => {
    const { edges, order } = runDag(orders, { item: 'book' })
    expect(edges.map(([from, to]) => `${from} > ${to}`).sort()).toEqual([
      'book > both.join',
      'both > both_1_',
      'both > route',
      'both.join > wait',
      'both_1_ > both.join',
      'large > both.join',
      'other > both.join',
      'price > both',
      'price > rejected',
      'route > book',
      'route > large',
      'route > other',
      'wait > done',
    ])
    for (const [from, to] of edges.filter(([from, to]) => order.includes(from) && order.includes(to)))
      expect(order.indexOf(from)).toBeLessThan(order.indexOf(to))
  })

  test('matches patterns with escapes and any characters', () => {
    const definition = {
      startAt: 'route',
      states: {
        route: {
          type: 'choice',
          choices: [{ condition: ['stringMatches', '$.text', '\\*😀.\\\\*'], next: 'yes' }],
          default: 'no',
        },
        yes: { type: 'pass', result: 'yes', end: true },
        no: { type: 'pass', result: 'no', end: true },
      },
    } as const
    const outputs = ['*😀.\\more', '*😀x\\', 'x😀.\\'].map((text) => runDag(definition, { text }).output)
    expect(outputs).toEqual(['yes', 'no', 'no'])
  })

  test.each([{ item: 'book' }, { item: 'pen' }, { item: 'pen', n: 20 }, { item: 'book', n: 19 }])(
    'has the output of the simulation for %j',
    async (input) => {
      const handlers = {
        'activity/price': (given: unknown) => ({ given }),
        'lambda/stock': (given: unknown) => ({ given }),
      }
      const run = await simulate(orders, { input, handlers })
      expect(runDag(orders, input)).toMatchObject({ output: run.output, error: null })
    },
  )

  test('catches errors, and fails with those that nothing catches', () => {
    expect(runDag(orders, { item: 'book' }, 'UnknownItem')).toMatchObject({
      order: ['price', 'rejected'],
      error: 'OrderRejected: no such item',
    })
    expect(runDag(orders, { item: 'book' }, 'Broken')).toMatchObject({ order: ['price'], error: 'Broken: as asked' })
  })

  test.each([
    `it's "quoted" \\ and {{ jinja }}`,
    '\'\'\'\n"""\nimport os; os.abort()\n',
    '__proto__',
    'émoji 😀 \u2028 \u0000 \ud800',
    '%s {0} ${HOME}',
  ])('keeps the strings of the user as they are: %j', (text) => {
    const definition = {
      name: 'dag',
      startAt: text,
      states: Object.fromEntries([
        [text, { type: 'pass', comment: text, result: { [`key ${text}`]: text }, resultPath: '$.r', next: 'choice' }],
        [
          'choice',
          { type: 'choice', choices: [{ condition: ['=', '$.text', text], next: 'done' }], default: 'failed' },
        ],
        ['done', { type: 'succeed' }],
        ['failed', { type: 'fail', error: text }],
      ]),
    }
    const { output } = runDag(definition, { text })
    expect(output).toEqual({ text, r: { [`key ${text}`]: text } })
  })

  test('names that Airflow does not allow stay different', () => {
    const definition = {
      startAt: 'a b',
      states: { 'a b': { type: 'pass', next: 'a/b' }, 'a/b': { type: 'pass', next: 'a_b' }, a_b: { type: 'succeed' } },
    }
    expect(runDag(definition, {}).order).toEqual(['a_b', 'a_b_2', 'a_b_3'])
  })
})

describe('what a DAG cannot express', () => {
  const task = { type: 'task', resource: 'lambda/work' } as const
  const one = (state: object, more: object = {}) => ({ startAt: 'a', states: { a: state, ...more } })

  test.each([
    [
      one(
        { type: 'wait', seconds: 1, next: 'b' },
        { b: { type: 'choice', choices: [{ condition: '$.x', next: 'c' }], default: 'a' }, c: { type: 'succeed' } },
      ),
      'states.a: a DAG has no cycles: a → b → a',
    ],
    [
      one({ type: 'map', itemProcessor: { startAt: 'x', states: { x: { ...task, end: true } } }, end: true }),
      'states.a: Map states are dynamic, and a DAG is not',
    ],
    [one({ ...task, queryLanguage: 'JSONata', end: true }), 'states.a: states in JSONata have no Python form'],
    [one({ ...task, assign: { x: 1 }, end: true }), 'states.a.assign: Assign has no Python form'],
    [
      one({ ...task, parameters: { id: { 'all.$': '$.items[*].id' } }, end: true }),
      'states.a.parameters.id["all.$"]: expected a path of names and indexes, such as $.order.id, found "$.items[*].id"',
    ],
    [
      one({ type: 'pass', parameters: { 'id.$': 'States.UUID()' }, end: true }),
      'states.a.parameters["id.$"]: expected a path of names and indexes, such as $.order.id, found "States.UUID()"',
    ],
    [
      one({ type: 'parallel', branches: [task], catch: { next: 'b' }, end: true }, { b: { type: 'fail' } }),
      'states.a.catch: Catch of a Parallel state has no Python form',
    ],
  ])('is reported with its path: %#', (definition, message) => {
    expect(() => toAirflow(definition as never)).toThrow(message)
  })

  test('all of it is reported at once', () => {
    const definition = one(
      { ...task, assign: { x: 1 }, next: 'b' },
      { b: { ...task, queryLanguage: 'JSONata', end: true } },
    )
    expect.assertions(1)
    try {
      toAirflow(definition as never)
    } catch (error) {
      expect(error instanceof DefinitionError && error.issues.length).toBe(2)
    }
  })

  test('options must be valid', () => {
    expect(() => toAirflow(orders, { schedul: '@daily' } as never)).toThrow('unknown option "schedul"')
  })
})
