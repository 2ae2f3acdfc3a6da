import { expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { collect } from '../support/collect.ts'
import { fakeAws } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const orders = {
  name: 'orders',
  startAt: 'both',
  states: {
    both: {
      type: 'parallel',
      branches: [{ startAt: 'price', states: { price: { type: 'task', resource: 'activity/price', end: true } } }],
      next: 'ship',
    },
    ship: { type: 'task', resource: 'ship', end: true },
  },
} as const

const activityNames = async ({ listActivities }: ReturnType<typeof virtualLocal>) =>
  (await collect(listActivities())).map(({ name }) => name)

test('listActivities returns the activities of a definition by their own names', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine(orders)
  expect(await collect(local.listActivities())).toMatchObject([
    { name: 'activity/price', activityArn: 'arn:aws:states:us-east-1:123456789012:activity:activity__price' },
    { name: 'ship', activityArn: 'arn:aws:states:us-east-1:123456789012:activity:ship' },
  ])
})

test.for(['activity/price', 'arn:aws:states:us-east-1:123456789012:activity:activity__price'])(
  'deleteActivity deletes %s, and ignores one that does not exist',
  async (nameOrArn) => {
    const local = virtualLocal()
    await local.ensureStateMachine(orders)
    await local.deleteActivity(nameOrArn)
    await local.deleteActivity(nameOrArn)
    expect(await activityNames(local)).toEqual(['ship'])
  },
)

test('in an account without state machines and activities, deleteActivity has nothing to delete', async () => {
  const aws = fakeAws({
    ListStateMachines: () => ({ stateMachines: [] }),
    ListActivities: () => ({ activities: [] }),
  })
  await createStepwise({ sfn: aws.sfn }).deleteActivity('activity/price')
  expect(aws.operations()).toEqual(['ListStateMachines', 'ListActivities'])
})

test('deleteStateMachine keeps the activities', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine(orders)
  await local.deleteStateMachine('orders')
  expect(await activityNames(local)).toEqual(['activity/price', 'ship'])
})

test('with activities: true, deleteStateMachine deletes the activities of the definition, and no others', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine(orders)
  await local.ensureStateMachine('returns', {
    startAt: 'a',
    states: { a: { type: 'task', resource: 'activity/refund', end: true } },
  })
  await local.deleteStateMachine('orders', { activities: true })
  await local.deleteStateMachine('orders', { activities: true })
  expect(await activityNames(local)).toEqual(['activity/refund'])
})

test('exists finds state machines and activities by name and by ARN', async () => {
  const { ensureStateMachine, exists } = virtualLocal()
  expect(await exists('orders')).toBe(false)
  const { stateMachineArn } = await ensureStateMachine(orders, { alias: 'live' })
  const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:activity__price'
  for (const present of ['orders', 'activity/price', 'ship', stateMachineArn, activityArn, 'orders:1'])
    expect([present, await exists(present)]).toEqual([present, true])
  for (const absent of ['order', 'activity/shop', `${stateMachineArn}s`, `${activityArn}s`, 'orders:2'])
    expect([absent, await exists(absent)]).toEqual([absent, false])
})

test('exists rejects what is neither a state machine nor an activity', async () => {
  const { exists } = virtualLocal()
  const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:orders:e'
  await expect(exists(executionArn)).rejects.toThrow(
    `expected the name or the ARN of a state machine or an activity, got '${executionArn}'`,
  )
  await expect(exists(orders as never)).rejects.toThrow(TypeError)
})
