import { SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, test } from 'vitest'
import { createStepwise } from '../src/create-stepwise.ts'
import { createLocal } from '../src/local.ts'
import { virtualLocal } from './support/virtual-local.ts'

const adder = {
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
} as const
const add = ({ x, y }: { x: number; y: number }) => x + y

test('close ends the workers and executions of an engine', async () => {
  const local = createLocal()
  await local.ensureStateMachine(adder)
  const workers = local.startWorkers({ 'activity/add': () => new Promise(() => {}) })
  const run = local.runExecution('adder').catch((error: Error) => error.message)
  await local.close()
  await workers.done
  expect(await run).toBe('The engine is closed')
})

test('an engine that was disposed of rejects calls', async () => {
  const local = createLocal()
  await local[Symbol.asyncDispose]()
  await expect(local.ensureStateMachine(adder)).rejects.toThrow('The engine is closed')
})

test('workers and callers reach an engine over HTTP', async () => {
  const local = createLocal()
  const { url } = await local.listen({ port: 0 })
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const sfn = new SFNClient({ endpoint: url, region: 'us-east-1', credentials })
  const { ensureStateMachine, startWorkers, runExecution } = createStepwise({ sfn })
  await ensureStateMachine(adder)
  const workers = startWorkers({ 'activity/add': add })
  expect((await runExecution('adder', { input: { x: 1, y: 1 } })).output).toBe(2)
  await workers.kill()
  sfn.destroy()
  await local.close()
})

test('lambda functions run in this process', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal({ lambdas: { double: (n: number) => n * 2 } })
  await ensureStateMachine('doubler', {
    startAt: 'double',
    states: { double: { type: 'task', resource: 'lambda/double', end: true } },
  })
  expect((await runExecution('doubler', { input: 21 })).output).toBe(42)
})

describe('replaceFunctions', () => {
  const states = {
    work: { type: 'task', resource: 'lambda/work', next: 'send' },
    send: { type: 'task', resource: 'sqs:sendMessage', parameters: { QueueUrl: 'q', MessageBody: 'm' }, end: true },
  } as const
  const reply = (id: number) => ({ 'sqs:sendMessage': () => ({ MessageId: id }) })

  test('replaces Lambda functions and task handlers, also by others', async () => {
    const { ensureStateMachine, runExecution, replaceFunctions } = virtualLocal({
      lambdas: { other: () => 1 },
      taskHandlers: reply(1),
    })
    await ensureStateMachine('m', { startAt: 'work', states })
    await expect(runExecution('m')).rejects.toThrow('Function not found')
    replaceFunctions({ lambdas: { work: () => 1 }, taskHandlers: reply(1) })
    expect((await runExecution('m')).output).toEqual({ MessageId: 1 })
    replaceFunctions({ lambdas: { work: () => 1 }, taskHandlers: reply(2) })
    expect((await runExecution('m')).output).toEqual({ MessageId: 2 })
  })

  test('replaces the mocks of later executions', async () => {
    const { ensureStateMachine, runExecution, replaceFunctions } = virtualLocal({ mocks: { add: { output: 1 } } })
    await ensureStateMachine(adder)
    expect((await runExecution('adder')).output).toBe(1)
    replaceFunctions({ mocks: { add: { output: 2 } } })
    expect((await runExecution('adder')).output).toBe(2)
  })

  test('replaces nothing if there is a mistake', async () => {
    const { ensureStateMachine, runExecution, replaceFunctions } = virtualLocal({ mocks: { add: { output: 1 } } })
    await ensureStateMachine(adder)
    expect(() => replaceFunctions({ mocks: {}, lambdas: { 'a b': () => 1 } })).toThrow('options.lambdas["a b"] must be')
    expect(() => replaceFunctions(JSON.parse('{"handlers":{}}'))).toThrow('unknown option "handlers"')
    expect((await runExecution('adder')).output).toBe(1)
  })
})
