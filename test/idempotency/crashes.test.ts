import { expect, it } from 'vitest'
import { idempotent, memoryStore } from '../../src/index.ts'
import type { Interceptor } from '../../src/workers/interceptor.ts'
import { chargingWith } from '../support/charging.ts'
import { silent } from '../support/fake-activities.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const charging = chargingWith(
  { 'order.$': '$.order', 'idempotencyKey.$': 'States.Array($$.Execution.Id)' },
  { maxAttempts: 100, backoffRate: 1 },
)

it('200 orders are charged once each while workers die again and again', { timeout: 20_000 }, async () => {
  const { ensureStateMachine, startWorkers, startExecutions, waitForExecution, system } = virtualLocal({
    logger: silent,
  })
  await ensureStateMachine(charging)
  const store = memoryStore()
  const charges = new Map<number, number>()
  const charge = async ({ order }: { order: number }, { signal }: { signal: AbortSignal }) => {
    await system.sleep(system.random() * 20_000, signal)
    charges.set(order, (charges.get(order) ?? 0) + 1)
    return order
  }
  /** The report of a third of the tasks never leaves the worker. */
  const hang: Interceptor = async (task, next) => {
    const output = await next(task)
    if (system.random() > 1 / 3) return output
    return system.sleep(1e9, task.signal)
  }
  const start = (interceptors: Interceptor[]) =>
    startWorkers(
      { 'activity/charge': charge },
      { concurrency: 20, interceptors: [...interceptors, idempotent({ store })] },
    )

  const orders = Array.from({ length: 200 }, (_, order) => order)
  const started = await startExecutions(
    'charging',
    orders.map((order) => ({ order })),
    { concurrency: 50 },
  )
  const ended = Promise.all(started.map(({ executionArn }) => waitForExecution(executionArn)))
  for (let death = 0; death < 10; death++) {
    const workers = start([hang])
    await system.sleep(45_000 * system.random())
    await workers.kill({ report: false })
  }
  await using _ = start([])
  expect((await ended).map(({ output }) => output)).toEqual(orders)
  expect(charges).toEqual(new Map(orders.map((order) => [order, 1])))
})
