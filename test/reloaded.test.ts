import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { ListActivitiesCommand } from '@aws-sdk/client-sfn'
import { expect, test } from 'vitest'
import { createStepwise } from '../src/create-stepwise.ts'
import { collect } from './support/collect.ts'
import { fakeAws, throwAwsError } from './support/fake-aws.ts'
import { virtualLocal } from './support/virtual-local.ts'

const adder = {
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
} as const
const add = ({ x, y }: { x: number; y: number }) => x + y

const namesIn = async ({ sfn, listStateMachines }: ReturnType<typeof virtualLocal>) => {
  const { activities = [] } = await sfn.send(new ListActivitiesCommand({}))
  return [...(await collect(listStateMachines())), ...activities].map(({ name }) => name)
}

test('reloaded runs an execution, and removes everything that it created', async () => {
  const local = virtualLocal()
  const { output } = await local.reloaded.startExecution(adder, { 'activity/add': add }, { x: 41, y: 1 })
  expect(output).toBe(42)
  expect(await namesIn(local)).toEqual([])
})

test('reloaded does not touch a deployed state machine of that name, or its tasks', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine(adder)
  const { executionArn } = await local.startExecution('adder', { input: { x: 1, y: 1 } })
  await local.reloaded.startExecution(adder, { 'activity/add': add }, { x: 41, y: 1 })
  expect(await local.describeExecution(executionArn)).toMatchObject({ status: 'RUNNING' })
  expect(await namesIn(local)).toEqual(['adder', 'activity__add'])
})

test('reloaded removes everything after an execution that fails', async () => {
  const local = virtualLocal()
  const boom = () => {
    throw new RangeError('boom')
  }
  const run = local.reloaded.startExecution('mine', adder, { 'activity/add': boom }, {})
  await expect(run).rejects.toMatchObject({ name: 'ExecutionFailed', error: 'RangeError' })
  expect(await namesIn(local)).toEqual([])
})

test('reloaded stops an execution that timed out, and removes everything', async () => {
  const local = virtualLocal({ time: { holdMs: 0 } })
  const never = () => new Promise(() => {})
  const run = local.reloaded.startExecution(adder, { 'activity/add': never }, {}, { timeoutMs: 1000 })
  await expect(run).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await namesIn(local)).toEqual([])
})

test('a handler for an activity that is not in the definition is rejected', async () => {
  const { reloaded } = virtualLocal()
  const handlers = { 'activity/add': add, 'activity/pay': add }
  // @ts-expect-error: no state waits for activity/pay
  await expect(reloaded.startExecution(adder, handlers, {})).rejects.toThrow(
    'no state uses the handler "activity/pay"; the definition uses "activity/add"',
  )
})

test('an activity without a handler is rejected', async () => {
  const { reloaded } = virtualLocal()
  // @ts-expect-error: it has no handler for activity/add
  await expect(reloaded.startExecution(adder, {}, {})).rejects.toThrow('no handler for "activity/add"')
  await expect(reloaded.startExecution(adder, undefined as never)).rejects.toThrow(
    new TypeError('handlers must be an object of functions by activity name, got nothing'),
  )
})

test('reloaded runs ASL whose activities have ARNs', async () => {
  const local = virtualLocal()
  const Resource = 'arn:aws:states:us-east-1:123456789012:activity:activity__add'
  const asl = { StartAt: 'add', States: { add: { Type: 'Task', Resource, End: true } } }
  const { output } = await local.reloaded.startExecution(asl, { 'activity/add': add }, { x: 41, y: 1 })
  expect(output).toBe(42)
  expect(await namesIn(local)).toEqual([])
})

test('an edited handler runs at the next call', async () => {
  const { reloaded } = virtualLocal()
  const handlers = { 'activity/add': add }
  const run = async () => (await reloaded.startExecution(adder, handlers, { x: 6, y: 7 })).output
  expect(await run()).toBe(13)
  handlers['activity/add'] = ({ x, y }) => x * y
  expect(await run()).toBe(42)
  expect(await Promise.all([run(), run(), run()])).toEqual([42, 42, 42])
})

test('the workers of reloaded can offload', async () => {
  const { reloaded, s3 } = virtualLocal()
  await s3.send(new CreateBucketCommand({ Bucket: 'large' }))
  const handlers = { 'activity/add': () => ({ text: 'x'.repeat(300_000) }) }
  const { output } = await reloaded.startExecution(adder, handlers, {}, { workers: { offload: { bucket: 'large' } } })
  expect(output).toEqual({ text: { 'stepwise-offloaded-to-s3': expect.stringMatching(/^large\//) } })
})

test('on AWS, reloaded sends the role, and removes the activities if AWS rejects the state machine', async () => {
  const roleArn = 'arn:aws:iam::210987654321:role/try'
  const aws = fakeAws({
    DescribeStateMachine: () => throwAwsError('StateMachineDoesNotExist'),
    CreateActivity: ({ name }) => ({ activityArn: `arn:aws:states:eu-west-1:210987654321:activity:${name}` }),
    CreateStateMachine: () => throwAwsError('AccessDeniedException', 'no states:CreateStateMachine'),
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

const refusals: readonly (readonly [message: string, input: unknown, options: object])[] = [
  [
    'unknown option "wrokers" in options; expected one of traceHeader, stamp, signal, timeoutMs, throwOnFailure, roleArn, ' +
      'workers; did you mean "workers"?',
    {},
    { wrokers: { concurrency: 2 } },
  ],
  [
    'unknown option "offlod" in options.workers; expected one of concurrency, heartbeat, interceptors, signal, logger, ' +
      'workerName, whenMissing, offload; did you mean "offload"?',
    {},
    { workers: { offlod: { bucket: 'b' } } },
  ],
  ['options.workers.concurrency must be a whole number from 1, got 0', {}, { workers: { concurrency: 0 } }],
  ['options.timeoutMs must be a number of milliseconds from 0, got -1', {}, { timeoutMs: -1 }],
  ['the input is not JSON: Do not know how to serialize a BigInt', 1n, {}],
]
test.for(refusals)('nothing is created before it refuses: %s', async ([message, input, options]) => {
  const aws = fakeAws({})
  const { reloaded } = createStepwise({ sfn: aws.sfn })
  const run = reloaded.startExecution(adder, { 'activity/add': add }, input, options)
  await expect(run).rejects.toThrow(expect.objectContaining({ message }))
  expect(aws.calls).toEqual([])
})

test('a wrong handler is refused before anything is created', async () => {
  const aws = fakeAws({})
  const { reloaded } = createStepwise({ sfn: aws.sfn })
  await expect(reloaded.startExecution(adder, { 'activity/add': 5 as never })).rejects.toThrow(
    new TypeError('handlers["activity/add"] must be a function or { handler, … }, got 5'),
  )
  expect(aws.calls).toEqual([])
})

test('options by activity apply to the activities under their fresh names', async () => {
  const { reloaded, system } = virtualLocal()
  const add = async ({ x, y }: { x: number; y: number }) => {
    await system.sleep(50_000)
    return x + y
  }
  const definition = { ...adder, states: { add: { ...adder.states.add, heartbeatSeconds: 30 } } }
  const workers = { concurrency: { 'activity/add': 2 }, heartbeat: { 'activity/add': 10 } }
  const { output } = await reloaded.startExecution(definition, { 'activity/add': add }, { x: 1, y: 1 }, { workers })
  expect(output).toBe(2)
})

test('its workers send the heartbeats that the states of the definition need', async () => {
  const { reloaded, system } = virtualLocal()
  const definition = { ...adder, states: { add: { ...adder.states.add, heartbeatSeconds: 30 } } }
  const slow = () => system.sleep(300_000).then(() => 'done')
  expect((await reloaded.startExecution(definition, { 'activity/add': slow })).output).toBe('done')
})

test('activities in branches and item processors get temporary names too', async () => {
  const local = virtualLocal()
  const inc = { type: 'task', resource: 'inc', end: true } as const
  const definition = {
    name: 'nested',
    startAt: 'both',
    states: {
      both: { type: 'parallel', branches: [{ startAt: 'a', states: { a: inc } }], next: 'each' },
      each: { type: 'map', itemProcessor: { startAt: 'b', states: { b: inc } }, end: true },
    },
  } as const
  const { output } = await local.reloaded.startExecution(definition, { inc: (n: number) => n + 1 }, 40)
  expect(output).toEqual([42])
})

test('temporary names have at most 80 characters and are unique', async () => {
  const local = virtualLocal()
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
  expect((await local.reloaded.startExecution(definition, handlers)).output).toBe('ab')
})

test('sweep removes only temporary state machines and activities of the given age', async () => {
  const local = virtualLocal()
  await local.ensureStateMachine(adder)
  const leftover = 'adder-reloaded-mk2x7c00-1a2b'
  const { stateMachineArn } = await local.ensureStateMachine(leftover, {
    ...adder,
    states: { add: { ...adder.states.add, resource: `activity__add${leftover.slice(5)}-0` } },
  })
  await local.startExecution(leftover)
  await local.system.sleep(60_000)
  expect(await local.reloaded.sweep({ olderThanMs: 120_000 })).toEqual([])
  const removed = await local.reloaded.sweep({ olderThanMs: 30_000 })
  expect(removed).toEqual([stateMachineArn, expect.stringContaining('activity__add-reloaded-mk2x7c00-1a2b-0')])
  expect(await namesIn(local)).toEqual(['adder', 'activity__add'])
})

test('sweep requires an age', async () => {
  const { reloaded } = virtualLocal()
  await expect(reloaded.sweep({} as never)).rejects.toThrow(
    'options.olderThanMs must be a number of milliseconds from 0, got undefined',
  )
})
