import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { createEngineDeps, eventsOf, type RunOptions, runMachine, start } from '../../support/run-machine.ts'

const handled = 'arn:aws:states:::x:y'
const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const task = (Resource: string, fields: JsonObject = {}, machine: JsonObject = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource, End: true, ...fields } },
  ...machine,
})
const never = () => new Promise(() => {})

describe('a handler that never returns and ignores its signal', () => {
  it.each([
    ['of a service', handled, { tasks: { 'x:y': never } }],
    ['of a Lambda function', lambdaArn, { lambdas: { f: never } }],
  ])('%s does not prevent its execution from being stopped', async (_of, resource, options: RunOptions) => {
    const { deps, system } = createEngineDeps(options)
    const execution = start(task(resource), deps)
    await system.sleep(1000)
    execution.stop('Enough')
    await execution.done
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough' })
    expect(eventsOf(execution).at(-1)).toMatchObject({ type: 'ExecutionAborted', previousEventId: 0 })
    expect(system.sleeping).toBe(0)
  })

  it('does not prevent its execution from timing out', async () => {
    const run = await runMachine(task(handled, {}, { TimeoutSeconds: 5 }), { tasks: { 'x:y': never } })
    expect(run).toMatchObject({ status: 'TIMED_OUT', elapsedMs: 5000 })
  })

  it('does not prevent a failed sibling from ending their Parallel', async () => {
    const branch = (name: string, state: JsonObject) => ({ StartAt: name, States: { [name]: state } })
    const branches = [
      branch('Hang', { Type: 'Task', Resource: handled, End: true }),
      branch('F', { Type: 'Fail', Error: 'E' }),
    ]
    const machine = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } }
    expect(await runMachine(machine, { tasks: { 'x:y': never } })).toMatchObject({ status: 'FAILED', error: 'E' })
  })
})

describe('a handler that returns late', () => {
  it('adds nothing to the history of an execution that has ended', async () => {
    let answer = (_: unknown) => {}
    const { deps, system } = createEngineDeps({ tasks: { 'x:y': () => new Promise((resolve) => (answer = resolve)) } })
    const execution = start(task(`${handled}.waitForTaskToken`), deps)
    await system.sleep(1000)
    execution.stop()
    await execution.done
    const before = eventsOf(execution)
    answer({})
    await system.yield()
    expect(eventsOf(execution)).toEqual(before)
  })
})

describe('the parameters of a handler', () => {
  it.each([
    ['of a service', handled],
    ['of a Lambda function', lambdaArn],
  ])('%s are a copy, which it may change', async (_of, resource) => {
    const spoil = (event: { n: number }) => {
      event.n = 99
      return null
    }
    const { output, events } = await runMachine(task(resource, { ResultPath: null }), {
      input: { n: 1 },
      tasks: { 'x:y': spoil },
      lambdas: { f: spoil },
    })
    expect(output).toEqual({ n: 1 })
    expect(JSON.stringify(events)).not.toContain('99')
  })
})

describe('a value that a handler throws', () => {
  const throwing = {
    get error(): string {
      throw new Error('no')
    },
    get message(): string {
      throw new Error('no')
    },
  }
  it.each<[string, unknown, string, string]>([
    ['a string', 'broken', 'States.TaskFailed', 'broken'],
    ['nothing', undefined, 'States.TaskFailed', 'undefined'],
    ['null', null, 'States.TaskFailed', 'null'],
    ['a symbol', Symbol('s'), 'States.TaskFailed', 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), 'States.TaskFailed', '{}'],
    ['an object whose members throw', throwing, 'States.TaskFailed', 'a value that cannot be written as a string'],
    ['an error with a name', Object.assign(new Error('m'), { name: 'N' }), 'N', 'm'],
  ])('fails its task: %s', async (_what, thrown, error, cause) => {
    const fails = () => {
      throw thrown
    }
    const run = await runMachine(task(handled), { tasks: { 'x:y': fails } })
    expect(run).toMatchObject({ status: 'FAILED', error, cause })
    expect(run.history.at(-2)).toBe('5<4 TaskFailed')
  })

  it.each<[unknown, string]>([
    ['broken', 'string'],
    [null, 'object'],
    [new RangeError('m'), 'RangeError'],
  ])('fails its function as on Lambda: %s', async (thrown, errorType) => {
    const fails = () => {
      throw thrown
    }
    const run = await runMachine(task(lambdaArn), { lambdas: { f: fails } })
    expect(run).toMatchObject({ status: 'FAILED', error: errorType })
  })
})

describe('a value that a handler returns', () => {
  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  it.each<[string, unknown, Json | undefined]>([
    ['nothing', undefined, {}],
    ['a function', () => {}, {}],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a BigInt', { n: 1n }, undefined],
    ['a cycle', cycle, undefined],
  ])('is JSON or fails its task: %s', async (_what, returned, output) => {
    const run = await runMachine(task(handled), { tasks: { 'x:y': () => returned } })
    if (output !== undefined) expect(run.output).toEqual(output)
    else
      expect(run).toMatchObject({
        error: 'States.TaskFailed',
        cause: expect.stringMatching(/^The handler of x:y must return JSON: /),
      })
  })

  it('fails a Lambda function with Runtime.MarshalError if it is not JSON', async () => {
    expect(await runMachine(task(lambdaArn), { lambdas: { f: () => cycle } })).toMatchObject({
      error: 'Runtime.MarshalError',
    })
  })
})

describe('a handler of a job (.sync)', () => {
  it('returns the result of the job, which is recorded as submitted and as succeeded', async () => {
    const run = await runMachine(task(`${handled}.sync`), { tasks: { 'x:y': () => ({ Status: 'DONE' }) } })
    expect(run.output).toEqual({ Status: 'DONE' })
    expect(run.history.slice(2, 6)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
    ])
  })
})

describe('a request that fails before its callback', () => {
  it('closes its token', async () => {
    const tokens: string[] = []
    const refuse = (_: unknown, { taskToken = '' }: { taskToken?: string | undefined }) => {
      tokens.push(taskToken)
      throw new Error('refused')
    }
    const { deps } = createEngineDeps({ tasks: { 'x:y': refuse } })
    const retried = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }
    await start(task(`${handled}.waitForTaskToken`, retried), deps).done
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect(() => deps.tokens.succeed(token, '{}')).toThrow('Task Timed Out')
  })
})
