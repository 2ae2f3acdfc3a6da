import { setTimeout as realSleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLocal } from '../src/local.ts'
import { globalTimers } from '../src/system.ts'
import { virtualSystem } from '../src/virtual-system.ts'
import { virtualLocal } from './support/virtual-local.ts'

const threeDays = 3 * 24 * 3600

const machine = (name: string, state: object) =>
  ({ name, startAt: 'only', states: { only: { end: true, ...state } } }) as never

const sendMessage = {
  type: 'task',
  resource: 'sqs:sendMessage',
  parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Execution.Id' },
}

const lambda = { type: 'task', resource: 'lambda/work', timeoutSeconds: 5 }

describe('virtual time', () => {
  it('skips a Wait of three days beside idle workers, which do not poll more often for it', async () => {
    const { ensureStateMachine, startWorkers, runExecution, sfn, system } = virtualLocal()
    const polls: string[] = []
    sfn.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'GetActivityTaskCommand') polls.push(commandName)
          return next(args)
        },
      { step: 'initialize', name: 'countPolls' },
    )
    await ensureStateMachine(machine('wait', { type: 'wait', seconds: threeDays }))
    startWorkers({ a: () => 1, b: () => 2, c: () => 3 })
    await runExecution('wait')
    const before = polls.length
    await runExecution('wait')
    expect(system.elapsed).toBe(2 * threeDays * 1000)
    expect(polls.length).toBe(before)
  })

  it('stands still if there are only idle workers', async () => {
    const { ensureStateMachine, startWorkers, system } = virtualLocal()
    await ensureStateMachine(machine('add', { type: 'task', resource: 'activity/add' }))
    startWorkers({ 'activity/add': () => 1 })
    await realSleep(20)
    expect(system.elapsed).toBe(0)
  })

  it('does not pass while a handler of a worker does real work', async () => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
    await ensureStateMachine(machine('work', { type: 'task', resource: 'activity/work', timeoutSeconds: 5 }))
    startWorkers({ 'activity/work': () => realSleep(50, 'done') })
    expect((await runExecution('work')).output).toBe('done')
    expect(system.elapsed).toBe(0)
  })

  it('does not pass while a Lambda function or a task handler does real work', async () => {
    const { ensureStateMachine, runExecution, system } = virtualLocal({
      lambdas: { work: () => realSleep(20, 'lambda') },
      taskHandlers: { 'sqs:sendMessage': () => realSleep(20, { MessageId: '1' }) },
    })
    await ensureStateMachine(machine('lambda', lambda))
    await ensureStateMachine(machine('queue', { ...sendMessage, timeoutSeconds: 5 }))
    expect((await runExecution('lambda')).output).toBe('lambda')
    expect((await runExecution('queue')).output).toEqual({ MessageId: '1' })
    expect(system.elapsed).toBe(0)
  })

  it('passes while a handler waits for it', async () => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
    await ensureStateMachine(machine('work', { type: 'task', resource: 'activity/work' }))
    startWorkers({ 'activity/work': (_, { system: { sleep } }) => sleep(60_000) })
    await runExecution('work')
    expect(system.elapsed).toBe(60_000)
  })

  it('passes while a handler waits for an execution on the same engine', async () => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
    await ensureStateMachine(machine('child', { type: 'wait', seconds: 60 }))
    await ensureStateMachine(machine('parent', { type: 'task', resource: 'activity/work', timeoutSeconds: 100 }))
    startWorkers({ 'activity/work': async () => (await runExecution('child')).status })
    expect((await runExecution('parent')).output).toBe('SUCCEEDED')
    expect(system.elapsed).toBe(60_000)
  })

  it('does not pass because a child execution waits while its parent does real work', async () => {
    const { ensureStateMachine, startWorkers, startExecution, runExecution, system } = virtualLocal()
    await ensureStateMachine(machine('child', { type: 'wait', seconds: 60 }))
    await ensureStateMachine(machine('parent', { type: 'task', resource: 'activity/work', timeoutSeconds: 5 }))
    startWorkers({
      'activity/work': async () => {
        await startExecution('child')
        return realSleep(30, 'done')
      },
    })
    expect((await runExecution('parent')).output).toBe('done')
    expect(system.elapsed).toBe(0)
  })

  it.each([0, 3])('times out a task token at once that is never answered, beside %i workers', async (count) => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal({
      taskHandlers: { 'sqs:sendMessage': () => ({}) },
    })
    const waiting = { ...sendMessage, resource: 'sqs:sendMessage.waitForTaskToken', timeoutSeconds: 600 }
    await ensureStateMachine(machine('callback', waiting))
    if (count > 0) startWorkers(Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, () => 1])))
    await expect(runExecution('callback')).rejects.toMatchObject({ error: 'States.Timeout' })
    expect(system.elapsed).toBe(600_000)
  })

  it('can be moved step by step', async () => {
    const system = virtualSystem({ auto: false })
    const local = createLocal({ system })
    await local.ensureStateMachine(machine('wait', { type: 'wait', seconds: 60 }))
    const { executionArn } = await local.startExecution('wait')
    await system.advance(59_000)
    expect((await local.describeExecution(executionArn)).status).toBe('RUNNING')
    await system.runUntil(async () => (await local.describeExecution(executionArn)).status === 'SUCCEEDED')
    expect(system.elapsed).toBe(60_000)
    await local.close()
  })
})

describe('the fake timers of vitest, with globalTimers()', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('move an execution', async () => {
    vi.useFakeTimers()
    const local = createLocal({ system: globalTimers() })
    await local.ensureStateMachine(machine('wait', { type: 'wait', seconds: 60 }))
    const running = local.runExecution('wait')
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await running).status).toBe('SUCCEEDED')
    await local.close()
  })
})
