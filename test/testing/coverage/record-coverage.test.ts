import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Definition } from '../../../src/specs/definition.ts'
import { notReached, totalsOf } from '../../../src/testing/coverage/coverage-metrics.ts'
import { startCoverage, stopCoverage, takeCoverage } from '../../../src/testing/coverage/coverage-registry.ts'
import { mergeCoverage } from '../../../src/testing/coverage/definition-coverage.ts'
import { simulate } from '../../../src/testing.ts'
import { accepted, orders, outOfStock, rejected } from '../orders.ts'

beforeEach(startCoverage)
afterEach(stopCoverage)

test('nothing is recorded unless coverage is collected', async () => {
  stopCoverage()
  await simulate(orders, accepted)
  expect(takeCoverage()).toEqual([])
})

test('states, transitions, choices, catchers, retriers and paths have their counts', async () => {
  for (const options of [accepted, accepted, rejected, outOfStock]) await simulate(orders, options)
  const [coverage] = takeCoverage()
  expect(coverage).toEqual({
    name: 'orders',
    states: [
      {
        name: 'price',
        type: 'Task',
        parent: null,
        hits: 4,
        next: { next: 'route', hits: 3 },
        choices: [],
        default: null,
        catchers: [{ next: 'rejected', hits: 1 }],
        retriers: [{ hits: 2 }],
        paths: [],
      },
      {
        name: 'route',
        type: 'Choice',
        parent: null,
        hits: 3,
        next: null,
        choices: [{ next: 'each', hits: 2 }],
        default: { next: 'rejected', hits: 1 },
        catchers: [],
        retriers: [],
        paths: [],
      },
      {
        name: 'each',
        type: 'Map',
        parent: null,
        hits: 2,
        next: null,
        choices: [],
        default: null,
        catchers: [],
        retriers: [],
        paths: [{ name: 'itemProcessor', startAt: 'ship', hits: 4 }],
      },
      expect.objectContaining({ name: 'ship', parent: 'each.itemProcessor', hits: 4 }),
      expect.objectContaining({ name: 'rejected', hits: 2 }),
    ],
  })
})

test('a Map without items does not reach its processor', async () => {
  await simulate(orders, { ...accepted, input: { items: [] } })
  expect(takeCoverage().flatMap(notReached)).toEqual([
    'price.catch[0]',
    'route.default',
    'each.itemProcessor',
    'ship',
    'rejected',
  ])
})

test('the branches of a Parallel state are paths', async () => {
  const branch = { type: 'pass' } as const
  const both = {
    name: 'both',
    startAt: 'a',
    states: { a: { type: 'parallel', branches: [branch, branch], end: true } },
  } as const
  await simulate(both)
  expect(takeCoverage().map(({ states: [a] }) => a?.paths.map(({ name, hits }) => ({ name, hits })))).toEqual([
    [
      { name: 'branches[0]', hits: 1 },
      { name: 'branches[1]', hits: 1 },
    ],
  ])
})

test('the children of a distributed Map count', async () => {
  const itemProcessor = {
    processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
    startAt: 'item',
    states: { item: { type: 'pass', end: true } },
  } as const
  await simulate(
    { name: 'many', startAt: 'each', states: { each: { type: 'map', itemProcessor, end: true } } },
    { input: [1, 2, 3] },
  )
  expect(takeCoverage().map(({ states }) => states.map(({ name, hits }) => [name, hits]))).toEqual([
    [
      ['each', 1],
      ['item', 3],
    ],
  ])
})

test('state machines that the simulated one starts count too', async () => {
  const child = { name: 'child', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
  const start = { type: 'task', resource: 'machine/child', end: true } as const
  await simulate({ name: 'parent', startAt: 'start', states: { start } }, { stateMachines: [child] })
  expect(takeCoverage().map(({ name, states }) => [name, states[0]?.hits])).toEqual([
    ['parent', 1],
    ['child', 1],
  ])
})

test('equal definitions share their counts, and others of the same name do not', async () => {
  const echo = (state: string): Definition => ({
    name: 'echo',
    startAt: state,
    states: { [state]: { type: 'pass', end: true } },
  })
  for (const state of ['a', 'a', 'b']) await simulate(echo(state))
  expect(takeCoverage().map(({ states }) => states.map(({ name, hits }) => [name, hits]))).toEqual([
    [['a', 2]],
    [['b', 1]],
  ])
})

test('what was taken is not taken again', async () => {
  await simulate(orders, accepted)
  expect(takeCoverage().length).toBe(1)
  expect(takeCoverage()).toEqual([])
})

test('a run that moves in steps counts once', async () => {
  {
    await using run = await simulate.start(orders, { input: { items: [] } })
    await run.fail('price', 'OutOfStock')
    await run.settled
  }
  expect(takeCoverage().map(({ states: [price] }) => price?.hits)).toEqual([1])
})

test('the test of a single state counts', async () => {
  await simulate.state(orders, 'price', { mock: { errorOutput: { error: 'Throttled' } } })
  await simulate.state(orders, 'price', { mock: { errorOutput: { error: 'OutOfStock' } } })
  await simulate.state(orders, 'price', { mock: { result: 25 } })
  await simulate.state(orders, 'price', { handlers: { 'activity/price': () => 25 } })
  await simulate.state(orders, 'route', { input: { price: 5 } })
  const [{ states: [price, route] = [] } = {}] = takeCoverage()
  expect(price).toMatchObject({ hits: 4, next: { hits: 2 }, catchers: [{ hits: 1 }], retriers: [{ hits: 1 }] })
  expect(route).toMatchObject({ hits: 1, choices: [{ hits: 0 }], default: { hits: 1 } })
})

test('the coverage of several runs is their sum, in any order', async () => {
  const of = async (options: object) => {
    await simulate(orders, options)
    return takeCoverage()
  }
  const parts = [await of(accepted), await of(rejected), await of(outOfStock)]
  const merged = mergeCoverage(parts.flat())
  expect(merged).toEqual(mergeCoverage(parts.reverse().flat()))
  expect(totalsOf(merged)).toEqual({
    states: { covered: 5, total: 5, percent: 100 },
    choices: { covered: 2, total: 2, percent: 100 },
    catchers: { covered: 1, total: 1, percent: 100 },
    retriers: { covered: 1, total: 1, percent: 100 },
    paths: { covered: 1, total: 1, percent: 100 },
  })
})
