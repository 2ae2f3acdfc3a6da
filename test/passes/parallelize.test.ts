import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { type ParallelMove, parallelize } from '../../src/passes/parallelize/parallelize.ts'
import { simulate } from '../../src/testing/simulate.ts'

const pure = ['lambda/pure']

/** A task that reads variables, and assigns one. */
const jsonataTask = (name: string, reads: readonly string[], resource: string) => ({
  type: 'task',
  resource,
  arguments: { name, given: Object.fromEntries(reads.map((read) => [read, `{% $${read} %}`])) },
  assign: { [name]: '{% $states.result.value %}' },
})

/** A task that reads members of the input, and adds one. */
const pathTask = (name: string, reads: readonly string[], resource: string) => ({
  type: 'task',
  resource,
  parameters: { name, given: Object.fromEntries(reads.map((read) => [`${read}.$`, `$.${read}`])) },
  resultSelector: { 'value.$': '$.value' },
  resultPath: `$.${name}`,
})

interface Dag {
  readonly isJsonata: boolean
  readonly tasks: readonly {
    readonly reads: readonly number[]
    readonly isPure: boolean
    readonly delaySeconds: number
  }[]
}

const arbitraryDag: fc.Arbitrary<Dag> = fc.integer({ min: 2, max: 7 }).chain((count) =>
  fc.record({
    isJsonata: fc.boolean(),
    tasks: fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          reads:
            index === 0 ? fc.constant([]) : fc.uniqueArray(fc.integer({ min: 0, max: index - 1 }), { maxLength: 2 }),
          isPure: fc.integer({ min: 0, max: 4 }).map((value) => value > 0),
          delaySeconds: fc.integer({ min: 1, max: 9 }),
        }),
      ),
    ),
  }),
)

const definitionOf = ({ isJsonata, tasks }: Dag): object => {
  const states = tasks.map(({ reads, isPure }, index) => {
    const make = isJsonata ? jsonataTask : pathTask
    const state = make(
      `v${index}`,
      reads.map((read) => `v${read}`),
      isPure ? 'lambda/pure' : 'lambda/impure',
    )
    return [`t${index}`, { ...state, next: `t${index + 1}` }] as const
  })
  const all = tasks.map((_, index) => `v${index}`)
  const end = isJsonata
    ? { type: 'pass', output: Object.fromEntries(all.map((name) => [name, `{% $${name} %}`])), end: true }
    : { type: 'pass', end: true }
  return {
    queryLanguage: isJsonata ? 'JSONata' : 'JSONPath',
    startAt: 't0',
    states: Object.fromEntries([...states, [`t${tasks.length}`, end]]),
  }
}

const hashed = (input: unknown): unknown => {
  const text = JSON.stringify(input)
  const hash = Array.from(text).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1009, 7)
  return [hash, [hash], [], [[hash]], null, { hash }, [1, 2]][hash % 7]
}

const present = (resources: Record<string, unknown>, definition: object) =>
  Object.fromEntries(Object.entries(resources).filter(([name]) => JSON.stringify(definition).includes(name))) as never

const run = async (definition: object) => {
  const impure: unknown[] = []
  const handlers = {
    'lambda/pure': (input: unknown) => ({ value: hashed(input) }),
    'lambda/impure': (input: unknown) => {
      impure.push(input)
      return { value: hashed(input) }
    },
  }
  const { status, output, error } = await simulate(definition as never, { handlers: present(handlers, definition) })
  return { status, output, error, impure }
}

/** The seconds that the tasks take, without their values. */
const timed = async (definition: object, { tasks }: Dag): Promise<number> => {
  const mocks = Object.fromEntries(
    tasks.map(({ delaySeconds }, index) => [`t${index}`, { output: { value: index }, delaySeconds }]),
  )
  return (await simulate(definition as never, { mocks })).duration / 1000
}

/** The seconds of the stages of pure tasks between impure ones, each as early as its data allows. */
const criticalPath = ({ tasks }: Dag): number => {
  const ends: number[] = []
  let barrier = 0
  tasks.forEach(({ reads, isPure, delaySeconds }, index) => {
    const start = Math.max(barrier, ...reads.map((read) => ends[read] ?? 0), ...(isPure ? [] : ends))
    ends[index] = start + delaySeconds
    if (!isPure) barrier = start + delaySeconds
  })
  return Math.max(...ends)
}

test('random tasks have the same output, and impure ones the same calls in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDag, async (dag) => {
      const definition = definitionOf(dag)
      const hasPure = dag.tasks.some(({ isPure }) => isPure)
      const parallel = parallelize(definition as never, { pure: hasPure ? pure : [] })
      expect(validate(parallel).filter(({ severity }) => severity === 'error')).toEqual([])
      expect(await run(parallel)).toEqual(await run(definition))
    }),
    { numRuns: 150 },
  )
})

test('random tasks take at most as long as one after the other, and at least the critical path', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDag, async (dag) => {
      const definition = definitionOf(dag)
      const hasPure = dag.tasks.some(({ isPure }) => isPure)
      const parallel = parallelize(definition as never, { pure: hasPure ? pure : [] })
      const seconds = await timed(parallel, dag)
      expect(seconds).toBeGreaterThanOrEqual(criticalPath(dag))
      expect(seconds).toBeLessThanOrEqual(await timed(definition, dag))
    }),
    { numRuns: 100 },
  )
})

const order = {
  queryLanguage: 'JSONata',
  startAt: 'stock',
  states: {
    stock: { ...jsonataTask('stock', [], 'lambda/pure'), next: 'rate' },
    rate: { ...jsonataTask('rate', [], 'lambda/pure'), next: 'total' },
    total: {
      ...jsonataTask('total', ['stock', 'rate'], 'lambda/pure'),
      output: '{% $states.result.value %}',
      next: 'pay',
    },
    pay: { ...jsonataTask('paid', ['total'], 'lambda/impure'), end: true },
  },
}

describe('an order', () => {
  const mocks = Object.fromEntries(
    Object.keys(order.states).map((name) => [name, { output: { value: name }, delaySeconds: 10 }]),
  )

  test('has a shorter critical path under virtual time', async () => {
    const parallel = parallelize(order as never, { pure })
    const [before, after] = [await simulate(order as never, { mocks }), await simulate(parallel, { mocks })]
    expect([before.duration, after.duration]).toEqual([40_000, 30_000])
    expect(after.output).toEqual(before.output)
  })

  test('reports what was moved', () => {
    const moves: ParallelMove[] = []
    const { states, startAt } = parallelize(order as never, { pure, onMove: (move) => moves.push(move) })
    expect(moves).toEqual([{ parallel: 'stock + rate', tasks: ['stock', 'rate'] }])
    expect([startAt, ...Object.keys(states)]).toEqual(['stock + rate', 'stock + rate', 'total', 'pay'])
  })

  test('parallelizes once: the result stays as it is', () => {
    const parallel = parallelize(order as never, { pure })
    expect(parallelize(parallel as never, { pure })).toEqual(parallel)
  })

  test('stays as it is if only one of the tasks is pure', () => {
    expect(parallelize(order as never, { pure: ['rate'] })).toEqual(order)
  })
})

describe('tasks that stay where they are', () => {
  const states = (second: object, first: object = {}) => ({
    startAt: 'a',
    states: {
      a: { ...pathTask('x', [], 'lambda/pure'), ...first, next: 'b' },
      b: { ...pathTask('y', [], 'lambda/pure'), ...second, next: 'c' },
      c: { type: 'fail', error: 'Failed' },
    },
  })

  test.each([
    ['catch errors', states({ catch: { next: 'c' } })],
    ['read the whole input', states({ parameters: { 'all.$': '$' } })],
    ['read it by an intrinsic function', states({ parameters: { 'all.$': "States.Format('{}', $.x)" } })],
    ['write the same member', states({ resultPath: '$.x' })],
    ['replace the input', states({ resultPath: '$' })],
    ['assign variables in JSONPath', states({ assign: { v: 1 } })],
    ['read what the one before writes', states({ parameters: { 'name.$': '$.x.name' } })],
  ])('those that %s', (_, definition) => {
    expect(parallelize(definition as never, { pure })).toEqual(definition)
  })

  test('those that other states lead to', () => {
    const { a, b, c } = states({}).states
    const definition = {
      startAt: 'start',
      states: { start: { type: 'choice', choices: [{ condition: '$.x', next: 'a' }], default: 'b' }, a, b, c },
    }
    expect(parallelize(definition as never, { pure })).toEqual(definition)
  })
})

test('transitions and catchers that led to the first task lead to the new state', () => {
  const definition = {
    startAt: 'start',
    states: {
      start: { type: 'task', resource: 'lambda/impure', catch: { resultPath: '$.e', next: 'a' }, next: 'a' },
      a: { ...pathTask('x', [], 'lambda/pure'), retry: { maxAttempts: 2 }, next: 'b' },
      b: { ...pathTask('y', [], 'lambda/pure'), end: true },
    },
  }
  const { states } = parallelize(definition as never, { pure })
  expect(states.start).toMatchObject({ catch: { next: 'a + b' }, next: 'a + b' })
  expect(Object.keys(states)).toEqual(['start', 'a + b'])
})

test('long and taken names give a new name of at most 80 characters', () => {
  const long = 'n'.repeat(70)
  const definition = {
    startAt: long,
    states: {
      [long]: { ...pathTask('x', [], 'lambda/pure'), next: 'b'.repeat(10) },
      ['b'.repeat(10)]: { ...pathTask('y', [], 'lambda/pure'), next: `${'n'.repeat(60)} + 1 more` },
      [`${'n'.repeat(60)} + 1 more`]: { type: 'succeed' },
    },
  }
  const { startAt } = parallelize(definition as never, { pure })
  expect(startAt).toBe(`${'n'.repeat(60)} + 1 more 2`)
})

test.each([
  [{ pure: ['lambda/puer'] }, 'options.pure: no task "lambda/puer"; expected one of'],
  [{}, 'options.pure must be an array of resources or names of states'],
  [{ pure, onMoved: () => {} }, 'unknown option "onMoved"'],
])('options %j are refused', (options, message) => {
  expect(() => parallelize(order as never, options as never)).toThrow(message)
})
