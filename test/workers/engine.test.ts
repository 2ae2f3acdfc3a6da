import { describe, expect, it } from 'vitest'
import { TaskError } from '../../src/errors.ts'
import { onAbort } from '../../src/stop.ts'
import { activityClient } from '../../src/workers/activity-client.ts'
import { startWorkers } from '../../src/workers/start-workers.ts'
import type { TaskContext } from '../../src/workers/worker-task.ts'
import { silent } from '../support/fake-activities.ts'
import { faulty } from '../support/faults.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const machineWith = (fields: object) =>
  ({
    name: 'work',
    startAt: 'work',
    states: { work: { type: 'task', resource: 'work', end: true, ...fields } },
  }) as const

const options = { logger: silent }

/** A handler that waits until its signal is aborted, and returns the reason. */
const untilAborted = (_: unknown, { signal }: TaskContext) =>
  new Promise<string>((resolve) => onAbort(signal, () => resolve(String(signal.reason))))

/** For handlers that never settle on purpose. */
const neverHeld = { time: { holdMs: 0 } }

describe('a task that ends before its handler', () => {
  it('aborts the handler when it has timed out', async () => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal(neverHeld)
    await ensureStateMachine(machineWith({ timeoutSeconds: 5 }))
    const workers = startWorkers({ work: untilAborted }, { ...options, heartbeat: 1 })
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    await expect(runExecution('work')).rejects.toMatchObject({ error: 'States.Timeout' })
    expect(await lost).toMatchObject({ reason: { name: 'TaskTimedOut' }, attempts: 0 })
    expect(system.elapsed).toBeLessThan(10_000)
    await workers.shutdown()
  })

  it('aborts the handler when the execution is stopped', async () => {
    const { ensureStateMachine, startWorkers, startExecution, stopExecution } = virtualLocal(neverHeld)
    await ensureStateMachine(machineWith({}))
    const workers = startWorkers({ work: untilAborted }, { ...options, heartbeat: 1 })
    const started = new Promise((resolve) => workers.on('taskStarted', resolve))
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    const { executionArn } = await startExecution('work')
    await started
    await stopExecution(executionArn)
    expect(await lost).toMatchObject({ reason: { name: 'TaskTimedOut' } })
    await workers.shutdown()
  })
})

describe('a task that is handed back', () => {
  const retried = machineWith({ retry: { errorEquals: ['Worker.Shutdown', 'Worker.Killed'], intervalSeconds: 1 } })

  it.each(['shutdown', 'kill'] as const)('by %s is retried by another worker', async (stop) => {
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal(neverHeld)
    await ensureStateMachine(retried)
    const first = startWorkers({ work: () => new Promise(() => {}) }, options)
    const started = new Promise((resolve) => first.on('taskStarted', resolve))
    const run = runExecution('work')
    await started
    await (stop === 'kill' ? first.kill() : first.shutdown({ timeoutMs: 1000 }))
    const second = startWorkers({ work: () => 'by the second' }, options)
    expect((await run).output).toBe('by the second')
    await second.shutdown()
  })
})

describe('two workers of one activity', () => {
  it('share its tasks: each is handled once', async () => {
    const { ensureStateMachine, startWorkers, runExecution, system } = virtualLocal()
    await ensureStateMachine(machineWith({}))
    const handled: number[] = []
    const handler = async ({ n }: { n: number }, { system }: TaskContext) => {
      handled.push(n)
      await system.sleep(10)
      return n
    }
    const pools = [1, 2].map(() => startWorkers({ work: handler }, { ...options, concurrency: 3 }))
    const numbers = Array.from({ length: 30 }, (_, n) => n)
    const outputs = await Promise.all(numbers.map(async (n) => (await runExecution('work', { input: { n } })).output))
    expect(outputs).toEqual(numbers)
    expect(handled.sort((a, b) => a - b)).toEqual(numbers)
    expect(system.elapsed).toBeLessThan(60_000)
    for (const pool of pools) await pool.shutdown()
  })
})

describe('a worker whose process dies', () => {
  it('during a task makes the task miss its heartbeat, and another worker takes it', async () => {
    const { ensureStateMachine, startWorkers: startAnother, runExecution, sfn, system } = virtualLocal(neverHeld)
    await ensureStateMachine(
      machineWith({ heartbeatSeconds: 10, retry: { errorEquals: 'States.HeartbeatTimeout', intervalSeconds: 1 } }),
    )
    const dead = new AbortController()
    const handler = sfn.config.requestHandler as Parameters<typeof faulty>[0]
    const dying = Object.assign(Object.create(sfn), {
      config: {
        ...sfn.config,
        requestHandler: faulty(handler, system, () => (dead.signal.aborted ? 'silence' : undefined)),
      },
    })
    const arnOf = (name: string) => `arn:aws:states:us-east-1:123456789012:activity:${name}`
    const first = startWorkers(
      { work: () => new Promise(() => dead.abort()) },
      { ...options, heartbeat: 3 },
      { client: activityClient(dying), arnOf, system },
    )
    const run = runExecution('work')
    await new Promise<void>((resolve) => onAbort(dead.signal, resolve))
    const second = startAnother({ work: () => 'by the second' }, options)
    expect((await run).output).toBe('by the second')
    expect(system.elapsed).toBeGreaterThanOrEqual(11_000)
    await second.shutdown()
    await first.kill()
  })
})

describe('the error of a handler', () => {
  it('is caught by the name of its class', async () => {
    class CardDeclined extends Error {}
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
    await ensureStateMachine({
      name: 'pay',
      startAt: 'pay',
      states: {
        pay: { type: 'task', resource: 'pay', catch: { errorEquals: 'CardDeclined', next: 'declined' }, end: true },
        declined: { type: 'pass', parameters: { 'message.$': 'States.StringToJson($.Cause)' }, end: true },
      },
    })
    const workers = startWorkers({ pay: () => Promise.reject(new CardDeclined('no money')) }, options)
    expect((await runExecution('pay')).output).toMatchObject({ message: { message: 'no money' } })
    await workers.shutdown()
  })

  it('is accepted at its maximum length', async () => {
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
    await ensureStateMachine(machineWith({}))
    const thrown = new TaskError('x'.repeat(300), '💥'.repeat(40_000))
    const workers = startWorkers({ work: () => Promise.reject(thrown) }, options)
    await expect(runExecution('work')).rejects.toMatchObject({ error: 'x'.repeat(256), cause: '💥'.repeat(16_384) })
    await workers.shutdown()
  })

  it('is States.DataLimitExceeded for an output over 262,144 bytes: the execution ends at once', async () => {
    const { ensureStateMachine, startWorkers, runExecution } = virtualLocal()
    await ensureStateMachine(machineWith({}))
    const workers = startWorkers({ work: () => 'x'.repeat(300_000) }, options)
    await expect(runExecution('work')).rejects.toMatchObject({ error: 'States.DataLimitExceeded' })
    await workers.shutdown()
  })
})
