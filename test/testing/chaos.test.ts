import { ListActivitiesCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn'
import { expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { createLocal } from '../../src/local.ts'
import { chaos, simulate } from '../../src/testing.ts'
import { silent } from '../support/fake-activities.ts'
import { virtualLocal } from '../support/virtual-local.ts'

/** Adds 1 until there are 100. */
const counter = {
  startAt: 'increment',
  states: {
    increment: {
      type: 'task',
      resource: 'activity/increment',
      retry: { errorEquals: 'States.ALL', maxAttempts: 500, backoffRate: 1 },
      next: 'enough',
    },
    enough: { type: 'choice', choices: [{ condition: ['<', '$.count', 100], next: 'increment' }], default: 'done' },
    done: { type: 'succeed' },
  },
} as const
const increment = ({ count }: { count: number }) => ({ count: count + 1 })

test('100 increments of which every second fails end well, as they are retried', async () => {
  const run = await simulate(counter, {
    input: { count: 0 },
    handlers: { 'activity/increment': increment },
    chaos: { increment: 0.5 },
  })
  expect(run.output).toEqual({ count: 100 })
  expect(run.transitions).toBeGreaterThan(250)
})

test('equal seeds fail the same tasks', async () => {
  const errors = async (seed: number) => {
    const run = await simulate(counter, {
      input: { count: 80 },
      handlers: { 'activity/increment': increment },
      chaos: { 'activity/increment': 0.5, seed },
    })
    return run.visits('increment').map(({ attempts }) => attempts.length)
  }
  expect(await errors(7)).toEqual(await errors(7))
  expect(await errors(7)).not.toEqual(await errors(8))
})

test('a rate that is not a number from 0 to 1 is refused', async () => {
  await expect(simulate(counter, { chaos: { increment: 50 } })).rejects.toThrow(
    'options.chaos["increment"] must be a number from 0 to 1, got 50',
  )
})

test('calls of a client fail at their rates, before they are sent', async () => {
  const { sfn, ensureStateMachine } = virtualLocal()
  await ensureStateMachine({ ...counter, name: 'counter' })
  const unreliable = chaos(sfn, { ListActivities: 1 })
  await expect(unreliable.send(new ListActivitiesCommand({}))).rejects.toMatchObject({
    name: 'Chaos',
    $metadata: { httpStatusCode: 503 },
  })
  expect((await unreliable.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1)
  expect(unreliable).toBeInstanceOf(SFNClient)
})

test('workers on an unreliable client lose no task', async () => {
  await using local = createLocal()
  await local.ensureStateMachine({ ...counter, name: 'counter' })
  const sfn = chaos(local.sfn, { SendTaskSuccess: 0.3, seed: 3 })
  const workers = createStepwise({ sfn, logger: silent }).startWorkers({ 'activity/increment': increment })
  const retried: number[] = []
  workers.on('resultRetried', ({ attempts }) => retried.push(attempts))
  expect((await local.runExecution('counter', { input: { count: 95 } })).output).toEqual({ count: 100 })
  expect(retried.length).toBeGreaterThan(0)
  await workers.kill()
})
