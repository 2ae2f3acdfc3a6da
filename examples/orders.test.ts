// A workflow with every kind of task, and its tests: no AWS account, no server, no time that passes. Run them with `npx vitest run examples`.
import { defineStateMachine } from 'stepwise-ts'
import { simulate, simulateMany } from 'stepwise-ts/testing'
import { describe, expect, test } from 'vitest'
import 'stepwise-ts/vitest'

const refund = defineStateMachine({
  name: 'refund',
  startAt: 'pay-back',
  states: { 'pay-back': { type: 'task', resource: 'lambda/pay-back', end: true } },
})

const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', intervalSeconds: 5, maxAttempts: 3 },
      next: 'charge',
    },
    charge: {
      type: 'task',
      resource: 'lambda/charge',
      resultPath: '$.charge',
      catch: { errorEquals: 'CardDeclined', resultPath: '$.failure', next: 'declined' },
      next: 'save',
    },
    save: {
      type: 'task',
      resource: 'dynamodb:putItem',
      parameters: { TableName: 'orders', Item: { id: { 'S.$': '$.id' } } },
      resultPath: null,
      next: 'route',
    },
    route: { type: 'choice', choices: [{ condition: ['>=', '$.price', 100], next: 'approve' }], default: 'cool off' },
    approve: {
      type: 'task',
      resource: 'sqs:sendMessage.waitForTaskToken',
      parameters: {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/approvals',
        MessageBody: { 'id.$': '$.id', 'token.$': '$$.Task.Token' },
      },
      timeoutSeconds: 86_400,
      resultPath: '$.approval',
      catch: { errorEquals: 'States.Timeout', resultPath: '$.failure', next: 'give back' },
      next: 'cool off',
    },
    'cool off': { type: 'wait', seconds: 259_200, next: 'ship' },
    ship: {
      type: 'map',
      itemReader: {
        resource: 's3:getObject',
        readerConfig: { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' },
        parameters: { Bucket: 'orders', 'Key.$': "States.Format('{}.csv', $.id)" },
      },
      itemProcessor: {
        processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
        startAt: 'pack',
        states: { pack: { type: 'task', resource: 'activity/pack', end: true } },
      },
      end: true,
    },
    'give back': { type: 'task', resource: 'machine/refund', end: true },
    declined: { type: 'fail', errorPath: '$.failure.Error', causePath: '$.failure.Cause' },
  },
})

class CardDeclined extends Error {
  override readonly name = 'CardDeclined'
}

/** The same objects serve `startWorkers` and `createLocal` in production code. */
const handlers = {
  'activity/price': ({ items }: { items: number }) => items * 10,
  'activity/pack': ({ name }: { name: string }) => `${name} packed`,
  'lambda/charge': ({ price }: { price: number }) => {
    if (price > 1000) throw new CardDeclined('over the limit')
    return { charged: price }
  },
  'lambda/pay-back': ({ price }: { price: number }) => ({ paidBack: price }),
  'dynamodb:putItem': () => ({}),
}
const approved = { 'sqs:sendMessage.waitForTaskToken': () => ({ by: 'Ada' }) }
const objects = { 'orders/7.csv': 'name\nbook\nlamp\n' }
const options = { handlers: { ...handlers, ...approved }, objects, stateMachines: [refund] }

test('a small order is shipped after three days', async () => {
  const run = await simulate(orders, { ...options, input: { id: '7', items: 2 } })
  expect(run).toHaveSucceeded(['book packed', 'lamp packed'])
  expect(run).toHaveVisited(['price', 'charge', 'save', 'route', 'cool off', 'ship'])
  expect(run.duration).toBe(259_200_000)
})

test('a large order asks for approval', async () => {
  const run = await simulate(orders, { ...options, input: { id: '7', items: 20 } })
  expect(run).toHaveTakenChoice('route', 'approve')
  expect(run.state('approve').output).toMatchObject({ approval: { by: 'Ada' } })
})

test('an approval that is not given is refunded after a day', async () => {
  const silent = { 'sqs:sendMessage.waitForTaskToken': () => undefined }
  const run = await simulate(orders, {
    ...options,
    handlers: { ...handlers, ...silent },
    input: { id: '7', items: 20 },
  })
  expect(run).toHaveCaught('approve', 'States.Timeout')
  expect(run).toHaveSucceeded({ paidBack: 200 })
})

test('a declined card fails the order', async () => {
  const run = await simulate(orders, { ...options, input: { id: '7', items: 200 } })
  expect(run).toHaveFailedWith('CardDeclined')
})

test('throttled prices are asked for again, after 5 and 10 seconds', async () => {
  const run = await simulate(orders, {
    ...options,
    input: { id: '7', items: 2 },
    mocks: { price: [{ error: 'Throttled' }, { error: 'Throttled' }, { output: 20 }] },
    until: 'price',
  })
  expect(run).toHaveRetried('price', 2)
  expect(run.state('price').attempts.map(({ startedAt }) => startedAt)).toEqual([0, 5000, 15_000])
})

test('a person approves while the test watches', async () => {
  const run = await simulate.start(orders, {
    handlers,
    objects,
    stateMachines: [refund],
    input: { id: '7', items: 20 },
  })
  expect(run.tasks()).toMatchObject([{ state: 'approve', arguments: { MessageBody: { id: '7' } } }])
  await run.advance('23 hours')
  await run.succeed('approve', { by: 'Grace' })
  await run.advance('3 days')
  expect(await run.settled).toHaveSucceeded()
})

describe('the route', () => {
  test.each([
    [99, 'cool off'],
    [100, 'approve'],
  ])('of a price of %i is %s', async (price, next) => {
    expect(await simulate.state(orders, 'route', { input: { price } })).toMatchObject({ nextState: next })
  })
})

test('an order without items fails nowhere but where it should', async () => {
  const { failures } = await simulateMany(orders, { ...options, inputs: [{ id: '7' }, { id: '8', items: 1 }, {}] })
  expect(failures.map(({ state, error }) => [state, error])).toEqual([
    ['ship', 'States.ItemReaderFailed'],
    ['save', 'States.Runtime'],
  ])
})
