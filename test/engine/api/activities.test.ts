import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { roleArn, type TestEngine, taskOn, virtualEngine } from '../../support/virtual-engine.ts'

let w: TestEngine
const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:add'
const create = (name = 'add') => w.sfn.send(new CreateActivityCommand({ name }))
const poll = (abortSignal?: AbortSignal) =>
  w.sfn.send(new GetActivityTaskCommand({ activityArn, workerName: 'me' }), abortSignal && { abortSignal })

beforeEach(async () => {
  w = virtualEngine()
  await create()
})

describe('activities', () => {
  it('can be created again, which changes nothing', async () => {
    await w.system.sleep(1000)
    expect(await create()).toMatchObject({ activityArn, creationDate: new Date('2026-01-01T00:00:00Z') })
    expect(await w.sfn.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({
      activityArn,
      name: 'add',
      creationDate: new Date('2026-01-01T00:00:00Z'),
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    })
  })

  it('are listed by name', async () => {
    await create('sub')
    await create('ADD')
    const { activities } = await w.sfn.send(new ListActivitiesCommand({}))
    expect(activities?.map(({ name }) => name)).toEqual(['ADD', 'add', 'sub'])
  })

  it('can be deleted twice', async () => {
    await w.sfn.send(new DeleteActivityCommand({ activityArn }))
    await w.sfn.send(new DeleteActivityCommand({ activityArn }))
    const gone = { name: 'ActivityDoesNotExist', message: `Activity Does Not Exist: '${activityArn}'` }
    await expect(w.sfn.send(new DescribeActivityCommand({ activityArn }))).rejects.toMatchObject(gone)
    await expect(poll()).rejects.toMatchObject(gone)
  })

  it.each(['a b', 'a?', 'a\u0001'])('cannot have the name %j', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidName', message: `Invalid Name: '${name}'` })
  })

  it('are described by ARN, not by name', async () => {
    await expect(w.sfn.send(new DescribeActivityCommand({ activityArn: 'add' }))).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: add'",
    })
  })
})

describe('a worker', () => {
  const start = async () => {
    const { stateMachineArn } = await w.sfn.send(
      new CreateStateMachineCommand({ name: 'adder', definition: taskOn(activityArn), roleArn }),
    )
    const { executionArn = '' } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"x":1}' }))
    return executionArn
  }
  const endOf = async (executionArn: string) => {
    await w.engine.ended(executionArn)
    return w.sfn.send(new DescribeExecutionCommand({ executionArn }))
  }

  it('polls a task and sends its result', async () => {
    const executionArn = await start()
    const { taskToken, input } = await poll()
    expect(input).toBe('{"x":1}')
    await w.sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
    await w.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '2' }))
    expect(await endOf(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' })
  })

  it('can poll before there is a task', async () => {
    const polled = poll()
    const executionArn = await start()
    const { taskToken } = await polled
    await w.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Oops', cause: 'because' }))
    expect(await endOf(executionArn)).toMatchObject({ status: 'FAILED', error: 'Oops', cause: 'because' })
  })

  it('receives no task after 60 seconds', async () => {
    expect((await poll()).taskToken).toBeUndefined()
    expect(w.system.elapsed).toBe(60_000)
  })

  it('that aborts its poll receives no task', async () => {
    const giveUp = new AbortController()
    const given = poll(giveUp.signal)
    await w.system.sleep(1000)
    giveUp.abort()
    await expect(given).rejects.toMatchObject({ name: 'AbortError' })
    await start()
    expect((await poll()).taskToken).toBeTypeOf('string')
  })

  it('that aborts its poll as the task comes leaves the task to the next poll', async () => {
    const giveUp = new AbortController()
    const given = poll(giveUp.signal)
    await w.system.sleep(1000)
    await start()
    giveUp.abort()
    const outcome = await given.catch((error: Error) => error.name)
    const kept = outcome === 'AbortError' ? await poll() : outcome
    expect(kept).toHaveProperty('taskToken')
  })

  it('cannot send a result for a closed task or with an invalid token', async () => {
    const executionArn = await start()
    const { taskToken } = await poll()
    await w.sfn.send(new StopExecutionCommand({ executionArn }))
    const answer = (token: string | undefined) =>
      w.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))
    await expect(answer(taskToken)).rejects.toMatchObject({ name: 'TaskTimedOut' })
    await expect(answer('none')).rejects.toMatchObject({ name: 'InvalidToken' })
  })

  it('must send JSON', async () => {
    await start()
    const { taskToken } = await poll()
    await expect(w.sfn.send(new SendTaskSuccessCommand({ taskToken, output: 'oops' }))).rejects.toMatchObject({
      name: 'InvalidOutput',
      message:
        "Invalid Output: 'Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
    })
    await w.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
  })

  it('is rejected if a thousand workers wait', () =>
    w.system.during(
      (async () => {
        const workers = Array.from({ length: 1001 }, () => new AbortController())
        const outcomes = workers.map(({ signal }) => poll(signal).catch((error: Error) => error.name))
        expect(await Promise.race(outcomes)).toBe('ActivityWorkerLimitExceeded')
        for (const worker of workers) worker.abort()
        await Promise.all(outcomes)
        expect(w.system.sleeping).toBe(0)
      })(),
    ))
})
