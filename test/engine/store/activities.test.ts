import { describe, expect, it } from 'vitest'
import type { EngineDeps } from '../../../src/engine/engine-deps.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const arn = 'arn:aws:states:us-east-1:123456789012:activity:add'
const machine = (fields: object = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: arn, End: true, ...fields } },
})
const { signal } = new AbortController()

const addActivity = ({ activities }: EngineDeps) =>
  activities.add({
    arn,
    name: 'add',
    creationDate: 0,
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    tags: new Map(),
  })

const setUp = (fields: object = {}) => {
  const { deps, system } = createEngineDeps()
  addActivity(deps)
  const execution = start(machine(fields), deps, { input: { x: 1 } })
  const poll = () => deps.activities.poll(arn, 'worker', signal)
  return { ...deps, system, execution, poll }
}

describe('an activity', () => {
  it('hands each task to one worker, with its input', async () => {
    const { poll, tokens, execution } = setUp()
    const task = await poll()
    expect(task?.input).toBe('{"x":1}')
    tokens.succeed(task?.taskToken ?? '', '2')
    await execution.done
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '2' })
    expect(eventsOf(execution).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivitySucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ])
  })

  it('ends the execution, not the poll, if the history has no room for the start of its task', async () => {
    const { deps } = createEngineDeps()
    addActivity(deps)
    const passes = Object.fromEntries(
      Array.from({ length: 12_498 }, (_, i) => [`P${i}`, { Type: 'Pass', Next: i < 12_497 ? `P${i + 1}` : 'T' }]),
    )
    const { States } = machine()
    const execution = start({ StartAt: 'P0', States: { ...passes, ...States } }, deps)
    await expect(deps.activities.poll(arn, 'worker', signal)).resolves.toMatchObject({ input: '{}' })
    await execution.done
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(execution.history.length).toBe(25_000)
  })

  it('ends a poll without a task after 60 seconds', async () => {
    const { deps, system } = createEngineDeps()
    addActivity(deps)
    expect(await deps.activities.poll(arn, undefined, signal)).toBeUndefined()
    expect(system.elapsed).toBe(60_000)
  })

  it('hands a task to the worker that has waited longest', async () => {
    const { deps } = createEngineDeps()
    addActivity(deps)
    const polls = ['first', 'second'].map((name) =>
      deps.activities.poll(arn, name, signal).then((task) => task && name),
    )
    const execution = start(machine(), deps)
    expect(await Promise.race(polls)).toBe('first')
    execution.stop()
    await execution.done
    expect(await Promise.all(polls)).toEqual(['first', undefined])
  })

  it('does not hand a task to an aborted poll', async () => {
    const { deps } = createEngineDeps()
    addActivity(deps)
    const left = new AbortController()
    const poll = deps.activities.poll(arn, 'gone', left.signal)
    left.abort('gone')
    await expect(poll).rejects.toBe('gone')
    const execution = start(machine(), deps)
    const task = await deps.activities.poll(arn, 'here', signal)
    deps.tokens.succeed(task?.taskToken ?? '', 'null')
    await execution.done
    expect(execution.status).toBe('SUCCEEDED')
  })

  it('hands a returned task to the next worker', async () => {
    const { activities, poll, execution } = setUp()
    const lost = await poll()
    activities.giveBack(lost?.taskToken ?? '')
    expect(await poll()).toMatchObject({ taskToken: lost?.taskToken, input: '{"x":1}' })
    execution.stop()
    await execution.done
    expect(eventsOf(execution).filter(({ type }) => type === 'ActivityStarted')).toHaveLength(1)
  })

  it('that is deleted ends its polls, and fails states that use it', async () => {
    const { deps, system } = createEngineDeps()
    addActivity(deps)
    const poll = deps.activities.poll(arn, undefined, signal)
    deps.activities.delete(arn)
    expect(await poll).toBeUndefined()
    expect(system.elapsed).toBe(0)
    const execution = start(machine(), deps)
    await execution.done
    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'T' (entered at the event id #2). The activity ${arn} does not exist.`,
    })
  })
})

describe('the queue of a deleted activity', () => {
  it('keeps its tasks for an activity of the same name', async () => {
    const { activities, execution, poll, ...deps } = setUp()
    await deps.system.yield()
    activities.delete(arn)
    addActivity({ ...deps, activities })
    expect(await poll()).toMatchObject({ input: '{"x":1}' })
    execution.stop()
    await execution.done
  })
})

describe('the timeouts of a task', () => {
  it('start when a worker takes it', async () => {
    const { poll, execution, system } = setUp({ TimeoutSeconds: 10 })
    await system.sleep(3_600_000)
    await poll()
    await execution.done
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined })
    expect(system.elapsed).toBe(3_610_000)
    expect(eventsOf(execution).at(-2)).toMatchObject({
      type: 'ActivityTimedOut',
      activityTimedOutEventDetails: { error: 'States.Timeout' },
    })
  })

  it('restart with each heartbeat', async () => {
    const { poll, tokens, execution, system } = setUp({ HeartbeatSeconds: 10 })
    const task = await poll()
    for (let beat = 0; beat < 5; beat++) {
      await system.sleep(9_000)
      tokens.heartbeat(task?.taskToken ?? '')
    }
    await execution.done
    expect(execution.error).toBe('States.Timeout')
    expect(system.elapsed).toBe(45_000 + 10_000)
  })

  it('can be caught as States.HeartbeatTimeout if a heartbeat is missed', async () => {
    const recovery = { HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'T2' }] }
    const { deps } = createEngineDeps()
    addActivity(deps)
    const asl = machine(recovery)
    const execution = start({ ...asl, States: { ...asl.States, T2: { Type: 'Succeed' } } }, deps)
    await deps.activities.poll(arn, undefined, signal)
    await execution.done
    expect(execution.output).toBe('{"Error":"States.Timeout","Cause":""}')
  })
})

describe('a task token', () => {
  it('of a closed task is rejected with TaskTimedOut', async () => {
    const { poll, tokens, execution } = setUp()
    const token = (await poll())?.taskToken ?? ''
    tokens.fail(token, 'Broken', 'it broke')
    await execution.done
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'it broke' })
    for (const send of [() => tokens.succeed(token, '1'), () => tokens.fail(token), () => tokens.heartbeat(token)])
      expect(send).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }))
  })

  it.each(['', 'nonsense', Buffer.from('other-engine/1/x').toString('base64url')])(
    'that no engine of ours gave out, such as "%s", is answered with InvalidToken',
    (token) => {
      const { deps } = createEngineDeps()
      expect(() => deps.tokens.succeed(token, '1')).toThrow(expect.objectContaining({ name: 'InvalidToken' }))
    },
  )

  it('rejects an output that is not JSON and stays open', async () => {
    const { poll, tokens, execution } = setUp()
    const token = (await poll())?.taskToken ?? ''
    expect(() => tokens.succeed(token, '{')).toThrow(expect.objectContaining({ name: 'InvalidOutput' }))
    tokens.succeed(token, '{}')
    await execution.done
    expect(execution.status).toBe('SUCCEEDED')
  })
})

describe('a stopped execution', () => {
  it('leaves no timer, poll or task behind in any state', async () => {
    const { execution, poll, tokens, system } = setUp({ TimeoutSeconds: 100, HeartbeatSeconds: 10 })
    const token = (await poll())?.taskToken ?? ''
    execution.stop('Enough', 'for today')
    await execution.done
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'for today' })
    expect(eventsOf(execution).at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 })
    expect(() => tokens.heartbeat(token)).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }))
    expect(system.sleeping).toBe(0)
  })
})
