import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import {
  assertCaught,
  assertFailedWith,
  assertRetried,
  assertSucceeded,
  assertTakenChoice,
  assertTimedOut,
  assertVisited,
  simulate,
} from '../../../src/testing.ts'
import { accepted, orders, outOfStock, rejected } from '../orders.ts'

const thrownBy = (assertion: () => void): unknown => {
  try {
    assertion()
  } catch (error) {
    return error
  }
  return undefined
}

test('the assertions of a run that meets them do nothing', async () => {
  const run = await simulate(orders, accepted)
  assertSucceeded(run)
  assertSucceeded(run, run.output)
  assertVisited(run, ['price', 'route', 'each'])
  assertTakenChoice(run, 'route', 'each')
  assertRetried(run, 'price', 1)
  const caught = await simulate(orders, outOfStock)
  assertCaught(caught, 'price', /^Out/)
  assertFailedWith(caught, 'OrderRejected', 'out of range')
})

test.for([
  ['assertSucceeded', (run) => assertSucceeded(run)],
  ['assertFailedWith', (run) => assertFailedWith(run, 'Throttled')],
  ['assertTimedOut', (run) => assertTimedOut(run)],
  ['assertVisited', (run) => assertVisited(run, 'each')],
  ['assertTakenChoice', (run) => assertTakenChoice(run, 'route', 0)],
  ['assertRetried', (run) => assertRetried(run, 'price')],
  ['assertCaught', (run) => assertCaught(run, 'price')],
] as const satisfies readonly [string, (run: Awaited<ReturnType<typeof simulate>>) => void][])(
  '%s throws an AssertionError with its name',
  async ([operator, assertion]) => {
    const run = await simulate(orders, rejected)
    const error = thrownBy(() => assertion(run))
    expect(error).toBeInstanceOf(AssertionError)
    expect(error).toMatchObject({ operator, message: expect.stringContaining('path taken:\n0 ms  price') })
  },
)

test('the error has the outputs that differ', async () => {
  const run = await simulate(orders, accepted)
  expect(thrownBy(() => assertSucceeded(run, ['book']))).toMatchObject({ actual: run.output, expected: ['book'] })
})

test('the stack of the error begins in the test', async () => {
  const run = await simulate(orders, rejected)
  const error = thrownBy(() => assertSucceeded(run))
  expect(error instanceof Error && error.stack?.split('\n').find((line) => /^ {4}at /.test(line))).toContain(
    'assertions.test.ts',
  )
})

test('a promise in place of a run is an error', () => {
  const promise: unknown = simulate(orders, accepted)
  expect(() => Reflect.apply(assertSucceeded, undefined, [promise])).toThrow('got a promise; add await')
})
