import { describe, expect, it, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { DefinitionError, type Issue } from '../../src/errors.ts'
import { type FsmContext, fsm, fsmHandlers, fsmStart } from '../../src/fsm.ts'
import { simulate } from '../../src/testing.ts'
import { virtualLocal } from '../support/virtual-local.ts'
import { count, looper, notedActions, ways } from './machines.ts'

const problemsOf = (spec: unknown): Issue[] => {
  try {
    fsm(spec as never)
  } catch (error) {
    if (error instanceof DefinitionError) return [...error.issues]
    throw error
  }
  return []
}

const messagesOf = (spec: unknown): string[] =>
  problemsOf(spec).map(({ path, message, hint }) => `${path.join('.')}: ${message}${hint ? `; ${hint}` : ''}`)

describe.each(['transition', 'action'] as const)('a machine with group: %s', (group) => {
  const machine = ways(group)

  it('is a literal without problems', () => {
    expect(validate(machine)).toEqual([])
    expect(JSON.parse(JSON.stringify(machine))).toEqual(machine)
  })

  it('runs entry, do, exit and transition actions in order, and the exit action of the final state', async () => {
    const { ran, actions } = notedActions()
    const run = await simulate(machine, { handlers: fsmHandlers(machine, actions) })
    expect(run.status).toBe('SUCCEEDED')
    expect(ran).toEqual(['a1', 'a2', 'a3', 't1', 't2', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9'])
  })

  it('takes the transition of the event', async () => {
    const { ran, actions } = notedActions('skip')
    await simulate(machine, { handlers: fsmHandlers(machine, actions) })
    expect(ran).toEqual(['a1', 'a2', 'a3', 'a7', 'a8', 'a9'])
  })

  it('carries the data that actions change, without the progress, to the output', async () => {
    const { actions } = notedActions('skip')
    const { output } = await simulate(machine, {
      input: { x: 1 },
      handlers: fsmHandlers(machine, {
        ...actions,
        a1: (ctx) => {
          ctx.mff = ctx.x + 1
          return { ignored: true }
        },
        a2: (ctx) => ({ event: 'skip', seen: ctx.mff }),
      }),
    })
    expect(output).toEqual({ x: 1, mff: 2, seen: 2 })
  })

  it('fails with Fsm.UnknownEvent and the event in the cause', async () => {
    const { actions } = notedActions()
    const wrong = { ...actions, a5: () => 'finished' as never }
    const { error, cause } = await simulate(machine, { handlers: fsmHandlers(machine, wrong) })
    expect({ error, cause }).toEqual({
      error: 'Fsm.UnknownEvent',
      cause: 'no transition has the event finished in the state second; expected one of done',
    })
  })

  it.each([undefined, null])('fails with Fsm.UnknownEvent if the action returns %s', async (nothing) => {
    const { actions } = notedActions()
    const { error, cause } = await simulate(machine, {
      handlers: fsmHandlers(machine, { ...actions, a5: () => nothing as never }),
    })
    expect(error).toBe('Fsm.UnknownEvent')
    expect(cause).toBe('no event was returned in the state second; expected one of done')
  })

  it('gives an action the correlation id, the state, the event, the step and the retries', async () => {
    const { actions } = notedActions()
    const seen: unknown[] = []
    let failures = 1
    const handlers = fsmHandlers(machine, {
      ...actions,
      a5: (ctx) => {
        seen.push(ctx.$)
        if (failures-- > 0) throw new Error('once')
        return 'done'
      },
    })
    await simulate(machine, { handlers, context: { Execution: { Name: 'order-7' } } })
    const system = { correlationId: 'order-7', state: 'second', event: 'done', step: 1, maxRetries: 5 }
    expect(seen).toEqual([
      { ...system, retries: 0 },
      { ...system, retries: 1 },
    ])
  })

  it('starts with any state', async () => {
    const { ran, actions } = notedActions()
    const start = fsmStart(machine, { state: 'second', context: { x: 1 } })
    const run = await simulate(machine, { ...start, handlers: fsmHandlers(machine, actions) })
    expect(ran).toEqual(['a4', 'a5', 'a6', 'a7', 'a8', 'a9'])
    expect(run.output).toEqual({ x: 1 })
  })

  it('starts with the event of a state, whose exit and transition actions run', async () => {
    const { ran, actions } = notedActions()
    const start = fsmStart(machine, { state: 'first', event: 'done', correlationId: 'order-7', step: 4 })
    const seen: unknown[] = []
    const handlers = fsmHandlers(machine, { ...actions, a7: ({ $ }) => seen.push($) })
    await simulate(machine, { ...start, handlers })
    expect(ran).toEqual(['a3', 't1', 't2', 'a4', 'a5', 'a6', 'a8', 'a9'])
    expect(seen).toMatchObject([{ correlationId: 'order-7', step: 6 }])
  })

  it('waits for the delay that the action returns', async () => {
    const { actions } = notedActions()
    const handlers = fsmHandlers(machine, { ...actions, a2: () => ({ event: 'skip', delay: 90 }) })
    expect((await simulate(machine, { handlers })).duration).toBe(90_000)
  })

  it('runs the next action after onExhausted with the error in the system context', async () => {
    const spec = {
      group,
      maxRetries: 2,
      initial: 'try',
      states: {
        try: {
          do: 'work',
          exit: 'leave',
          on: { done: 'end', fail: { target: 'mend', action: 'note' } },
          onExhausted: 'fail',
        },
        mend: { do: 'mend', on: { mended: 'end' } },
        end: { final: true },
      },
    } as const
    const failing = fsm(spec)
    const ran: unknown[] = []
    const handlers = fsmHandlers(failing, {
      work: () => {
        ran.push('work')
        throw new RangeError('never works')
      },
      leave: () => ran.push('leave'),
      note: () => ran.push('note'),
      mend: ({ $ }) => {
        ran.push($.error?.Error)
        return 'mended'
      },
    })
    const run = await simulate(failing, { handlers, input: { kept: true } })
    expect(ran).toEqual(['work', 'work', 'work', 'leave', 'note', 'RangeError'])
    expect(run.output).toEqual({ kept: true })
  })
})

describe('the tasks of a machine', () => {
  const tasksOf = (machine: { readonly states: object }) =>
    Object.values(machine.states).filter(({ type }) => type === 'task').length

  test('with group: transition there is one for each state, and an execution has two transitions for each event', async () => {
    const machine = ways()
    expect(tasksOf(machine)).toBe(3)
    const { actions } = notedActions()
    expect((await simulate(machine, { handlers: fsmHandlers(machine, actions) })).transitions).toBe(5)
  })

  test('with group: action there is one for each action, with the exit actions of each transition', () => {
    expect(tasksOf(ways('action'))).toBe(2 + 3 + 1 + 2 + 1 + 3)
  })

  test('a local transition loops inside the handler, another one does not', async () => {
    const visits = async (local: boolean) => {
      const machine = looper(local)
      const run = await simulate(machine, { handlers: fsmHandlers(machine, { count }) })
      return { output: run.output, visits: run.visits('loop').length }
    }
    expect(await visits(true)).toEqual({ output: { count: 3 }, visits: 1 })
    expect(await visits(false)).toEqual({ output: { count: 3 }, visits: 3 })
  })

  test('local transitions lead to other states, and on from there', async () => {
    const machine = fsm({
      initial: 'a',
      states: {
        a: { do: 'toB', exit: 'leaveA', on: { b: { target: 'b', local: true, action: 'aToB' } } },
        b: { entry: 'enterB', do: 'leaveB', on: { c: 'c', end: { target: 'end', local: true } } },
        c: { do: 'toEnd', on: { end: { target: 'end', local: true } } },
        end: { exit: 'last', final: true },
      },
    })
    expect(validate(machine)).toEqual([])
    const pathOf = async (event: 'c' | 'end') => {
      const ran: string[] = []
      const note = (name: string) => () => void ran.push(name)
      const handlers = fsmHandlers(machine, {
        toB: () => 'b',
        leaveA: note('leaveA'),
        aToB: note('aToB'),
        enterB: note('enterB'),
        leaveB: () => event,
        toEnd: () => 'end',
        last: note('last'),
      })
      const run = await simulate(machine, { handlers })
      return { ran, visited: run.visited, output: run.output }
    }
    const ran = ['leaveA', 'aToB', 'enterB', 'last']
    expect(await pathOf('end')).toEqual({ ran, visited: ['a', 'a-choices', 'Fsm.Done'], output: {} })
    expect(await pathOf('c')).toEqual({ ran, visited: ['a', 'a-choices', 'c', 'c-choices', 'Fsm.Done'], output: {} })
  })

  test('a machine of final states alone is valid', async () => {
    for (const group of ['transition', 'action'] as const) {
      const machine = fsm({ group, initial: 'a', states: { a: { final: true } } })
      expect(validate(machine)).toEqual([])
      const run = await simulate(machine, { input: { x: 1 }, handlers: fsmHandlers(machine, {}) })
      expect(run.output).toEqual({ x: 1 })
    }
  })

  test('a running execution keeps its actions when the machine is deployed again', async () => {
    const version = (action: 'first' | 'second') =>
      fsm({
        name: 'deployed',
        initial: 'a',
        states: { a: { do: 'go', delaySeconds: 60, on: { go: 'b' } }, b: { entry: action, final: true } },
      })
    const { ensureStateMachine, startWorkers, startExecution, waitForExecution, system } = virtualLocal()
    const note = (name: string) => (ctx: FsmContext) => Object.assign(ctx, { ran: name })
    await ensureStateMachine(version('first'))
    startWorkers(
      version('first'),
      fsmHandlers(version('first'), { go: () => 'go', first: note('first'), second: note('second') } as never),
    )
    const { executionArn } = await startExecution('deployed')
    await system.sleep(30_000)
    await ensureStateMachine(version('second'))
    const { executionArn: later } = await startExecution('deployed')
    expect((await waitForExecution(executionArn)).output).toEqual({ ran: 'first' })
    expect((await waitForExecution(later)).output).toEqual({ ran: 'second' })
  })

  test('a task is retried with back-off, full jitter and a longest delay', async () => {
    const machine = fsm({
      maxRetries: 8,
      initial: 'a',
      states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } },
    })
    expect(machine.states.a).toMatchObject({
      retry: {
        errorEquals: 'States.ALL',
        intervalSeconds: 1,
        maxAttempts: 8,
        backoffRate: 2,
        maxDelaySeconds: 60,
        jitterStrategy: 'FULL',
      },
    })
    const throwing = () => {
      throw new Error('always')
    }
    const run = await simulate(machine, { handlers: fsmHandlers(machine, { work: throwing }) })
    expect(run.state('a').attempts).toHaveLength(9)
    expect(run.duration).toBeLessThan((1 + 2 + 4 + 8 + 16 + 32 + 60 + 60) * 1000)
  })

  test('maxRetries: 0 leaves the retrier out, and a state overrides the machine', () => {
    const { states } = fsm({
      maxRetries: 0,
      initial: 'a',
      states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true, maxRetries: 1 } },
    })
    expect(states.a).not.toHaveProperty('retry')
    expect(states.b).toMatchObject({ retry: { maxAttempts: 1 } })
  })

  test('a transition waits delaySeconds of its own, of its state or of the machine', async () => {
    const machine = fsm({
      delaySeconds: 1,
      initial: 'a',
      states: {
        a: { do: 'next', on: { next: { target: 'b', delaySeconds: 100 } } },
        b: { do: 'next', delaySeconds: 10, on: { next: 'c' } },
        c: { do: 'next', on: { next: 'end' } },
        end: { final: true },
      },
    })
    const run = await simulate(machine, { handlers: fsmHandlers(machine, { next: () => 'next' }) })
    expect(run.duration).toBe(111_000)
  })

  test('100 increments with failures in half of the tasks end in done', { timeout: 20_000 }, async () => {
    const machine = fsm({
      maxRetries: 500,
      initial: 'a',
      states: {
        a: { do: 'increment', on: { next: 'b', done: 'end' } },
        b: { do: 'increment', on: { next: 'a', done: 'end' } },
        end: { final: true },
      },
    })
    const increment = (ctx: FsmContext) => {
      ctx.count = (ctx.count ?? 0) + 1
      return ctx.count < 100 ? 'next' : 'done'
    }
    const handlers = fsmHandlers(machine, { increment })
    const run = await simulate(machine, { handlers, chaos: { '*': 0.5, seed: 7 } })
    expect(run.output).toEqual({ count: 100 })
  })
})

describe('an action that Step Functions performs', () => {
  const render = {
    resource: 'ecs:runTask.waitForTaskToken',
    timeoutSeconds: 3600,
    arguments: {
      Cluster: 'cluster',
      TaskDefinition: 'render',
      Overrides: {
        ContainerOverrides: [{ Environment: [{ Name: 'TOKEN', Value: '{% $states.context.Task.Token %}' }] }],
      },
    },
  }
  const machine = fsm({
    group: 'action',
    initial: 'render',
    states: {
      render: { entry: 'prepare', do: render, on: { done: { target: 'end', delaySeconds: 7 }, failed: 'end' } },
      end: {
        do: {
          resource: 'sns:publish',
          arguments: { Message: 'done', TopicArn: 'arn:aws:sns:us-east-1:123456789012:t' },
        },
        final: true,
      },
    },
  })

  const run = (result: unknown) =>
    simulate(machine, {
      input: { film: 1 },
      handlers: {
        ...fsmHandlers(machine, { prepare: (ctx) => void Object.assign(ctx, { prepared: true }) }),
        'ecs:runTask.waitForTaskToken': () => result,
        'sns:publish': () => ({ MessageId: '1' }),
      },
    })

  it('is a valid task', () => {
    expect(validate(machine)).toEqual([])
  })

  it('returns the event in its result, with members to add to the data', async () => {
    const { output, duration } = await run({ event: 'done', frames: 24 })
    expect(output).toEqual({ film: 1, prepared: true, frames: 24 })
    expect(duration).toBe(7000)
  })

  it('returns the event as a string, and a delay', async () => {
    expect((await run('failed')).output).toEqual({ film: 1, prepared: true })
    expect((await run({ event: 'done', delay: 0.5 })).duration).toBe(1000)
  })

  it('fails with an unknown event', async () => {
    expect((await run('dnoe')).cause).toBe('no transition has the event dnoe in the state render')
    expect((await run({})).error).toBe('Fsm.UnknownEvent')
  })
})

describe('a specification with mistakes', () => {
  const good = { initial: 'a', states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } } }
  const withState = (state: object) => ({ ...good, states: { ...good.states, a: { ...good.states.a, ...state } } })

  test.each<[unknown, string]>([
    [null, ': expected an object { initial, states }, got null'],
    [{}, ': the field "initial" is missing'],
    [{ ...good, initail: 'a' }, 'initail: unknown field "initail"'],
    [{ ...good, initial: 'c' }, 'initial: no state named "c"'],
    [{ ...good, group: 'all' }, 'group: expected "transition" or "action", got \'all\''],
    [{ ...good, maxRetries: -1 }, 'maxRetries: expected a whole number from 0, got -1'],
    [withState({ on: { done: 'bb' } }), 'states.a.on.done: no state named "bb"'],
    [withState({ on: { done: { traget: 'b' } } }), 'states.a.on.done: the field "target" is missing'],
    [withState({ on: { done: 7 } }), 'states.a.on.done: expected the name of a state or an object { target }, got 7'],
    [
      withState({ on: { done: { target: 'b', local: true, delaySeconds: 3 } } }),
      'states.a.on.done.delaySeconds: a local transition does not wait',
    ],
    [withState({ onExhausted: 'fail' }), 'states.a.onExhausted: "on" has no event "fail"; expected one of done'],
    [withState({ do: undefined }), 'states.a: no event leads out of this state'],
    [withState({ on: {} }), 'states.a: no transition leads out of this state'],
    [withState({ final: true }), 'states.a.on: a final state has no transitions'],
    [withState({ entry: ['x', 7] }), 'states.a.entry.1: expected the name of an action, got 7'],
    [withState({ do: 'sqs:sendMessage' }), "states.a.do: with group: 'transition' an action is the name of a function"],
    [withState({ entry: '{% $x %}' }), 'states.a.entry: the name of an action cannot be an expression'],
    [{ ...good, events: ['ready'] }, 'states.a.on.done: "done" is not in "events"; expected one of ready'],
    [
      { ...good, states: { ...good.states, 'a-choices': { final: true } } },
      'states.a-choices: two states of the state machine are named',
    ],
  ])('%j is refused', (spec, message) => {
    expect(messagesOf(spec).join('\n')).toContain(message)
  })

  it('are all reported at once, with what was probably meant', () => {
    expect(
      messagesOf({ initial: 'frist', states: { first: { final: true, entri: 'x' }, second: { final: 1 } } }),
    ).toEqual([
      'initial: no state named "frist"; did you mean "first"?',
      'states.first.entri: unknown field "entri"; expected one of maxRetries, delaySeconds, timeoutSeconds, heartbeatSeconds, entry, do, exit, on, final, onExhausted; did you mean "entry"?',
      'states.second.final: expected true or false, got 1',
    ])
  })
})

describe('names from users', () => {
  const odd = ['__proto__', 'constructor', 'a "quoted" \\ name', '%}', '\n', 'toString']

  test.each(odd)('the event %j is only an event', async (event) => {
    const machine = fsm({
      initial: 'a',
      states: { a: { do: 'work', on: Object.fromEntries([[event, 'b']]) }, b: { final: true } },
    } as never)
    const handlers = fsmHandlers(machine, { work: () => event } as never)
    expect((await simulate(machine as never, { handlers } as never)).status).toBe('SUCCEEDED')
  })

  test.each(odd)('the event %j is unknown unless it is given', async (event) => {
    const machine = fsm({ initial: 'a', states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } } })
    const handlers = fsmHandlers(machine, { work: () => event as never })
    expect((await simulate(machine, { handlers })).error).toBe('Fsm.UnknownEvent')
  })

  test('a member __proto__ that an action returns stays data', async () => {
    const machine = fsm({ initial: 'a', states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } } })
    const result = JSON.parse('{"event":"done","__proto__":{"x":1}}')
    const run = await simulate(machine, { handlers: fsmHandlers(machine, { work: () => result }) })
    expect(JSON.stringify(run.output)).toBe('{"__proto__":{"x":1}}')
  })

  test.each([[null], [[1]], [7]])('an input that is not an object fails the task: %j', async (input) => {
    const machine = fsm({
      maxRetries: 0,
      initial: 'a',
      states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } },
    })
    const run = await simulate(machine, { input, handlers: fsmHandlers(machine, { work: () => 'done' }) })
    expect(run).toMatchObject({ error: 'Fsm.InvalidInput', cause: expect.stringContaining('must be an object') })
  })

  test('a result that is not an event fails the task', async () => {
    const machine = fsm({
      maxRetries: 0,
      initial: 'a',
      states: { a: { do: 'work', on: { done: 'b' } }, b: { final: true } },
    })
    const failing = async (result: unknown) =>
      (await simulate(machine, { handlers: fsmHandlers(machine, { work: () => result as never }) })).cause
    expect(await failing(7)).toBe('the action "work" of the state "a": expected an event or { event, … }, got 7')
    expect(await failing({ event: 7 })).toBe('the action "work" of the state "a": the event must be a string, got 7')
    expect(await failing({ event: 'done', delay: -1 })).toBe(
      'the action "work" of the state "a": the delay must be a number of seconds from 0, got -1',
    )
  })
})

describe('fsmHandlers', () => {
  const machine = ways()

  it('names every action without a function', () => {
    const { a1: _, a5: __, ...actions } = notedActions().actions
    expect(() => fsmHandlers(machine, { ...actions, a1x: () => 1 } as never)).toThrow(
      'no function for the action "a1"; did you mean "a1x"?\nno function for the action "a5"',
    )
  })

  it('refuses what is not a function', () => {
    expect(() => fsmHandlers(machine, { ...notedActions().actions, a1: 7 } as never)).toThrow(
      'actions["a1"] must be a function, got 7',
    )
    expect(() => fsmHandlers(machine, [] as never)).toThrow('actions must be an object of functions, got an array')
  })

  it('refuses what is not such a literal', () => {
    const expected = 'expected a literal that fsm or fsmFromYaml has made'
    expect(() => fsmHandlers({ startAt: 'a', states: { a: { type: 'succeed' } } }, { x: () => 1 })).toThrow(expected)
    expect(() => fsmHandlers(null as never, {})).toThrow(
      'machine must be a literal that fsm or fsmFromYaml has made, got null',
    )
  })

  it('takes the literal from elsewhere too', async () => {
    const copy = JSON.parse(JSON.stringify(machine))
    const { ran, actions } = notedActions()
    await simulate(copy, { handlers: fsmHandlers(copy, actions) as never })
    expect(ran).toHaveLength(11)
  })
})

describe('fsmStart', () => {
  it.each<[object, string]>([
    [{ state: 'frist' }, 'no state named "frist"'],
    [{ state: 'first', context: [1] }, 'options.context must be an object, got an array'],
    [{ state: 'first', event: 'finished' }, 'the state "first" has no event "finished"; expected one of done, skip'],
    [{}, 'options.state must be the name of a state, got undefined'],
  ])('refuses %j', (point, message) => {
    expect(() => fsmStart(ways(), point as never)).toThrow(message)
  })

  it('runs the exit and transition tasks with a task for each action', async () => {
    const ran: string[] = []
    const machine = fsm({
      group: 'action',
      initial: 'a',
      states: {
        a: { do: 'activity/work', exit: 'activity/exit', on: { done: { target: 'b', action: 'activity/log' } } },
        b: { final: true },
      },
    })
    const note = (name: string) => () => void ran.push(name)
    const actions = {
      'activity/work': () => 'done' as const,
      'activity/exit': note('exit'),
      'activity/log': note('log'),
    } as const
    await simulate(machine, {
      handlers: fsmHandlers(machine, actions),
      ...fsmStart(machine, { state: 'a', event: 'done' }),
    })
    expect(ran).toEqual(['exit', 'log'])
    expect(() => fsmStart(machine, { state: 'a', event: 'missing' })).toThrow('the state "a" has no event "missing"')
  })

  it('refuses an event that leads to a state without a task', () => {
    const machine = fsm({
      initial: 'a',
      states: {
        a: { do: 'work', on: { done: { target: 'b', local: true } } },
        b: { do: 'work', on: { done: 'c' } },
        c: { final: true },
      },
    })
    expect(() => fsmStart(machine, { state: 'a', event: 'done' })).toThrow(
      'no task starts after the event "done" of the state "a"; start with a state that has a task',
    )
    expect(() => fsmStart(machine, { state: 'c', event: 'done' })).toThrow(RangeError)
  })
})
