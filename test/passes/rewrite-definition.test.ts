import fc from 'fast-check'
import { expect, test } from 'vitest'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { parallelize } from '../../src/passes/parallelize/parallelize.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { arbitraryDefinition } from '../../src/testing/properties/arbitrary-definition.ts'
import { arbitraryChains } from './arbitrary-chains.ts'

test('a literal and its ASL are optimized alike', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryChains(), arbitraryDefinition()), (definition) => {
      const { name: _, ...fromLiteral } = desugar(optimize(definition as never))
      expect(desugar(optimize(desugar(definition)))).toEqual(fromLiteral)
    }),
    { numRuns: 100 },
  )
})

test('states that did not change are the same objects', () => {
  const states = {
    a: { type: 'pass', next: 'b' },
    b: { type: 'task', resource: 'machine/child', catch: [{ next: 'c' }], next: 'c' },
    c: { type: 'fail', error: 'Failed' },
  } as const
  const { b, c } = optimize({ startAt: 'a', states } as never).states
  expect(b).toBe(states.b)
  expect(c).toBe(states.c)
})

test('nested executions and permissions stay in states that change', () => {
  const iam = [{ actions: ['s3:GetObject'], resources: ['*'] }]
  const states = {
    a: { type: 'task', resource: 'machine/child', parameters: { a: 1 }, iam, next: 'b' },
    b: { type: 'succeed' },
  }
  expect(optimize({ startAt: 'a', states } as never).states).toEqual({
    a: { type: 'task', resource: 'machine/child', parameters: { a: 1 }, iam, end: true },
  })
})

test('tasks that move keep what only a literal has', () => {
  const task = (name: string) => ({
    type: 'task',
    resource: `activity/${name}`,
    iam: [{ actions: ['s3:GetObject'], resources: ['*'] }],
    parameters: {},
    resultPath: `$.${name}`,
    retry: { errorEquals: 'Throttled' },
  })
  const states = { a: { ...task('a'), next: 'b' }, b: { ...task('b'), end: true } }
  const { states: moved } = parallelize({ startAt: 'a', states } as never, { pure: ['a', 'b'] })
  const { resultPath: _, ...kept } = task('a')
  expect(moved['a + b']).toMatchObject({ branches: [{ startAt: 'a', states: { a: { ...kept, end: true } } }, {}] })
})

test('branches that are single states stay so', () => {
  const branches = [
    { type: 'task', resource: 'lambda/a' },
    { startAt: 'x', states: { x: { type: 'pass', next: 'y' }, y: { type: 'succeed' } } },
  ]
  const { states } = optimize({ startAt: 'p', states: { p: { type: 'parallel', branches, end: true } } } as never)
  expect(states.p).toEqual({
    type: 'parallel',
    branches: [branches[0], { startAt: 'y', states: { y: { type: 'succeed' } } }],
    end: true,
  })
})

test('a definition of 10 MB is optimized', () => {
  const states = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `s${index}`,
      {
        type: 'pass',
        result: 'x'.repeat(250_000),
        resultPath: `$.r${index}`,
        ...(index < 39 ? { next: `s${index + 1}` } : { end: true }),
      },
    ]),
  )
  expect(Object.keys(optimize({ startAt: 's0', states } as never).states)).toHaveLength(40)
})

const named = {
  startAt: 'both',
  states: {
    both: { type: 'parallel', branches: ['send', 'log'], next: 'send' },
    send: { type: 'task', resource: 'lambda/send', next: 'log' },
    log: { type: 'task', resource: 'lambda/log', end: true },
  },
}

test('branches that are names stay so if nothing changes', () => {
  expect(optimize(named as never)).toBe(named)
})

test('branches that are names become machines if something changes', () => {
  const definition = { startAt: 'begin', states: { begin: { type: 'pass', next: 'both' }, ...named.states } }
  const optimized = optimize(definition as never)
  expect(optimized).toMatchObject({
    startAt: 'both',
    states: { both: { branches: [{ startAt: 'send (both[0])' }, {}] } },
  })
  expect(desugar(optimized)).toEqual(desugar(named))
})
