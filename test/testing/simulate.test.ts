import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import type { MockContext } from '../../src/engine/mocks/mock.ts'
import { DefinitionError, TaskError } from '../../src/errors.ts'
import type { Definition } from '../../src/specs/definition.ts'
import { realSystem } from '../../src/system.ts'
import { simulate } from '../../src/testing.ts'
import { heartbeatEvery } from '../../src/workers/heartbeat-every.ts'
import type { TaskContext } from '../../src/workers/worker-task.ts'

const orders = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'States.ALL', next: 'rejected' },
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [{ condition: ['and', ['>=', '$.price', 20], ['<', '$.price', 30]], next: 'ship' }],
      default: 'rejected',
    },
    ship: { type: 'task', resource: 'lambda/ship', end: true },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'out of range' },
  },
} as const

const shipped = { 'lambda/ship': () => 'shipped' }

test('a simulation returns how the execution ended, and the states that it visited', async () => {
  const run = await simulate(orders, { input: { item: 'book' }, handlers: { 'activity/price': () => 25, ...shipped } })
  expect(run.status).toBe('SUCCEEDED')
  expect(run.output).toBe('shipped')
  expect(run.visited).toEqual(['price', 'route', 'ship'])
})

test('each visit has its input, arguments, result, output and the state after it', async () => {
  const run = await simulate(orders, { input: { item: 'book' }, handlers: { 'activity/price': () => 25, ...shipped } })
  expect(run.state('price')).toEqual({
    name: 'price',
    type: 'Task',
    path: ['price'],
    input: { item: 'book' },
    arguments: { item: 'book' },
    result: 25,
    output: { item: 'book', price: 25 },
    attempts: [{ arguments: { item: 'book' }, result: 25, startedAt: 0 }],
    next: 'route',
    enteredAt: 0,
    duration: 0,
  })
  expect(run.state('route')).toMatchObject({ choice: 0, next: 'ship' })
})

test('a failed simulation has the error, the cause and the state that failed', async () => {
  const run = await simulate(orders, { mocks: { price: { output: 50 } } })
  expect(run).toMatchObject({ status: 'FAILED', error: 'OrderRejected', cause: 'out of range', output: undefined })
  expect(run.failedState).toEqual({ path: ['rejected'], input: { price: 50 }, attempts: 1 })
  expect(run.state('route').choice).toBe('default')
  expect(run.state('rejected')).toMatchObject({ error: 'OrderRejected', cause: 'out of range' })
})

test('a three-day Wait takes no time', async () => {
  const waiting = { startAt: 'a', states: { a: { type: 'wait', seconds: 259_200, end: true } } } as const
  const run = await simulate(waiting)
  expect(run.duration).toBe(259_200_000)
  expect(run.state('a').duration).toBe(259_200_000)
})

describe('attempts', () => {
  test('a retried state has one attempt for each try, with its error and its start', async () => {
    const run = await simulate(orders, {
      mocks: {
        price: [{ error: 'Throttled' }, { error: 'Throttled', cause: 'again' }, { output: 25 }],
        ship: { output: 1 },
      },
    })
    expect(run.state('price').attempts).toEqual([
      { arguments: {}, error: 'Throttled', retrier: 0, startedAt: 0 },
      { arguments: {}, error: 'Throttled', cause: 'again', retrier: 0, startedAt: 1000 },
      { arguments: {}, result: 25, startedAt: 3000 },
    ])
    expect(run.transitions).toBe(5)
  })

  test('a caught error stays with its state, with the catcher', async () => {
    const run = await simulate(orders, { mocks: { price: { error: 'Gone' } } })
    expect(run.state('price')).toMatchObject({ error: 'Gone', catcher: 0, next: 'rejected' })
  })

  test('an error inside a Parallel state is the error of its attempt', async () => {
    const both = {
      startAt: 'both',
      states: {
        both: {
          type: 'parallel',
          branches: [
            { startAt: 'x', states: { x: { type: 'task', resource: 'activity/x', end: true } } },
            { startAt: 'y', states: { y: { type: 'wait', seconds: 9, end: true } } },
          ],
          retry: { errorEquals: 'Busy', maxAttempts: 1 },
          end: true,
        },
      },
    } as const
    const run = await simulate(both, { mocks: { x: [{ error: 'Busy' }, { output: 1 }] } })
    expect(run.state('both').attempts.map(({ error }) => error)).toEqual(['Busy', undefined])
    expect(run.visits('x')).toHaveLength(2)
  })
})

describe('handlers', () => {
  const task = (resource: string, more: object = {}): Definition => ({
    startAt: 'a',
    states: { a: { type: 'task', resource, ...more, end: true } },
  })
  const parameters = { QueueUrl: 'q', MessageBody: 'm' }

  test.each(['activity/f', 'lambda/f', 'machine/f', 'sqs:sendMessage', 'aws-sdk:sqs:sendMessage'])(
    'of %s',
    async (resource) => {
      const run = await simulate(task(resource, { parameters }), {
        input: { n: 1 },
        handlers: { [resource]: () => ({ done: true }) },
      })
      expect(run.output).toEqual({ done: true })
    },
  )

  test('a task without a handler fails at once, and neither Retry nor Catch hides it', async () => {
    const run = await simulate(orders, { input: {} })
    expect(run.error).toBe('States.Runtime')
    expect(run.cause).toBe(
      'The state "price" has no handler. Add handlers: { "activity/price": (input) => … } or mocks: { "price": { output: … } }.',
    )
  })

  test.each(['lambda/f', 'machine/f', 'sqs:sendMessage', 'aws-sdk:sqs:sendMessage', 'athena:startQueryExecution.sync'])(
    'a task of %s without a handler names it',
    async (resource) => {
      const { cause } = await simulate(task(resource, { parameters: { ...parameters, QueryString: 'SELECT 1' } }))
      expect(cause).toContain(`handlers: { "${resource}": `)
    },
  )

  test.each([
    ['lambda:invoke', { FunctionName: 'f', Payload: 1 }],
    ['states:startExecution', { StateMachineArn: '{% $states.input %}' }],
  ])('%s may have a function, which gets the parameters', async (resource, parameters) => {
    const state = { type: 'task', resource, arguments: parameters, end: true } as const
    const definition = { queryLanguage: 'JSONata', startAt: 's', states: { s: state } } as const
    for (const key of [resource, resource.replace(/:.*/, '')]) {
      const handlers = { [key]: (given: unknown) => ({ given }) }
      const { output } = await simulate(definition, { input: 'arn', handlers })
      expect(output).toEqual({
        given: { ...parameters, ...('StateMachineArn' in parameters && { StateMachineArn: 'arn' }) },
      })
    }
  })

  test('a handler that no state uses is refused', async () => {
    await expect(simulate(orders, { handlers: { 'lambda/shp': () => 1 } })).rejects.toThrow(
      'no state uses the handler "lambda/shp"; expected one of activity/price, lambda/ship; did you mean "lambda/ship"?',
    )
  })

  test('a mock that no state uses is refused', async () => {
    await expect(simulate(orders, { mocks: { shp: { output: 1 } } })).rejects.toThrow('did you mean "ship"?')
  })

  test('of an activity may be the objects that workers take, with interceptors and heartbeats', async () => {
    const slow = task('activity/f', { heartbeatSeconds: 10 })
    const run = await simulate(slow, {
      handlers: {
        'activity/f': {
          handler: async (_input, { system }) => {
            await system.sleep(60_000)
            return 'done'
          },
          interceptors: [heartbeatEvery(3), async (one, next) => [await next(one)]],
        },
      },
    })
    expect(run.output).toEqual(['done'])
    expect(run.duration).toBe(60_000)
  })

  test('of a mock wait in the time of their context', async () => {
    const mocks = { price: async (_: unknown, { system }: MockContext) => system.sleep(7000).then(() => 25) }
    expect((await simulate(orders, { mocks, handlers: shipped })).duration).toBe(7000)
  })

  test('of an activity hold the time while they do real work, before and after they sleep in the time of their task', async () => {
    const run = await simulate(task('activity/f', { timeoutSeconds: 120 }), {
      handlers: {
        'activity/f': async (_: unknown, { system }: TaskContext) => {
          await realSystem.sleep(5)
          await system.sleep(60_000)
          await realSystem.sleep(5)
        },
      },
    })
    expect([run.status, run.duration]).toEqual(['SUCCEEDED', 60_000])
  })

  test('of an activity send the heartbeats that the definition requires', async () => {
    const slow = task('activity/f', { heartbeatSeconds: 10 })
    const run = await simulate(slow, {
      handlers: { 'activity/f': (_: unknown, { system }: TaskContext) => system.sleep(60_000) },
    })
    expect(run.status).toBe('SUCCEEDED')
  })

  test('of an activity that takes too long writes nothing to the console', async () => {
    const written = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => written.mockRestore())
    const slow = {
      type: 'task',
      resource: 'activity/slow',
      timeoutSeconds: 5,
      catch: { next: 'wait' },
      end: true,
    } as const
    const wait = { type: 'wait', seconds: 100, end: true } as const
    const handlers = { 'activity/slow': (_: unknown, { system }: TaskContext) => system.sleep(60_000) }
    const run = await simulate({ startAt: 'slow', states: { slow, wait } }, { handlers })
    expect(run.state('slow').error).toBe('States.Timeout')
    expect(written.mock.calls).toEqual([])
  })

  test('an error that a handler throws has its name, or that of a TaskError', async () => {
    const run = await simulate(orders, {
      handlers: { 'activity/price': () => 25, 'lambda/ship': () => Promise.reject(new TypeError('no ship')) },
    })
    expect(run.error).toBe('TypeError')
    const other = await simulate(task('activity/f'), {
      handlers: { 'activity/f': () => Promise.reject(new TaskError('NoShip', 'none')) },
    })
    expect(other).toMatchObject({ error: 'NoShip', cause: 'none' })
  })
})

describe('a task that waits for its token', () => {
  const callback = {
    startAt: 'a',
    states: {
      a: {
        type: 'task',
        resource: 'sqs:sendMessage.waitForTaskToken',
        parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
        timeoutSeconds: 60,
        end: true,
      },
    },
  } as const

  test('gets the value that its handler returns', async () => {
    const run = await simulate(callback, { handlers: { 'sqs:sendMessage.waitForTaskToken': () => 'approved' } })
    expect(run.output).toBe('approved')
  })

  test('is answered through its token', async () => {
    const run = await simulate(callback, {
      handlers: {
        'sqs:sendMessage.waitForTaskToken': ({ MessageBody }, { taskToken, fail }) =>
          fail('Denied', String(MessageBody === taskToken)),
      },
    })
    expect(run).toMatchObject({ status: 'FAILED', error: 'Denied', cause: 'true' })
  })

  test('times out if its token is not used', async () => {
    const run = await simulate(callback, { handlers: { 'sqs:sendMessage.waitForTaskToken': () => undefined } })
    expect(run).toMatchObject({ error: 'States.Timeout', duration: 60_000 })
  })
})

describe('a section', () => {
  test('starts at one state and ends after another', async () => {
    const run = await simulate(orders, { startAt: 'route', until: 'route', input: { price: 25 } })
    expect(run.visited).toEqual(['route'])
    expect(run.output).toEqual({ price: 25 })
  })

  test('of a state that does not exist is refused', async () => {
    await expect(simulate(orders, { startAt: 'rout' })).rejects.toThrow(
      'no state named "rout"; expected one of price, ',
    )
  })

  test('starts with given variables and members of the context object', async () => {
    const shown = {
      queryLanguage: 'JSONata',
      startAt: 'a',
      states: { a: { type: 'pass', output: '{% [$region, $states.context.Execution.Name] %}', end: true } },
    } as const
    const run = await simulate(shown, { variables: { region: 'eu' }, context: { Execution: { Name: 'order-7' } } })
    expect(run.output).toEqual(['eu', 'order-7'])
  })
})

describe('iterations and children', () => {
  const each = (mode: 'INLINE' | 'DISTRIBUTED') =>
    ({
      startAt: 'each',
      states: {
        each: {
          type: 'map',
          itemProcessor: {
            processorConfig: mode === 'INLINE' ? { mode } : { mode, executionType: 'STANDARD' as const },
            startAt: 'f',
            states: { f: { type: 'task', resource: 'activity/f', end: true } },
          },
          end: true,
        },
      },
    }) as const

  test.each(['INLINE', 'DISTRIBUTED'] as const)(
    'the path of a state has the index of its iteration (%s)',
    async (mode) => {
      const run = await simulate(each(mode), { input: [7, 8], handlers: { 'activity/f': (n: number) => n + 1 } })
      expect(run.output).toEqual([8, 9])
      expect(run.visits('f').map(({ path, output }) => [path, output])).toEqual([
        [['each', 0, 'f'], 8],
        [['each', 1, 'f'], 9],
      ])
    },
  )

  test('a distributed Map reads the objects that are given', async () => {
    const csv = {
      startAt: 'each',
      states: {
        each: {
          type: 'map',
          itemReader: {
            resource: 'arn:aws:states:::s3:getObject',
            readerConfig: { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' },
            parameters: { Bucket: 'files', Key: 'items.csv' },
          },
          itemProcessor: {
            processorConfig: { mode: 'DISTRIBUTED', executionType: 'EXPRESS' },
            startAt: 'f',
            states: { f: { type: 'pass', end: true } },
          },
          end: true,
        },
      },
    } as const
    const run = await simulate(csv, { objects: { 'files/items.csv': 'id,name\n1,book\n' } })
    expect(run.output).toEqual([{ id: '1', name: 'book' }])
  })

  test('a nested execution runs another definition', async () => {
    const parent = { startAt: 'a', states: { a: { type: 'task', resource: 'machine/child', end: true } } } as const
    const child = {
      name: 'child',
      startAt: 'b',
      states: { b: { type: 'pass', result: 'from the child', end: true } },
    } as const
    expect((await simulate(parent, { stateMachines: [child] })).output).toBe('from the child')
  })
})

test('equal seeds give equal runs, other seeds other ids', async () => {
  const ids = {
    startAt: 'a',
    states: { a: { type: 'pass', parameters: { 'id.$': 'States.UUID()' }, end: true } },
  } as const
  const outputs = await Promise.all([1, 1, 2].map(async (seed) => (await simulate(ids, { seed })).output))
  expect(outputs[0]).toEqual(outputs[1])
  expect(outputs[0]).not.toEqual(outputs[2])
})

test('an execution starts at the given time', async () => {
  const run = await simulate(orders, { now: new Date('2030-01-01T00:00:00Z'), mocks: { price: { output: 1 } } })
  expect(run.history[0]?.timestamp).toEqual(new Date('2030-01-01T00:00:00Z'))
})

test('ASL is simulated as a literal is', async () => {
  const run = await simulate({ StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, End: true } } })
  expect(run.output).toBe(1)
})

test('an EXPRESS simulation keeps all of its states', async () => {
  const loop = {
    startAt: 'a',
    states: {
      a: { type: 'pass', parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, next: 'b' },
      b: { type: 'choice', choices: [{ condition: ['<', '$.n', 600], next: 'a' }], default: 'c' },
      c: { type: 'succeed' },
    },
  } as const
  const run = await simulate(loop, { type: 'EXPRESS', input: { n: 0 } })
  expect(run.states).toHaveLength(1201)
})

test('a wrong definition is refused with all of its errors', async () => {
  const wrong: object = { startAt: 'a', states: {} }
  await expect(simulate(wrong as typeof orders)).rejects.toThrow(DefinitionError)
})

test('the history has the events of AWS', async () => {
  const run = await simulate(orders, { mocks: { price: { output: 1 } } })
  expect(run.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'ActivityScheduled',
    'ActivityStarted',
    'ActivitySucceeded',
    'TaskStateExited',
    'ChoiceStateEntered',
    'ChoiceStateExited',
    'FailStateEntered',
    'ExecutionFailed',
  ])
})

test('the path that a run took prints as a table', async () => {
  const run = await simulate(orders, { mocks: { price: [{ error: 'Throttled' }, { output: 50 }] } })
  expect(String(run)).toBe(
    [
      '   0 ms  price     Task    2 attempts, → route',
      '1000 ms  route     Choice  → rejected',
      '1000 ms  rejected  Fail    OrderRejected',
      'FAILED after 1000 ms: OrderRejected: out of range',
    ].join('\n'),
  )
})

test('a state that was not visited is an error that shows the path', async () => {
  const run = await simulate(orders, { mocks: { price: { output: 50 } } })
  expect(() => run.state('ship')).toThrow('the state "ship" was not visited\n0 ms  price')
  expect(() => run.state('shp')).toThrow('there is no state named "shp"; expected one of')
})

test('the stack of an error is the same from wherever a simulation is started', async () => {
  const fail = () => {
    throw new Error('no ship')
  }
  const causeAfter = async (pause: Promise<unknown>) => {
    await pause
    return (await simulate(orders, { handlers: { 'activity/price': () => 25, 'lambda/ship': fail } })).cause
  }
  const turn = await causeAfter(new Promise((resolve) => setImmediate(resolve)))
  const tick = await causeAfter(new Promise((resolve) => process.nextTick(resolve)))
  const timer = await causeAfter(realSystem.sleep(1))
  expect([tick, timer]).toEqual([turn, turn])
})

test('a signal ends a simulation without end', async () => {
  const wait = { type: 'wait', seconds: 0, next: 'again' } as const
  const again = {
    type: 'choice',
    choices: [{ condition: ['isPresent', '$.end'], next: 'end' }],
    default: 'wait',
  } as const
  const endless = { startAt: 'wait', states: { wait, again, end: { type: 'succeed' } } } as const
  await expect(simulate(endless, { type: 'EXPRESS', signal: AbortSignal.timeout(20) })).rejects.toThrow('timeout')
})

test("a simulation does not need the process's timers", async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const states = {
    each: {
      type: 'map',
      maxConcurrency: 1,
      itemProcessor: { startAt: 'wait', states: { wait: { type: 'wait', seconds: 60, end: true } } },
      end: true,
    },
  } as const
  const run = await simulate({ startAt: 'each', states }, { input: Array.from({ length: 100 }, (_, item) => item) })
  expect([run.status, run.duration]).toEqual(['SUCCEEDED', 6_000_000])
})

test('a definition that was changed between two simulations is checked again', async () => {
  const changing: Definition = { startAt: 'a', states: { a: { type: 'pass', result: 1, end: true } } }
  const outputs = [(await simulate(changing)).output]
  changing.states.a = { type: 'pass', result: { n: 2 }, end: true }
  outputs.push((await simulate(changing)).output)
  Object.assign(Object(changing.states.a.result), { n: 3 })
  outputs.push((await simulate(changing)).output)
  expect(outputs).toEqual([1, { n: 2 }, { n: 3 }])
})

test('a signal ends a simulation whose handler never returns', async () => {
  const stopping = AbortSignal.timeout(20)
  const never = simulate(orders, { handlers: { 'activity/price': () => new Promise(() => {}) }, signal: stopping })
  await expect(never).rejects.toThrow('aborted due to timeout')
})

test('the schemas of a definition parse the input and the output', async () => {
  const dated = defineStateMachine(
    { name: 'dated', startAt: 'a', states: { a: { type: 'pass', end: true } } },
    { input: z.object({ at: z.string() }), output: z.object({ at: z.coerce.date() }) },
  )
  const run = await simulate(dated, { input: { at: '2026-01-01' } })
  expect(run.output).toEqual({ at: new Date('2026-01-01') })
  await expect(simulate(dated, { input: { at: 7 } })).rejects.toThrow('the input does not match the schema')
  const stepped = await simulate.start(dated, { input: { at: '2026-01-01' } })
  expect((await stepped.settled).output).toEqual({ at: new Date('2026-01-01') })
})

test('an unknown option is refused', async () => {
  await expect(simulate(orders, { handler: {} } as object)).rejects.toThrow(
    'unknown option "handler" in options; expected one of input, handlers, mocks',
  )
})
