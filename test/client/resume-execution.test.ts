import { describe, expect, it, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { fsm, fsmHandlers } from '../../src/fsm.ts'
import { silent } from '../support/fake-activities.ts'
import { fakeAws } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

/** Five steps, of which the third one fails until it is mended. */
const steps = {
  name: 'steps',
  startAt: 'one',
  states: {
    one: { type: 'task', resource: 'activity/step', assign: { 'first.$': '$.count' }, next: 'two' },
    two: { type: 'task', resource: 'activity/step', next: 'three' },
    three: { type: 'task', resource: 'activity/fragile', next: 'four' },
    four: { type: 'task', resource: 'activity/step', next: 'five' },
    five: { type: 'pass', parameters: { 'first.$': '$first', 'count.$': '$.count' }, end: true },
  },
} as const

const failedSteps = async () => {
  const local = virtualLocal({ logger: silent })
  await local.ensureStateMachine(steps)
  const log: string[] = []
  let isBroken = true
  local.startWorkers({
    'activity/step': ({ count }) => {
      log.push('step')
      return { count: count + 1 }
    },
    'activity/fragile': ({ count }) => {
      log.push('fragile')
      if (isBroken) throw new Error('broken')
      return { count: count + 1 }
    },
  })
  const { executionArn } = await local.runExecution('steps', {
    input: { count: 0 },
    name: 'first',
    throwOnFailure: false,
  })
  isBroken = false
  log.length = 0
  return { ...local, executionArn, log }
}

describe('resumeExecution', () => {
  it('redrives an execution, which runs only what is left', async () => {
    const { resumeExecution, waitForExecution, executionArn, log } = await failedSteps()
    expect(await resumeExecution(executionArn)).toEqual({ executionArn, isRedriven: true })
    expect((await waitForExecution(executionArn)).output).toEqual({ first: 1, count: 4 })
    expect(log).toEqual(['fragile', 'step'])
  })

  it('starts a new execution with the input and the variables of the last state if it cannot be redriven', async () => {
    const { resumeExecution, waitForExecution, executionArn, log } = await failedSteps()
    const resumed = await resumeExecution(executionArn, { latest: true })
    expect(resumed).toEqual({
      executionArn: expect.stringMatching(/execution:steps-from-[0-9a-f]{10}:first$/),
      isRedriven: false,
      startAt: 'three',
    })
    expect((await waitForExecution(resumed.executionArn)).output).toEqual({ first: 1, count: 4 })
    expect(log).toEqual(['fragile', 'step'])
  })

  it('uses the definition of the execution, or the latest one', async () => {
    const { resumeExecution, waitForExecution, ensureStateMachine, executionArn } = await failedSteps()
    await ensureStateMachine({
      ...steps,
      states: { ...steps.states, five: { type: 'pass', result: 'corrected', end: true } },
    })
    const outputOf = async (options: object) =>
      (await waitForExecution((await resumeExecution(executionArn, options)).executionArn)).output
    expect(await outputOf({ startAt: 'three' })).toEqual({ first: 1, count: 4 })
    expect(await outputOf({ latest: true })).toBe('corrected')
  })

  it('continues from another state that was entered', async () => {
    const { resumeExecution, waitForExecution, executionArn, log } = await failedSteps()
    const { executionArn: resumed } = await resumeExecution(executionArn, { startAt: 'two' })
    expect((await waitForExecution(resumed)).output).toEqual({ first: 1, count: 4 })
    expect(log).toEqual(['step', 'fragile', 'step'])
    await expect(resumeExecution(executionArn, { startAt: 'four' })).rejects.toThrow(
      'the execution has not entered "four"; expected one of one, two, three',
    )
  })

  it('continues a second time under another name', async () => {
    const { resumeExecution, waitForExecution, executionArn } = await failedSteps()
    const first = await resumeExecution(executionArn, { latest: true })
    await waitForExecution(first.executionArn)
    const second = await resumeExecution(executionArn, { latest: true })
    expect(second.executionArn).toMatch(/:first-[0-9a-f]{8}$/)
    expect((await resumeExecution(executionArn, { name: 'third' })).executionArn).toMatch(/:third$/)
  })

  it('enters a Parallel state as a whole', async () => {
    const { ensureStateMachine, startExecution, stopExecution, resumeExecution, waitForExecution, system } =
      virtualLocal()
    const branch = { startAt: 'w', states: { w: { type: 'wait', seconds: 60, end: true } } } as const
    const other = { startAt: 'x', states: { x: { type: 'pass', next: 'y' }, y: { type: 'pass', end: true } } } as const
    await ensureStateMachine({
      name: 'both',
      startAt: 'a',
      states: { a: { type: 'pass', next: 'both' }, both: { type: 'parallel', branches: [branch, other], end: true } },
    })
    const { executionArn } = await startExecution('both', { input: 7 })
    await system.sleep(10)
    await stopExecution(executionArn)
    const { executionArn: resumed, startAt } = await resumeExecution(executionArn, { latest: true })
    expect(startAt).toBe('both')
    expect((await waitForExecution(resumed)).output).toEqual([7, 7])
  })

  it('keeps the step and the correlation id of a finite state machine', async () => {
    const machine = fsm({
      name: 'counting',
      maxRetries: 0,
      initial: 'a',
      states: {
        a: { do: 'next', on: { next: 'b' } },
        b: { do: 'fragile', exit: 'leave', on: { next: 'c' } },
        c: { do: 'see', final: true },
      },
    })
    const { ensureStateMachine, startWorkers, runExecution, resumeExecution, waitForExecution } = virtualLocal({
      logger: silent,
    })
    await ensureStateMachine(machine)
    let isBroken = true
    const seen: unknown[] = []
    startWorkers(
      machine,
      fsmHandlers(machine, {
        next: () => 'next',
        fragile: () => {
          if (isBroken) throw new Error('broken')
          return 'next'
        },
        leave: () => seen.push('leave'),
        see: ({ $ }) => seen.push($),
      }),
    )
    const options = { name: 'order-7', throwOnFailure: false } as const
    const { executionArn } = await runExecution(machine, options)
    isBroken = false
    const resumed = await resumeExecution(executionArn, { name: 'mended' })
    await waitForExecution(resumed.executionArn)
    expect(resumed.startAt).toBe('b')
    expect(seen).toMatchObject(['leave', { correlationId: 'order-7', step: 2, state: 'c' }])
  })

  it('refuses an execution that runs or has succeeded', async () => {
    const { ensureStateMachine, startExecution, resumeExecution, waitForExecution } = virtualLocal()
    await ensureStateMachine({ name: 'slow', startAt: 'a', states: { a: { type: 'wait', seconds: 60, end: true } } })
    const { executionArn } = await startExecution('slow')
    const message = 'only an execution that failed, timed out or was aborted can be resumed'
    await expect(resumeExecution(executionArn)).rejects.toThrow(`is RUNNING; ${message}`)
    await waitForExecution(executionArn)
    await expect(resumeExecution(executionArn)).rejects.toThrow(`is SUCCEEDED; ${message}`)
  })

  it('refuses a child execution of a map run', async () => {
    const arn = 'arn:aws:states:eu-west-1:123456789012:execution:m/each:e'
    const { sfn } = fakeAws({
      DescribeExecution: () => ({
        executionArn: arn,
        stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m/each',
        mapRunArn: 'arn:aws:states:eu-west-1:123456789012:mapRun:m/each:1',
        name: 'e',
        status: 'FAILED',
        startDate: 1,
      }),
    })
    await expect(createStepwise({ sfn }).resumeExecution(arn)).rejects.toThrow(
      'is a child execution of a map run; resume the execution that started the map run',
    )
  })

  it('refuses an input that AWS has cut', async () => {
    const arn = 'arn:aws:states:eu-west-1:123456789012:execution:m:e'
    const { sfn } = fakeAws({
      DescribeExecution: () => ({
        executionArn: arn,
        stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
        name: 'e',
        status: 'FAILED',
        redriveStatus: 'NOT_REDRIVABLE',
        startDate: 1,
        stopDate: 2,
      }),
      GetExecutionHistory: () => ({
        events: [
          { id: 1, type: 'ExecutionStarted', timestamp: 1 },
          {
            id: 2,
            previousEventId: 1,
            type: 'PassStateEntered',
            timestamp: 1,
            stateEnteredEventDetails: { name: 'a', input: '{"x', inputDetails: { truncated: true } },
          },
        ],
      }),
    })
    await expect(createStepwise({ sfn }).resumeExecution(arn)).rejects.toThrow(
      'the history has only a part of the input of "a"',
    )
  })
})

describe('an execution that starts at another state', () => {
  it('runs from there, with variables, on one state machine for each start', async () => {
    const { ensureStateMachine, runExecution, listStateMachines } = virtualLocal()
    await ensureStateMachine(steps)
    const options = { startAt: 'five', input: { count: 7 } }
    for (const first of [1, 2])
      expect((await runExecution('steps', { ...options, variables: { first } })).output).toEqual({ first, count: 7 })
    expect((await runExecution('steps', { startAt: 'five', input: { count: 7 }, throwOnFailure: false })).error).toBe(
      'States.Runtime',
    )
    const names = []
    for await (const { name } of listStateMachines()) names.push(name)
    expect(names).toHaveLength(3)
  })

  it('keeps the type of the state machine', async () => {
    const { ensureStateMachine, runExecution } = virtualLocal()
    const definition = {
      name: 'quick',
      startAt: 'a',
      states: { a: { type: 'pass', result: 1, next: 'b' }, b: { type: 'pass', end: true } },
    } as const
    await ensureStateMachine(definition, { type: 'EXPRESS' })
    expect((await runExecution(definition, { startAt: 'b', input: 2 })).output).toBe(2)
  })

  it.each([
    [{ startAt: 'six' }, 'no state named "six"'],
    [{ startAt: 7 }, 'options.startAt must be the name of a state, got 7'],
    [{ variables: { x: 1 } }, 'options.variables needs options.startAt'],
  ])('is refused for %j', async (options, message) => {
    const { ensureStateMachine, startExecution } = virtualLocal()
    await ensureStateMachine(steps)
    await expect(startExecution('steps', options as never)).rejects.toThrow(message)
  })
})

describe('startExecutions', () => {
  const echo = {
    name: 'echo',
    startAt: 'a',
    states: { a: { type: 'pass', next: 'b' }, b: { type: 'pass', end: true } },
  } as const

  it('starts an execution for each input, in order', async () => {
    const { ensureStateMachine, startExecutions, waitForExecution } = virtualLocal()
    await ensureStateMachine(echo)
    const inputs = Array.from({ length: 25 }, (_, count) => ({ count }))
    const started = await startExecutions('echo', inputs, { concurrency: 4, startAt: 'b' })
    const outputs = await Promise.all(
      started.map(async ({ executionArn }) => (await waitForExecution(executionArn)).output),
    )
    expect(outputs).toEqual(inputs)
  })

  it('has no more requests at a time than concurrency allows', async () => {
    let open = 0
    let most = 0
    const { sfn } = fakeAws({
      StartExecution: ({ name }) => ({
        executionArn: `arn:aws:states:eu-west-1:123456789012:execution:m:${name}`,
        startDate: 1,
      }),
    })
    const send = sfn.send.bind(sfn) as (command: never) => Promise<never>
    sfn.send = async (command: never) => {
      most = Math.max(most, ++open)
      return send(command).finally(() => open--)
    }
    const { startExecutions } = createStepwise({ sfn })
    await startExecutions('arn:aws:states:eu-west-1:123456789012:stateMachine:m', Array(30).fill({}), {
      concurrency: 3,
    })
    expect(most).toBe(3)
  })

  it('starts all others before it reports those that were not started', async () => {
    const { ensureStateMachine, startExecutions, listExecutions } = virtualLocal()
    await ensureStateMachine(echo)
    const started = startExecutions('echo', [1, 2n, 3], { name: (_, index) => `batch-${index}` })
    const error = await started.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AggregateError)
    expect(String(error)).toMatch(/^AggregateError: 1 of 3 executions were not started; inputs\[1\]: /)
    const names = []
    for await (const { name } of listExecutions('echo')) names.push(name)
    expect(names.sort()).toEqual(['batch-0', 'batch-2'])
  })

  test.each([
    [{}, {}, 'inputs must be an array, got {}'],
    [[], { concurrency: 0 }, 'options.concurrency must be a whole number from 1, got 0'],
    [[], { names: [] }, 'unknown option "names" in options'],
  ])('refuses %j with %j', async (inputs, options, message) => {
    const { startExecutions } = virtualLocal()
    await expect(startExecutions('echo', inputs as never, options as never)).rejects.toThrow(message)
  })

  it('starts none after the signal is aborted', async () => {
    const { ensureStateMachine, startExecutions, listExecutions } = virtualLocal()
    await ensureStateMachine(echo)
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(startExecutions('echo', [1, 2], { signal })).rejects.toThrow('stopped')
    for await (const _ of listExecutions('echo')) throw new Error('an execution was started')
  })
})
