import { expect, expectTypeOf, test } from 'vitest'
import { createStepwise } from '../src/create-stepwise.ts'
import { defineStateMachine } from '../src/dsl/define-state-machine.ts'
import { TaskError } from '../src/errors.ts'
import { fakeAws } from './support/fake-aws.ts'
import { virtualLocal } from './support/virtual-local.ts'

const adder = defineStateMachine({
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
})
const add = ({ x, y }: { x: number; y: number }) => x + y

test('workers perform the tasks of an execution', async () => {
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
  await ensureStateMachine(adder)
  const workers = startWorkers({ 'activity/add': add })
  expect((await runExecution('adder', { input: { x: 1, y: 1 } })).output).toBe(2)
  await workers.shutdown()
})

test('workers can start before the state machine exists', async () => {
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
  const workers = startWorkers(adder, { 'activity/add': add })
  await ensureStateMachine(adder)
  expect((await runExecution('adder', { input: { x: 20, y: 22 } })).output).toBe(42)
  await workers.shutdown()
})

test('with a definition, a handler that is missing or unused is rejected', () => {
  const { startWorkers } = virtualLocal()
  // @ts-expect-error: it has no handler for activity/add
  expect(() => startWorkers(adder, {})).toThrow(new TypeError('no handler for "activity/add"'))
  // @ts-expect-error: the same, misspelt
  expect(() => startWorkers(adder, { 'activity/ad': add })).toThrow(
    new TypeError(
      'no handler for "activity/add"\nno state uses the handler "activity/ad"; did you mean "activity/add"?',
    ),
  )
})

const addArn = 'arn:aws:states:us-east-1:123456789012:activity:activity__add'
const aslAdder = {
  StartAt: 'add',
  States: { add: { Type: 'Task', Resource: addArn, HeartbeatSeconds: 30, End: true } },
}

test.for([['activity/add'], ['activity__add'], [addArn]])(
  'workers of a definition in ASL perform its tasks, with a handler under %s',
  async ([activity = '']) => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
    const slowly = async (input: { x: number; y: number }) => {
      await system.sleep(300_000)
      return add(input)
    }
    await ensureStateMachine('adder', aslAdder)
    const workers = startWorkers(aslAdder, { [activity]: slowly })
    expect((await runExecution('adder', { input: { x: 1, y: 1 } })).output).toBe(2)
    await workers.shutdown()
  },
)

test('with a definition in ASL, a handler that is missing or unused is rejected', () => {
  const { startWorkers } = virtualLocal()
  expect(() => startWorkers(aslAdder, { 'activity/ad': add })).toThrow(
    new TypeError(
      'no handler for "activity/add"\nno state uses the handler "activity/ad"; did you mean "activity/add"?',
    ),
  )
})

test('the activities of ASL are created, but not those of another account', async () => {
  const { ensureStateMachine, exists } = virtualLocal()
  const theirs = 'arn:aws:states:us-east-1:210987654321:activity:theirs'
  const States = { ...aslAdder.States, add: { Type: 'Task', Resource: addArn, Next: 'b' } }
  await ensureStateMachine('adder', {
    StartAt: 'add',
    States: { ...States, b: { Type: 'Task', Resource: theirs, End: true } },
  })
  expect(await exists('activity/add')).toBe(true)
  expect(await exists('theirs')).toBe(false)
})

test('a handler that throws fails the execution with the name of its error', async () => {
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
  await ensureStateMachine(adder)
  const workers = startWorkers({
    'activity/add': () => {
      throw new RangeError('too large')
    },
  })
  await expect(runExecution('adder')).rejects.toMatchObject({ status: 'FAILED', error: 'RangeError' })
  await workers.shutdown()
})

test('an error name with a slash is caught by that name', async () => {
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
  await ensureStateMachine({
    name: 'billing',
    startAt: 'pay',
    states: {
      pay: {
        type: 'task',
        resource: 'billing/pay',
        catch: { errorEquals: 'billing/card-declined', next: 'dun' },
        end: true,
      },
      dun: { type: 'pass', end: true },
    },
  })
  const workers = startWorkers({
    'billing/pay': () => {
      throw new TaskError('billing/card-declined', 'no money')
    },
  })
  expect((await runExecution('billing')).output).toEqual({ Error: 'billing/card-declined', Cause: 'no money' })
  await workers.shutdown()
})

test.for([
  ['price it', 'a name cannot contain " "'],
  ['', 'a name cannot be empty'],
  ['shop__a/price', '"shop__a/price" mixes "/" and "__": AWS stores "/" as "__", so the name could not be read back'],
  ['sqs:sendMessage', 'a name cannot contain ":"'],
])('a handler under the name %j, which no activity can have, is rejected', ([name = '', problem]) => {
  const { startWorkers } = createStepwise()
  expect(() => startWorkers({ [name]: () => 1 })).toThrow(`handlers[${JSON.stringify(name)}]: ${problem}`)
})

test('a value that is not an object of handlers is rejected', () => {
  const { startWorkers } = virtualLocal()
  expect(() => startWorkers(undefined as never)).toThrow('handlers must be an object of functions')
  expect(() => startWorkers(adder, undefined as never)).toThrow('handlers must be an object of functions')
})

test('an offloaded input is loaded before the handler runs', async () => {
  const { ensureStateMachine, startWorkers, runExecution, offloadToS3, s3 } = virtualLocal()
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
  await s3.send(new CreateBucketCommand({ Bucket: 'large' }))
  await ensureStateMachine(adder)
  const workers = startWorkers({ 'activity/add': ({ text }: { text: string }) => text.length })
  const input = await offloadToS3({ text: 'x'.repeat(300_000) }, { bucket: 'large' })
  expect(JSON.stringify(input).length).toBeLessThan(1000)
  expect((await runExecution('adder', { input })).output).toBe(300_000)
  await workers.shutdown()
})

test('two instances do not interfere', async () => {
  const here = virtualLocal()
  const there = virtualLocal({ region: 'eu-west-1', accountId: '210987654321' })
  await here.ensureStateMachine(adder)
  const { stateMachineArn } = await there.ensureStateMachine(adder)
  expect(stateMachineArn).toBe('arn:aws:states:eu-west-1:210987654321:stateMachine:adder')
  await there.deleteStateMachine('adder')
  expect(await here.describeStateMachine('adder')).toMatchObject({ name: 'adder' })
})

test.for([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
] as const)('in %s, names are of partition %s', async ([region, partition]) => {
  const { ensureStateMachine } = virtualLocal({ region })
  const { stateMachineArn } = await ensureStateMachine(adder)
  expect(stateMachineArn).toBe(`arn:${partition}:states:${region}:123456789012:stateMachine:adder`)
})

test('creating an instance sends nothing', () => {
  const aws = fakeAws({})
  createStepwise({ sfn: aws.sfn })
  expect(aws.calls).toEqual([])
})

test('the activities of a definition are part of its type', () => {
  const { startWorkers } = createStepwise()
  expectTypeOf(startWorkers).toBeCallableWith(adder, { 'activity/add': add })
})

test('workers of a definition send the heartbeats that its states require', async () => {
  const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
  const slow = defineStateMachine({
    name: 'slow',
    startAt: 'work',
    states: { work: { type: 'task', resource: 'activity/work', heartbeatSeconds: 30, end: true } },
  })
  await ensureStateMachine(slow)
  const workers = startWorkers(slow, { 'activity/work': () => system.sleep(300_000).then(() => 'done') })
  expect((await runExecution('slow')).output).toBe('done')
  await workers.shutdown()
})
