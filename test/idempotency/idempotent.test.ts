import { describe, expect, it } from 'vitest'
import { fsm, fsmHandlers } from '../../src/fsm.ts'
import { dynamoDbStore, idempotent, memoryStore, TaskError, virtualSystem } from '../../src/index.ts'
import { onAbort } from '../../src/stop.ts'
import { simulate } from '../../src/testing.ts'
import type { Interceptor } from '../../src/workers/interceptor.ts'
import { compose } from '../../src/workers/interceptor.ts'
import type { WorkerTask } from '../../src/workers/worker-task.ts'
import { chargingWith } from '../support/charging.ts'
import { silent } from '../support/fake-activities.ts'
import { fakeDynamoDb } from '../support/fake-dynamo-db.ts'
import { taskOf } from '../support/task.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const charging = chargingWith(
  { 'amount.$': '$.amount', 'idempotencyKey.$': 'States.Array($$.Execution.Id, $$.State.Name, $$.State.EnteredTime)' },
  { maxAttempts: 5 },
)

const stores = [
  ['memory', memoryStore],
  ['DynamoDB', () => dynamoDbStore({ client: fakeDynamoDb().client, table: 'work' })],
] as const

describe.each(stores)('idempotent, with a store in %s', (_, createStore) => {
  it('returns the stored output if a worker was killed between its work and its report', async () => {
    const store = createStore()
    const { ensureStateMachine, startWorkers, startExecution, waitForExecution } = virtualLocal({ logger: silent })
    await ensureStateMachine(charging)
    let charged = 0
    let isDone: () => void = () => {}
    const done = new Promise<void>((resolve) => {
      isDone = resolve
    })
    /** Outside of `idempotent`: the output is stored, but never reported. */
    const hang: Interceptor = async (task, next) => {
      await next(task)
      isDone()
      return new Promise((_, reject) => onAbort(task.signal, () => reject(task.signal.reason)))
    }
    const charge = ({ amount }: { amount: number }) => {
      charged += amount
      return { charged: amount }
    }
    const first = startWorkers({ 'activity/charge': charge }, { interceptors: [hang, idempotent({ store })] })
    const { executionArn } = await startExecution('charging', { input: { amount: 7 } })
    await done
    await first.kill({ report: false })
    await using _second = startWorkers({ 'activity/charge': charge }, { interceptors: [idempotent({ store })] })
    const { output } = await waitForExecution(executionArn)
    expect({ output, charged }).toEqual({ output: { charged: 7 }, charged: 7 })
  })

  it('lets one of two racing attempts run; the other one returns its output', async () => {
    const store = createStore()
    const system = virtualSystem()
    const tokens: unknown[] = []
    const run = compose([idempotent({ store })], async ({ fenceToken, system }) => {
      tokens.push(fenceToken)
      await system.sleep(10_000)
      return 'charged'
    })
    const task = taskOf({ idempotencyKey: 'order-7' }, { system })
    expect(await Promise.all([run(task), run(task)])).toEqual(['charged', 'charged'])
    expect(tokens).toEqual([1])
  })

  it('does the work again after the lease of an attempt that has died, with a greater token', async () => {
    const store = createStore()
    const system = virtualSystem()
    const tokens: unknown[] = []
    const claim = { id: '["add","order-7"]', scope: 'order-7', owner: 'dead', now: system.now() }
    await store.claim({ ...claim, leaseUntil: system.now() + 60_000, expiresAt: system.now() + 3_600_000 })
    const run = compose([idempotent({ store })], async ({ fenceToken }) => void tokens.push(fenceToken))
    await run(taskOf({ idempotencyKey: 'order-7' }, { system }))
    expect(tokens).toEqual([2])
    expect(system.elapsed).toBe(60_000)
  })

  it('prolongs the lease while the handler runs', async () => {
    const store = createStore()
    const system = virtualSystem()
    let runs = 0
    const run = compose([idempotent({ store, leaseSeconds: 3 })], async ({ system }) => {
      runs++
      await system.sleep(60_000)
    })
    const task = taskOf({ idempotencyKey: 'order-7' }, { system })
    const first = run(task)
    await system.sleep(30_000)
    await Promise.all([first, run(task)])
    expect(runs).toBe(1)
  })

  it('aborts an attempt that has lost its lease, and reports none of its output', async () => {
    const store = createStore()
    const system = virtualSystem()
    const run = compose([idempotent({ store, leaseSeconds: 3 })], async ({ system, signal }) => {
      // Another worker, whose clock is ahead, takes over.
      const claim = { id: '["add","order-7"]', scope: 'order-7', owner: 'other', now: system.now() + 3000 }
      await store.claim({ ...claim, leaseUntil: claim.now + 3000, expiresAt: claim.now + 3_600_000 })
      await system.sleep(60_000, signal)
    })
    const lost = run(taskOf({ idempotencyKey: 'order-7' }, { system }))
    await expect(lost).rejects.toMatchObject({ error: 'Idempotent.LeaseLost' })
    expect(system.elapsed).toBeLessThan(5000)
  })

  it('tries again to store an output, and reports a store that stays broken', async () => {
    const system = virtualSystem()
    const failing = (failures: number) => {
      const store = createStore()
      let left = failures
      const complete: typeof store.complete = async (...args) => {
        if (left-- > 0) throw new Error('throttled')
        return store.complete(...args)
      }
      return compose([idempotent({ store: { ...store, complete } })], async () => 'charged')
    }
    const task = taskOf({ idempotencyKey: 'order-7' }, { system })
    expect(await failing(7)(task)).toBe('charged')
    await expect(failing(8)(task)).rejects.toThrow('throttled')
  })

  it('runs the handler again at once after an error', async () => {
    const store = createStore()
    const system = virtualSystem()
    let attempts = 0
    const run = compose([idempotent({ store })], async () => {
      if (++attempts < 3) throw new TaskError('Declined')
      return attempts
    })
    const task = taskOf({ idempotencyKey: 'order-7' }, { system })
    await expect(run(task)).rejects.toThrow('Declined')
    await expect(run(task)).rejects.toThrow('Declined')
    expect(await run(task)).toBe(3)
    expect(system.elapsed).toBe(0)
  })
})

describe('the key', () => {
  const store = memoryStore()
  const echo = async ({ input, activity }: WorkerTask) => [activity, input]
  const run = (input: unknown, changes: Partial<WorkerTask> = {}) =>
    compose([idempotent({ store })], echo)(taskOf(input, changes))

  it.each([
    {},
    7,
    null,
    { idempotencyKey: 7 },
    { idempotencyKey: [] },
    { idempotencyKey: ['a', 7] },
    { idempotencyKey: '' },
  ])('of the input %j is refused', async (input) => {
    await expect(run(input)).rejects.toMatchObject({ error: 'Idempotent.NoKey' })
  })

  it('is different for each activity, and for each list of parts', async () => {
    const keys = [['a', 'b#c'], ['a#b', 'c'], 'a', ['a']]
    for (const idempotencyKey of keys.slice(0, 3))
      expect(await run({ idempotencyKey })).toEqual(['add', { idempotencyKey }])
    expect(await run({ idempotencyKey: ['a'] })).toEqual(['add', { idempotencyKey: 'a' }])
    expect(await run({ idempotencyKey: 'a' }, { activity: 'other' })).toEqual(['other', { idempotencyKey: 'a' }])
  })

  it('may be computed', async () => {
    const byOrder = compose([idempotent({ store, key: ({ input }) => input.order })], echo)
    const first = await byOrder(taskOf({ order: '7', attempt: 1 }))
    expect(await byOrder(taskOf({ order: '7', attempt: 2 }))).toEqual(first)
  })

  it('keeps an output of nothing as null', async () => {
    const nothing = compose([idempotent({ store, key: () => 'nothing' })], async () => undefined)
    expect(await nothing(taskOf({}))).toBeUndefined()
    expect(await nothing(taskOf({}))).toBeNull()
  })
})

describe('the tasks of a finite state machine', () => {
  it('have keys of their own, also in a loop', async () => {
    const machine = fsm({
      name: 'looper',
      initial: 'loop',
      states: { loop: { do: 'count', on: { again: 'loop', done: 'end' } }, end: { final: true } },
    })
    const tokens: unknown[] = []
    const handlers = fsmHandlers(machine, {
      count: (ctx, { fenceToken }) => {
        tokens.push(fenceToken)
        ctx.count = (ctx.count ?? 0) + 1
        return ctx.count < 3 ? 'again' : 'done'
      },
    })
    const handler = { handler: handlers['activity/looper'], interceptors: [idempotent({ store: memoryStore() })] }
    const run = await simulate(machine, { handlers: { 'activity/looper': handler } })
    expect(run.output).toEqual({ count: 3 })
    expect(tokens).toEqual([1, 2, 3])
  })
})

describe('wrong options', () => {
  it.each([
    [{}, 'options.store must be a store: dynamoDbStore(…) or memoryStore(), got undefined'],
    [{ store: memoryStore(), leaseSeconds: 0 }, 'options.leaseSeconds must be a positive number of seconds, got 0'],
    [{ store: memoryStore(), kee: 1 }, 'unknown option "kee" in options'],
  ])('%j are refused', (options, message) => {
    expect(() => idempotent(options as never)).toThrow(message)
  })
})
