import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { ListActivitiesCommand } from '@aws-sdk/client-sfn'
import { expect, test } from 'vitest'
import { createStepwise } from '../src/stepwise.ts'
import { collect } from './support/collect.ts'
import { fakeAws, refuse } from './support/fake-aws.ts'
import { virtualLocal } from './support/virtual-local.ts'

const adder = {
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
} as const
const add = ({ x, y }: { x: number; y: number }) => x + y

const leftIn = async ({ sfn, listStateMachines }: ReturnType<typeof virtualLocal>) => {
  const { activities = [] } = await sfn.send(new ListActivitiesCommand({}))
  return [...(await collect(listStateMachines())), ...activities].map(({ name }) => name)
}

test('41 + 1 = 42, and nothing is left behind', async () => {
  const world = virtualLocal()
  const { output } = await world.reloaded.startExecution(adder, { 'activity/add': add }, { x: 41, y: 1 })
  expect(output).toBe(42)
  expect(await leftIn(world)).toEqual([])
})

test('what is deployed under the names is not touched, nor its tasks taken', async () => {
  const world = virtualLocal()
  await world.ensureStateMachine(adder)
  const { executionArn } = await world.startExecution('adder', { input: { x: 1, y: 1 } })
  await world.reloaded.startExecution(adder, { 'activity/add': add }, { x: 41, y: 1 })
  expect(await world.describeExecution(executionArn)).toMatchObject({ status: 'RUNNING' })
  expect(await leftIn(world)).toEqual(['adder', 'activity__add'])
})

test('a run that fails leaves nothing behind either', async () => {
  const world = virtualLocal()
  const boom = () => {
    throw new RangeError('boom')
  }
  const run = world.reloaded.startExecution('mine', adder, { 'activity/add': boom }, {})
  await expect(run).rejects.toMatchObject({ name: 'ExecutionFailed', error: 'RangeError' })
  expect(await leftIn(world)).toEqual([])
})

test('a run that is given up is stopped, and leaves nothing behind', async () => {
  const world = virtualLocal()
  const never = () => new Promise(() => {})
  const run = world.reloaded.startExecution(adder, { 'activity/add': never }, {}, { timeoutMs: 1000 })
  await expect(run).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await leftIn(world)).toEqual([])
})

test('handlers that the definition does not name are refused: they would take the tasks of others', async () => {
  const { reloaded } = virtualLocal()
  const handlers = { 'activity/add': add, 'activity/pay': add }
  await expect(reloaded.startExecution(adder, handlers, {})).rejects.toThrow(
    'no state uses the handler "activity/pay"; the definition uses "activity/add"',
  )
})

test('an activity without a handler is refused: nobody would serve it', async () => {
  const { reloaded } = virtualLocal()
  await expect(reloaded.startExecution(adder, {}, {})).rejects.toThrow('no handler for "activity/add"')
  await expect(reloaded.startExecution(adder, undefined as never)).rejects.toThrow(
    new TypeError('handlers must be an object of functions by activity name, got nothing'),
  )
})

test('an edited handler runs at the next call, and nobody answers for the old one', async () => {
  const { reloaded } = virtualLocal()
  const handlers = { 'activity/add': add }
  const run = async () => (await reloaded.startExecution(adder, handlers, { x: 6, y: 7 })).output
  expect(await run()).toBe(13)
  handlers['activity/add'] = ({ x, y }) => x * y
  expect(await run()).toBe(42)
  expect(await Promise.all([run(), run(), run()])).toEqual([42, 42, 42])
})

test('its workers can offload', async () => {
  const { reloaded, s3 } = virtualLocal()
  await s3.send(new CreateBucketCommand({ Bucket: 'large' }))
  const handlers = { 'activity/add': () => ({ text: 'x'.repeat(300_000) }) }
  const { output } = await reloaded.startExecution(adder, handlers, {}, { workers: { offload: { bucket: 'large' } } })
  expect(output).toEqual({ text: { 'stepwise-offloaded-to-s3': expect.stringMatching(/^large\//) } })
})

test('on AWS it takes a role, and leaves no activity behind when AWS refuses the machine', async () => {
  const roleArn = 'arn:aws:iam::210987654321:role/try'
  const aws = fakeAws({
    DescribeStateMachine: () => refuse('StateMachineDoesNotExist'),
    CreateActivity: ({ name }) => ({ activityArn: `arn:aws:states:eu-west-1:210987654321:activity:${name}` }),
    CreateStateMachine: () => refuse('AccessDeniedException', 'no states:CreateStateMachine'),
    DeleteActivity: () => ({}),
  })
  const { reloaded } = createStepwise({ sfn: aws.sfn })
  const run = reloaded.startExecution(adder, { 'activity/add': add }, {}, { roleArn })
  await expect(run).rejects.toThrow('no states:CreateStateMachine')
  expect(aws.calls.find(({ operation }) => operation === 'CreateStateMachine')?.input).toMatchObject({ roleArn })
  const arnIn = (operation: string) => aws.calls.find((call) => call.operation === operation)?.input
  expect(arnIn('DeleteActivity')?.activityArn).toBe(
    `arn:aws:states:eu-west-1:210987654321:activity:${arnIn('CreateActivity')?.name}`,
  )
})

test('activities in branches and item processors are renamed too', async () => {
  const world = virtualLocal()
  const inc = { type: 'task', resource: 'inc', end: true } as const
  const definition = {
    name: 'nested',
    startAt: 'both',
    states: {
      both: { type: 'parallel', branches: [{ startAt: 'a', states: { a: inc } }], next: 'each' },
      each: { type: 'map', itemProcessor: { startAt: 'b', states: { b: inc } }, end: true },
    },
  } as const
  const { output } = await world.reloaded.startExecution(definition, { inc: (n: number) => n + 1 }, 40)
  expect(output).toEqual([42])
})

test('names stay within 80 characters and apart, however long they are', async () => {
  const world = virtualLocal()
  const long = `${'x'.repeat(77)}/`
  const definition = {
    name: 'y'.repeat(80),
    startAt: 'a',
    states: {
      a: { type: 'task', resource: `${long}a`, next: 'b' },
      b: { type: 'task', resource: `${long}b`, end: true },
    },
  } as const
  const handlers = { [`${long}a`]: () => 'a', [`${long}b`]: (input: string) => `${input}b` }
  expect((await world.reloaded.startExecution(definition, handlers)).output).toBe('ab')
})

test('sweep removes what a crashed session left behind, and nothing else', async () => {
  const world = virtualLocal()
  await world.ensureStateMachine(adder)
  const leftover = 'adder-reloaded-mk2x7c00-1a2b'
  const { stateMachineArn } = await world.ensureStateMachine(leftover, {
    ...adder,
    states: { add: { ...adder.states.add, resource: `activity__add${leftover.slice(5)}-0` } },
  })
  await world.startExecution(leftover)
  await world.system.sleep(60_000)
  expect(await world.reloaded.sweep({ olderThanMs: 120_000 })).toEqual([])
  const removed = await world.reloaded.sweep({ olderThanMs: 30_000 })
  expect(removed).toEqual([stateMachineArn, expect.stringContaining('activity__add-reloaded-mk2x7c00-1a2b-0')])
  expect(await leftIn(world)).toEqual(['adder', 'activity__add'])
})

test('sweep asks for an age', async () => {
  const { reloaded } = virtualLocal()
  await expect(reloaded.sweep({} as never)).rejects.toThrow(
    'olderThanMs: expected milliseconds from 0, found undefined',
  )
})
