import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'
import { arbitraryDefinition, arbitraryInputFor, simulate, simulateMany } from '../../src/testing.ts'

const errorsOf = (definition: unknown): string[] =>
  validate(definition)
    .filter(({ severity }) => severity === 'error')
    .map(formatIssue)

describe('a generated definition', () => {
  test('is valid', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        expect(errorsOf(definition)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('is the same after a round trip through ASL', () => {
    fc.assert(
      fc.property(arbitraryDefinition(), (definition) => {
        const asl = desugar(definition)
        expect(desugar(resugar(asl))).toEqual(asl)
      }),
      { numRuns: 100 },
    )
  })

  test('has executions that end, whatever its tasks do', async () => {
    const works = fc.constantFrom<'output' | 'Broken'>('output', 'Broken')
    await fc.assert(
      fc.asyncProperty(arbitraryDefinition(), fc.infiniteStream(works), async (definition, outcomes) => {
        const mock = () => {
          if (outcomes.next().value === 'Broken') throw Object.assign(new Error('broken'), { name: 'Broken' })
          return { n: 1 }
        }
        const mocks = JSON.stringify(definition).includes('/work')
          ? Object.fromEntries(usedIn(definition).map((resource) => [resource, mock]))
          : {}
        const { status } = await simulate(definition, { input: { items: [1], n: 2 }, mocks })
        expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT']).toContain(status)
      }),
      { numRuns: 100 },
    )
  })

  const usedIn = (definition: object) =>
    ['activity/work', 'lambda/work'].filter((resource) => JSON.stringify(definition).includes(`"${resource}"`))

  test('has the given resources and depth', () => {
    const flat = fc.sample(arbitraryDefinition({ maxDepth: 0, resources: ['activity/only'] }), {
      numRuns: 100,
      seed: 1,
    })
    expect(JSON.stringify(flat)).not.toMatch(/"(map|parallel)"|work/)
  })
})

const orders = {
  startAt: 'route',
  states: {
    route: {
      type: 'choice',
      choices: [{ condition: ['and', ['=', '$.order.kind', 'book'], ['>=', '$.order.price', 20]], next: 'each' }],
      default: 'small',
    },
    each: {
      type: 'map',
      itemsPath: '$.order.items',
      itemProcessor: { startAt: 'one', states: { one: { type: 'pass', parameters: { 'id.$': '$.id' }, end: true } } },
      end: true,
    },
    small: { type: 'succeed' },
  },
} as const

describe('a generated input', () => {
  test('has the members that the definition reads, near the values that it compares them with', async () => {
    const inputs = fc.sample(arbitraryInputFor(orders), { numRuns: 300, seed: 1 })
    const prices = inputs.map((input) => Object(Object(input).order).price)
    expect(prices).toEqual(expect.arrayContaining([19, 20, 21, undefined]))
  })

  test('reaches every state', async () => {
    const { unvisited } = await simulateMany(orders, { runs: 300 })
    expect(unvisited).toEqual([])
  })

  test('of a JSONata definition has the members of its expressions', () => {
    const jsonata = {
      queryLanguage: 'JSONata',
      startAt: 'a',
      states: {
        a: { type: 'choice', choices: [{ condition: "{% $states.input.kind = 'book' %}", next: 'b' }], default: 'b' },
        b: { type: 'succeed' },
      },
    } as const
    const inputs = fc.sample(arbitraryInputFor(jsonata), { numRuns: 100, seed: 1 })
    expect(inputs.map((input) => Object(input).kind)).toContain('book')
  })
})

describe('simulateMany', () => {
  test('reports every failure that no catcher handles, with the shortest input', async () => {
    const { runs, succeeded, failures } = await simulateMany(orders, {
      inputs: [
        { order: { kind: 'book', price: 30, items: [{}, {}] } },
        { order: { kind: 'book', price: 30, items: [{}] } },
        {},
      ],
    })
    expect({ runs, succeeded }).toEqual({ runs: 3, succeeded: 0 })
    expect(failures.map(({ run: _, ...failure }) => failure)).toEqual([
      {
        state: 'each.one',
        error: 'States.Runtime',
        count: 2,
        input: { order: { kind: 'book', price: 30, items: [{}] } },
      },
      { state: 'route', error: 'States.Runtime', count: 1, input: {} },
    ])
  })

  test('is reproducible', async () => {
    const report = async () => {
      const { failures } = await simulateMany(orders, { runs: 50, seed: 3 })
      return failures.map(({ input }) => input)
    }
    expect(await report()).toEqual(await report())
  })
})
