import { expect, test } from 'vitest'
import { parseDuration } from '../../src/testing/parse-duration.ts'
import { simulate } from '../../src/testing.ts'

const orders = {
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', retry: { errorEquals: 'Throttled' }, next: 'wait' },
    wait: { type: 'wait', seconds: 259_200, next: 'approve' },
    approve: {
      type: 'task',
      resource: 'sqs:sendMessage.waitForTaskToken',
      parameters: { QueueUrl: 'q', 'MessageBody.$': '$' },
      heartbeatSeconds: 60,
      next: 'ship',
    },
    ship: { type: 'task', resource: 'lambda/ship', end: true },
  },
} as const

test('tasks without a handler wait until the test ends them', async () => {
  const run = await simulate.start(orders, { input: { item: 'book' } })
  expect(run.tasks()).toEqual([
    { state: 'price', resource: 'activity/price', arguments: { item: 'book' }, taskToken: expect.any(String) },
  ])
  await run.succeed('price', 25)
  expect(run.tasks()).toEqual([])
  await run.advance('3 days')
  expect(run.tasks()).toMatchObject([{ state: 'approve', arguments: { QueueUrl: 'q', MessageBody: 25 } }])
  await run.succeed('approve', 'approved')
  await run.succeed('ship', 'shipped')
  expect(await run.settled).toMatchObject({ status: 'SUCCEEDED', output: 'shipped', duration: 259_200_000 })
})

test('a failed task is retried after its interval', async () => {
  await using run = await simulate.start(orders)
  await run.fail('price', 'Throttled', 'too many')
  expect(run.tasks()).toEqual([])
  await run.advance(1000)
  expect(run.tasks()).toMatchObject([{ state: 'price' }])
  expect(run.snapshot().state('price').attempts).toMatchObject([{ error: 'Throttled', cause: 'too many' }, {}])
})

test('a task times out without heartbeats, and waits with them', async () => {
  await using run = await simulate.start(orders, { startAt: 'approve', handlers: { 'lambda/ship': () => 1 } })
  await run.advance('50 s')
  await run.heartbeat('approve')
  await run.advance('50 s')
  expect(run.status).toBe('RUNNING')
  await run.advance('10 s')
  expect(await run.settled).toMatchObject({ status: 'FAILED', error: 'States.Timeout', duration: 110_000 })
})

test('a task is named by its state, its token or itself', async () => {
  const twice = {
    startAt: 'both',
    states: {
      both: {
        type: 'map',
        itemProcessor: { startAt: 'f', states: { f: { type: 'task', resource: 'activity/f', end: true } } },
        end: true,
      },
    },
  } as const
  await using run = await simulate.start(twice, { input: [1, 2, 3] })
  const [first, second] = run.tasks()
  await run.succeed(second ?? '', 'second')
  await run.succeed(first?.taskToken ?? '', 'first')
  await run.succeed('f', 'third')
  expect((await run.settled).output).toEqual(['first', 'second', 'third'])
})

test('a task that does not wait is an error that shows the path', async () => {
  await using run = await simulate.start(orders)
  await expect(run.succeed('pric')).rejects.toThrow(
    'no task of "pric" waits; expected one of price; did you mean "price"?\n',
  )
})

test('an execution is stopped', async () => {
  const run = await simulate.start(orders)
  await run.stop('Cancelled', 'by the customer')
  expect(await run.settled).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by the customer' })
})

test('handlers and mocks perform their tasks', async () => {
  await using run = await simulate.start(orders, { mocks: { price: { output: 1, delaySeconds: 30 } } })
  expect(run.tasks()).toEqual([])
  await run.advance('30 s')
  expect(run.snapshot().visited).toEqual(['price', 'wait'])
})

test.each([
  [5, 5],
  ['3 days', 259_200_000],
  ['1 h 30 min', 5_400_000],
  ['1.5s', 1500],
  ['2 weeks 1 day', 1_296_000_000],
] as const)('the duration %j is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', '3', 'days', '3 dayss', '3 days ago', -1, Number.NaN])('the duration %j is refused', (text) => {
  expect(() => parseDuration(text)).toThrow(
    'the duration must be a number of milliseconds or a string such as "3 days"',
  )
})
