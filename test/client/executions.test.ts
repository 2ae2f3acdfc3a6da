import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createStepwise } from '../../src/create-stepwise.ts'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import { ExecutionFailed } from '../../src/errors.ts'
import { collect } from '../support/collect.ts'
import { fakeAws, throwAwsError } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const echo = { name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
const slow = { name: 'slow', startAt: 'a', states: { a: { type: 'wait', seconds: 60, end: true } } } as const
const waits = {
  name: 'waits',
  startAt: 'a',
  states: { a: { type: 'task', resource: 'activity/unserved', end: true } },
} as const
const broken = {
  name: 'broken',
  startAt: 'a',
  states: { a: { type: 'fail', error: 'Broken', cause: 'as intended' } },
} as const

test('startExecution does not wait, and describeExecution returns a running execution', async () => {
  const { ensureStateMachine, startExecution, describeExecution } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn, startDate } = await startExecution('slow', { input: { n: 1 }, name: 'first' })
  expect(await describeExecution(executionArn)).toEqual({
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:slow:first',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:slow',
    name: 'first',
    status: 'RUNNING',
    startDate,
    input: { n: 1 },
    redrive: { count: 0, status: 'NOT_REDRIVABLE', reason: 'Execution is RUNNING and cannot be redriven' },
  })
})

test('runExecution waits for the end of the execution', async () => {
  const { ensureStateMachine, runExecution, system } = virtualLocal()
  await ensureStateMachine(slow)
  const execution = await runExecution('slow', { input: ['kept'] })
  expect(execution).toMatchObject({ status: 'SUCCEEDED', input: ['kept'], output: ['kept'] })
  expect(system.elapsed).toBe(60_000)
})

test('an execution without input gets {}', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(echo)
  expect((await runExecution('echo')).output).toEqual({})
})

test('stamp: true adds the names of the state machine and of the execution to an input that is an object', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(echo)
  const { output } = await runExecution('echo', { input: { n: 1 }, name: 'first', stamp: true })
  expect(output).toEqual({ n: 1, 'state-machine-name': 'echo', 'execution-name': 'first' })
})

test('stamp: true changes no input that is not an object', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(echo)
  expect((await runExecution('echo', { input: [1], stamp: true })).output).toEqual([1])
})

test('stamp: true names an EXPRESS execution that was given no name', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(echo, { type: 'EXPRESS' })
  const { output, executionArn } = await runExecution('echo', { stamp: true })
  const name = expect.stringMatching(/^[0-9a-f-]{36}$/)
  expect(output).toEqual({ 'state-machine-name': 'echo', 'execution-name': name })
  expect(executionArn).toContain(String(Object(output)['execution-name']))
})

test('an execution that fails is thrown with its error and cause', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(broken)
  const failure = await runExecution('broken').catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ExecutionFailed)
  expect(failure).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'as intended' })
})

test("the thrown error has the handler's message and stack frame", async () => {
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
  await ensureStateMachine('adder', {
    startAt: 'add',
    states: { add: { type: 'task', resource: 'activity/add', end: true } },
  })
  const workers = startWorkers({
    'activity/add': () => {
      throw new RangeError('x is undefined')
    },
  })
  await expect(runExecution('adder')).rejects.toThrow(
    /execution:adder:\S+ FAILED: RangeError: x is undefined at \S+ \(.*executions\.test\.ts:\d+:\d+\)\nin state add, /,
  )
  await workers.kill()
})

test('throwOnFailure: false returns an execution that fails', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(broken)
  const execution = await runExecution('broken', { throwOnFailure: false })
  expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'as intended' })
  expect(execution).not.toHaveProperty('output')
})

test('an EXPRESS state machine runs through StartSyncExecution, and has a billing', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(echo, { type: 'EXPRESS' })
  const execution = await runExecution('echo', { input: 1 })
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 1, billing: { memoryMiB: 64 } })
})

test.for([Number.NaN, -1])('timeoutMs: %s is rejected before anything starts', async (timeoutMs) => {
  const { ensureStateMachine, runExecution, listExecutions } = virtualLocal()
  await ensureStateMachine(echo)
  await expect(runExecution('echo', { timeoutMs })).rejects.toThrow(
    `timeoutMs: expected a number of milliseconds from 0, found ${timeoutMs}`,
  )
  expect(await collect(listExecutions('echo'))).toEqual([])
})

test('runExecution throws after timeoutMs, and the execution goes on', async () => {
  const { ensureStateMachine, runExecution, listExecutions } = virtualLocal()
  await ensureStateMachine(slow)
  await expect(runExecution('slow', { timeoutMs: 1000 })).rejects.toMatchObject({
    name: 'TimeoutError',
    message: 'the execution had not ended after 1000 ms',
  })
  expect(await collect(listExecutions('slow'))).toMatchObject([{ status: 'RUNNING' }])
})

test("an aborted signal ends the wait with the signal's reason", async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine(slow)
  const reason = new Error('no longer needed')
  await expect(runExecution('slow', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test('a signal that is aborted during StartExecution ends the wait', async () => {
  const { ensureStateMachine, runExecution, sfn } = virtualLocal()
  await ensureStateMachine(waits)
  const given = new AbortController()
  sfn.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args)
        if (commandName === 'StartExecutionCommand') given.abort(new Error('no longer needed'))
        return response
      },
    { step: 'initialize' },
  )
  await expect(runExecution('waits', { signal: given.signal })).rejects.toThrow('no longer needed')
})

test('a start whose response is lost is repeated without starting a second execution', async () => {
  const { ensureStateMachine, runExecution, listExecutions, sfn } = virtualLocal()
  await ensureStateMachine(echo)
  let isLost = false
  sfn.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const response = await next(args)
        if (isLost || commandName !== 'StartExecutionCommand') return response
        isLost = true
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
      },
    { step: 'deserialize' },
  )
  expect((await runExecution('echo', { input: 1 })).output).toBe(1)
  expect(isLost).toBe(true)
  expect(await collect(listExecutions('echo'))).toHaveLength(1)
})

test('a second execution with the same name and another input is rejected', async () => {
  const { ensureStateMachine, startExecution } = virtualLocal()
  await ensureStateMachine(echo)
  await startExecution('echo', { name: 'once', input: 1 })
  await expect(startExecution('echo', { name: 'once', input: 2 })).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  })
})

test('stopExecution aborts with an error and a cause; a second call changes nothing', async () => {
  const { ensureStateMachine, startExecution, stopExecution, describeExecution } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow')
  await stopExecution(executionArn, { error: 'Enough', cause: 'it took too long' })
  await stopExecution(executionArn, { error: 'Again' })
  expect(await describeExecution(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'it took too long',
  })
})

test('redriveExecution continues an execution, and waitForExecution waits for its end', async () => {
  const {
    ensureStateMachine,
    startExecution,
    stopExecution,
    redriveExecution,
    waitForExecution,
    describeExecution,
    system,
  } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow', { input: 1 })
  await stopExecution(executionArn)
  expect((await describeExecution(executionArn)).redrive).toEqual({ count: 0, status: 'REDRIVABLE' })
  const date = new Date(system.now())
  expect(await redriveExecution(executionArn)).toEqual({ redriveDate: date })
  const execution = await waitForExecution(executionArn)
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: 1 })
  expect(execution.redrive).toEqual({
    count: 1,
    date,
    status: 'NOT_REDRIVABLE',
    reason: 'Execution is SUCCEEDED and cannot be redriven',
  })
})

test('redriveExecution with the same token redrives once', async () => {
  const { ensureStateMachine, startExecution, stopExecution, redriveExecution, describeExecution } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow')
  await stopExecution(executionArn)
  const first = await redriveExecution(executionArn, { clientToken: 'once' })
  expect(await redriveExecution(executionArn, { clientToken: 'once' })).toEqual(first)
  expect(await describeExecution(executionArn)).toMatchObject({ status: 'RUNNING', redrive: { count: 1 } })
})

test('redriveExecution rejects an execution that runs', async () => {
  const { ensureStateMachine, startExecution, redriveExecution } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow')
  await expect(redriveExecution(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' })
})

test('waitForExecution throws or returns an execution that failed', async () => {
  const { ensureStateMachine, startExecution, waitForExecution } = virtualLocal()
  await ensureStateMachine(broken)
  const { executionArn } = await startExecution('broken')
  await expect(waitForExecution(executionArn)).rejects.toBeInstanceOf(ExecutionFailed)
  expect(await waitForExecution(executionArn, { throwOnFailure: false })).toMatchObject({ error: 'Broken' })
})

test('the history of a redriven execution has the state of each event', async () => {
  const { ensureStateMachine, startExecution, stopExecution, redriveExecution, waitForExecution, executionHistory } =
    virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow')
  await stopExecution(executionArn)
  await redriveExecution(executionArn)
  await waitForExecution(executionArn)
  const events = await collect(executionHistory(executionArn, { follow: true }))
  expect(events.map(({ type, state }) => [type, state])).toEqual([
    ['ExecutionStarted', undefined],
    ['WaitStateEntered', 'a'],
    ['ExecutionAborted', undefined],
    ['ExecutionRedriven', undefined],
    ['WaitStateExited', 'a'],
    ['ExecutionSucceeded', undefined],
  ])
})

test('listExecutions lists the newest first, and filters by status', async () => {
  const { ensureStateMachine, runExecution, startExecution, listExecutions } = virtualLocal()
  await ensureStateMachine(echo)
  await runExecution('echo', { name: 'first' })
  await startExecution('echo', { name: 'second' })
  expect((await collect(listExecutions('echo'))).map(({ name }) => name)).toEqual(['second', 'first'])
  expect(await collect(listExecutions('echo', { status: 'FAILED' }))).toEqual([])
})

test('executionHistory returns each event with its state', async () => {
  const { ensureStateMachine, runExecution, listExecutions, executionHistory } = virtualLocal()
  await ensureStateMachine(echo)
  await runExecution('echo', { input: { x: 1 } })
  const [execution] = await collect(listExecutions('echo'))
  const events = await collect(executionHistory(execution?.executionArn ?? ''))
  expect(events.map(({ type, state }) => [type, state])).toEqual([
    ['ExecutionStarted', undefined],
    ['PassStateEntered', 'a'],
    ['PassStateExited', 'a'],
    ['ExecutionSucceeded', undefined],
  ])
  expect(events[1]?.details).toMatchObject({ name: 'a', input: { x: 1 } })
})

test('a followed history ends with its execution', async () => {
  const { ensureStateMachine, startExecution, executionHistory } = virtualLocal()
  await ensureStateMachine(slow)
  const { executionArn } = await startExecution('slow')
  const types = (await collect(executionHistory(executionArn, { follow: true }))).map(({ type }) => type)
  expect(types.at(-1)).toBe('ExecutionSucceeded')
  expect(new Set(types).size).toBe(types.length)
})

test('an input over the limit is not sent', async () => {
  const { ensureStateMachine, startExecution, listExecutions } = virtualLocal()
  await ensureStateMachine(echo)
  await expect(startExecution('echo', { input: 'x'.repeat(262_143) })).rejects.toThrow(RangeError)
  expect(await collect(listExecutions('echo'))).toEqual([])
})

test("a state machine that does not exist is reported with the service's own exception", async () => {
  const { startExecution } = virtualLocal()
  await expect(startExecution('missing')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
})

test('a definition stands for the state machine of its name', async () => {
  const { ensureStateMachine, runExecution, startExecution } = virtualLocal()
  await ensureStateMachine(echo)
  expect((await runExecution(echo, { input: 1 })).output).toBe(1)
  expect((await startExecution(echo)).executionArn).toContain(':execution:echo:')
})

test.for([[5], [undefined], [{ startAt: 'a', states: {} }]])('%j does not stand for a state machine', async ([ref]) => {
  const { runExecution } = virtualLocal()
  await expect(runExecution(ref as never)).rejects.toThrow(
    'expected the name or the ARN of a state machine, or its definition with a name, got ',
  )
})

describe('a definition with schemas', () => {
  const doubling = defineStateMachine(
    {
      name: 'doubling',
      queryLanguage: 'JSONata',
      startAt: 'a',
      states: {
        a: { type: 'pass', output: { at: '{% $states.input.at %}', n: '{% $states.input.n * 2 %}' }, end: true },
      },
    },
    {
      input: z.object({ n: z.number(), at: z.string().default('2026-01-01T00:00:00Z') }),
      output: z.object({ n: z.number().max(100), at: z.coerce.date() }),
    },
  )

  test('parses the input and the output', async () => {
    const { ensureStateMachine, runExecution } = virtualLocal()
    await ensureStateMachine(doubling)
    const { output } = await runExecution(doubling, { input: { n: 21 } })
    expect(output).toEqual({ n: 42, at: new Date('2026-01-01T00:00:00Z') })
    expect(output.at.getUTCFullYear()).toBe(2026)
  })

  test('rejects an input that does not match, before anything starts', async () => {
    const { ensureStateMachine, runExecution, startExecution, listExecutions } = virtualLocal()
    await ensureStateMachine(doubling)
    const wrong = { input: { n: 'x' } } as never
    const message = /^the input does not match the schema of the state machine: n: .*expected number/
    await expect(runExecution(doubling, wrong)).rejects.toThrow(message)
    await expect(startExecution(doubling, wrong)).rejects.toThrow(message)
    expect(await collect(listExecutions('doubling'))).toEqual([])
  })

  test('rejects an output that does not match', async () => {
    const { ensureStateMachine, runExecution } = virtualLocal()
    await ensureStateMachine(doubling)
    await expect(runExecution(doubling, { input: { n: 51 } })).rejects.toThrow(
      /^the output does not match the schema of the state machine: n: /,
    )
  })

  test('stays a plain object', () => {
    const literal = { startAt: 'a', states: { a: { type: 'succeed' } } } as const
    expect(defineStateMachine(literal, { input: z.object({}) })).toBe(literal)
    expect(Object.keys(doubling)).toEqual(['name', 'queryLanguage', 'startAt', 'states'])
  })

  test('needs Standard Schemas', () => {
    const literal = { startAt: 'a', states: { a: { type: 'succeed' } } } as const
    expect(() => defineStateMachine(literal, { input: {} as never })).toThrow(
      'schemas.input must be a Standard Schema, such as one of zod, valibot or arktype',
    )
  })
})

const executionArn = 'arn:aws:states:eu-west-1:210987654321:execution:echo:e'
const stateMachineArn = 'arn:aws:states:eu-west-1:210987654321:stateMachine:echo'
const running = { executionArn, stateMachineArn, name: 'e', status: 'RUNNING', startDate: 0, input: '{}' }
const onAws = (describe: (() => object)[]) =>
  fakeAws({
    DescribeStateMachine: () => ({ ...running, type: 'STANDARD', definition: '{}', roleArn: '', creationDate: 0 }),
    StartExecution: () => ({ executionArn, startDate: 0 }),
    DescribeExecution: () => describe.shift()?.() ?? {},
  })

test('an execution that does not exist on the embedded engine is reported at once', async () => {
  const { executionHistory, system } = virtualLocal()
  const missing = 'arn:aws:states:us-east-1:123456789012:execution:echo:missing'
  await expect(collect(executionHistory(missing, { follow: true }))).rejects.toThrow('Execution Does Not Exist')
  expect(system.elapsed).toBe(0)
})

test('on AWS, runExecution waits until the execution is visible', async () => {
  const aws = onAws([
    () => throwAwsError('ExecutionDoesNotExist'),
    () => running,
    () => ({ ...running, status: 'SUCCEEDED', stopDate: 1, output: '1' }),
  ])
  expect(await createStepwise({ sfn: aws.sfn }).runExecution(stateMachineArn)).toMatchObject({ output: 1 })
})

test('on AWS, a throttled read is repeated, and a denied one is not', async () => {
  const aws = onAws([() => throwAwsError('ThrottlingException'), () => throwAwsError('AccessDeniedException')])
  await expect(createStepwise({ sfn: aws.sfn }).runExecution(stateMachineArn)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
})

test('in an account without state machines, runExecution throws StateMachineDoesNotExist', async () => {
  const aws = fakeAws({
    ListStateMachines: () => ({ stateMachines: [] }),
    ListActivities: () => ({ activities: [] }),
  })
  await expect(createStepwise({ sfn: aws.sfn }).runExecution('missing')).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: 'no state machine is named "missing": the account has no state machine in eu-west-1',
  })
})
