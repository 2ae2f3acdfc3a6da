import { describe, expect, test } from 'vitest'
import { type ContractClient, ContractError, simulate } from '../../src/testing.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const orders = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'Gone', resultPath: '$.gone', next: 'rejected' },
      next: 'wait',
    },
    wait: { type: 'wait', seconds: 100, next: 'route' },
    route: { type: 'choice', choices: [{ condition: ['>=', '$.price', 20], next: 'each' }], default: 'rejected' },
    each: {
      type: 'map',
      itemsPath: '$.items',
      itemProcessor: {
        startAt: 'double',
        states: { double: { type: 'pass', parameters: { 'n.$': 'States.MathAdd($, $)' }, end: true } },
      },
      resultPath: '$.doubled',
      next: 'send',
    },
    send: {
      type: 'task',
      resource: 'sqs:sendMessage',
      parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders', 'MessageBody.$': '$.doubled' },
      resultSelector: { 'id.$': '$.MessageId' },
      end: true,
    },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'out of range' },
  },
} as const

const sent = { MD5OfMessageBody: '0'.repeat(32), MessageId: '7' }
const input = { items: [1, 2] }

test('a simulation agrees with TestState of the embedded engine', async () => {
  const contract = virtualLocal()
  const run = await simulate(orders, {
    input,
    mocks: {
      price: [{ error: 'Throttled', cause: 'busy' }, { error: 'Throttled' }, { output: 25 }],
      send: { output: sent },
    },
    contract,
  })
  expect(run.output).toEqual({ id: '7' })
})

test.each(['Gone', 'Broken'])('a simulation that fails with %s agrees too', async (error) => {
  const run = await simulate(orders, {
    input,
    mocks: { price: { error, cause: 'as mocked' } },
    contract: virtualLocal(),
  })
  expect(run.status).toBe('FAILED')
})

test('variables are those that the states before assigned', async () => {
  const counted = {
    queryLanguage: 'JSONata',
    startAt: 'set',
    states: {
      set: { type: 'pass', assign: { n: 1, list: [5, 6] }, next: 'each' },
      each: {
        type: 'map',
        items: '{% $list %}',
        itemProcessor: {
          startAt: 'inner',
          states: {
            inner: { type: 'pass', assign: { m: '{% $n + 1 %}' }, output: '{% $n %}', next: 'last' },
            last: { type: 'pass', output: '{% $n + $m %}', end: true },
          },
        },
        end: true,
      },
    },
  } as const
  expect((await simulate(counted, { contract: virtualLocal() })).output).toEqual([3, 3])
})

test('a mock that the service would not answer is a difference', async () => {
  const wrong = simulate(orders, {
    input,
    mocks: { price: { output: 25 }, send: { output: { MessageId: 7 } } },
    contract: virtualLocal(),
  })
  await expect(wrong).rejects.toThrow(
    /^TestState answers otherwise than the simulation:\nsend: TestState refused the request: Mock result/,
  )
})

describe('a server that answers wrongly', () => {
  const wrong = ({ testState }: ContractClient): ContractClient => ({
    testState: async (...args) => {
      const answer = await testState(...args)
      return args[1]?.stateName === 'route' ? { ...answer, nextState: 'rejected' } : answer
    },
  })
  const run = (contract: ContractClient) =>
    simulate(orders, { input, mocks: { price: { output: 25 }, send: { output: sent } }, contract })

  test('is reported with each difference', async () => {
    const failure = await run(wrong(virtualLocal())).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ContractError)
    expect(failure).toMatchObject({
      message:
        'TestState answers otherwise than the simulation:\nroute: nextState: simulated "each", TestState "rejected"',
      differences: [{ path: ['route'], attempt: 0, field: 'nextState', simulated: 'each', answered: 'rejected' }],
    })
  })

  test('is not asked about a Wait state, and not twice about the same', async () => {
    const asked: unknown[] = []
    const { testState } = virtualLocal()
    const counting: ContractClient = {
      testState: (...args) => {
        asked.push(args[1]?.stateName)
        return testState(...args)
      },
    }
    const items = { items: [3, 3] }
    await simulate(orders, {
      input: items,
      mocks: { price: { output: 25 }, send: { output: sent } },
      contract: counting,
    })
    expect(asked).toEqual(['price', 'route', 'each', 'double', 'send'])
  })
})
