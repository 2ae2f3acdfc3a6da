import { expect, it } from 'vitest'
import { type FsmContext, type FsmMachine, fsm, fsmHandlers } from '../../src/fsm.ts'
import { createLocal } from '../../src/local.ts'
import { simulate } from '../../src/testing.ts'
import { silent } from '../support/fake-activities.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const states = {
  first: { do: 'work', exit: 'leave', on: { done: 'second' } },
  second: { do: 'work', on: { done: 'third' } },
  third: { entry: 'note', final: true },
} as const

const actions = {
  work: (ctx: FsmContext<{ count?: number }>) => {
    ctx.count = (ctx.count ?? 0) + 1
    return 'done' as const
  },
  leave: () => {},
  note: (ctx: FsmContext<{ noted?: boolean }>) => {
    ctx.noted = true
  },
}

const expected = { count: 2, noted: true }

it('the same actions run in a simulation', async () => {
  const machine = fsm({ name: 'same', initial: 'first', states })
  expect((await simulate(machine, { handlers: fsmHandlers(machine, actions) })).output).toEqual(expected)
})

it('the same actions run in workers', async () => {
  const machine = fsm({ name: 'same', initial: 'first', states, heartbeatSeconds: 30, timeoutSeconds: 300 })
  const { ensureStateMachine, startWorkers, runExecution } = virtualLocal({ logger: silent })
  await ensureStateMachine(machine)
  await using _ = startWorkers(machine, fsmHandlers(machine, actions))
  expect((await runExecution(machine, { input: {} })).output).toEqual(expected)
})

it('the same actions run in a Lambda function', async () => {
  const machine = fsm({ name: 'same', resource: 'lambda/fsm', initial: 'first', states })
  const { 'lambda/fsm': handler } = fsmHandlers(machine, actions)
  const { ensureStateMachine, runExecution, close } = createLocal({ lambdas: { fsm: handler } })
  await ensureStateMachine(machine)
  expect((await runExecution(machine)).output).toEqual(expected)
  await close()
})

it('a deployed machine is the same literal again, whose actions run', async () => {
  const machine = fsm({ name: 'same', initial: 'first', states })
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  await ensureStateMachine(machine)
  const { definition } = await describeStateMachine('same')
  const handlers = fsmHandlers(definition as unknown as FsmMachine, actions)
  expect((await simulate(definition, { handlers })).output).toEqual(expected)
})
