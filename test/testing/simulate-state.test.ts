import { describe, expect, test } from 'vitest'
import { simulate } from '../../src/testing.ts'

const orders = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      inputPath: '$.order',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'Gone', next: 'rejected' },
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [{ condition: ['>=', '$.price', 20], next: 'each' }],
      default: 'rejected',
    },
    each: {
      type: 'map',
      itemProcessor: {
        startAt: 'double',
        states: { double: { type: 'pass', parameters: { 'n.$': 'States.MathAdd($, $)' }, end: true } },
      },
      end: true,
    },
    rejected: { type: 'fail', error: 'OrderRejected' },
  },
} as const

test('a Choice state returns the state that follows', async () => {
  expect(await simulate.state(orders, 'route', { input: { price: 25 } })).toMatchObject({
    status: 'SUCCEEDED',
    nextState: 'each',
  })
})

test('a table of options runs the state once for each', async () => {
  const results = await simulate.state(orders, 'route', [{ input: { price: 25 } }, { input: { price: 5 } }])
  expect(results.map(({ nextState }) => nextState)).toEqual(['each', 'rejected'])
})

test('a Task gets its result from its handler, with the arguments of the state', async () => {
  const result = await simulate.state(orders, 'price', {
    input: { order: 'book' },
    handlers: { 'activity/price': (item: string) => item.length },
  })
  expect(result).toMatchObject({
    status: 'SUCCEEDED',
    output: { order: 'book', price: 4 },
    nextState: 'route',
    inspection: { afterInputPath: 'book' },
  })
})

describe('a failing Task', () => {
  const input = { order: 'book' }

  test('is RETRIABLE if a retrier would try again', async () => {
    expect(
      await simulate.state(orders, 'price', { input, mock: { errorOutput: { error: 'Throttled' } } }),
    ).toMatchObject({
      status: 'RETRIABLE',
      inspection: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 1 } },
    })
  })

  test('is CAUGHT_ERROR if a catcher catches what its handler throws', async () => {
    const gone = () => {
      throw Object.assign(new Error('gone'), { name: 'Gone' })
    }
    expect(await simulate.state(orders, 'price', { input, handlers: { 'activity/price': gone } })).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'rejected',
    })
  })

  test('without a handler names the handler', async () => {
    const { status, cause } = await simulate.state(orders, 'price', { input })
    expect(status).toBe('FAILED')
    expect(cause).toContain('handlers: { "activity/price"')
  })
})

test('a Map runs its iterations', async () => {
  expect(await simulate.state(orders, 'each', { input: [1, 2] })).toMatchObject({ output: [{ n: 2 }, { n: 4 }] })
})

test('a state inside another one runs alone', async () => {
  expect(await simulate.state(orders, 'double', { input: 4 })).toMatchObject({ output: { n: 8 } })
})

test('a state that does not exist is refused', async () => {
  await expect(simulate.state(orders, 'rout')).rejects.toThrow('no state named "rout"; expected one of price, route')
})
