import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { TaskError } from '../../src/errors.ts'
import { onAbort } from '../../src/stop.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { fakeActivities, serviceError } from '../support/fake-activities.ts'

/** A promise that is settled from outside. */
const gate = <T = void>() => {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('a worker', () => {
  it('returns what its handler returns', async () => {
    const { schedule, start } = fakeActivities()
    const workers = start({ add: ({ x, y }) => x + y })
    expect(await schedule('add', { x: 1, y: 1 })).toEqual({ output: 2 })
    await workers.shutdown()
  })

  it('returns null if the handler returns nothing', async () => {
    const { schedule, start } = fakeActivities()
    await using _ = start({ add: () => {} })
    expect(await schedule('add', {})).toEqual({ output: null })
  })

  it('leaves no timer behind when it has stopped', async () => {
    const system = virtualSystem()
    const workers = fakeActivities({ system }).start({ add: () => 1 })
    await workers.shutdown()
    expect(system.sleeping).toBe(0)
  })

  it('creates the activity when it is started before the machine', async () => {
    const activities = fakeActivities()
    const { schedule, start, calls } = activities
    activities.remove('add')
    const workers = start({ add: () => 'made' })
    await new Promise<void>((resolve) => workers.on('activityCreated', () => resolve()))
    expect(await schedule('add', {})).toEqual({ output: 'made' })
    expect(calls.filter((call) => call.startsWith('create'))).toEqual(['create add'])
    await workers.shutdown()
  })

  it('waits between its attempts if it may not create the activity', async () => {
    const activities = fakeActivities()
    activities.remove('add')
    activities.broken.create = () => {
      throw serviceError('AccessDeniedException', 400)
    }
    const workers = activities.start({ add: () => 'made' })
    const reasons: unknown[] = []
    await new Promise<void>((resolve) => {
      workers.on('pollFailed', ({ reason, failures }) => {
        reasons.push(reason)
        if (failures === 3) resolve()
      })
    })
    expect(reasons).toMatchObject(Array(3).fill({ name: 'AccessDeniedException' }))
    await workers.kill()
  })

  it('stops instead if whenMissing is stop', async () => {
    const activities = fakeActivities()
    activities.remove('add')
    const workers = activities.start({ add: () => 'never' }, { whenMissing: 'stop' })
    const missing = new Promise((resolve) => workers.on('activityMissing', resolve))
    await workers.done
    expect(await missing).toMatchObject({ activity: 'add', reason: { name: 'ActivityDoesNotExist' } })
  })

  it('polls again after a failure, less and less often', async () => {
    const { schedule, start, broken } = fakeActivities()
    const delays: number[] = []
    broken.poll = () => {
      throw serviceError('ThrottlingException')
    }
    const workers = start({ add: () => 'at last' })
    const output = new Promise((resolve) => {
      workers.on('pollFailed', ({ failures, delayMs }) => {
        delays.push(delayMs)
        if (failures < 8) return
        broken.poll = undefined
        resolve(schedule('add', {}))
      })
    })
    expect(await output).toEqual({ output: 'at last' })
    expect(delays.every((delay, index) => delay <= Math.min(10_000, 200 * 2 ** index))).toBe(true)
    await workers.shutdown()
  })
})

describe('concurrency', () => {
  it('is how many tasks run at once, never more', async () => {
    const { schedule, start, system } = fakeActivities()
    let running = 0
    let most = 0
    const add = async () => {
      most = Math.max(most, ++running)
      await system.sleep(1000)
      running--
    }
    const workers = start({ add }, { concurrency: 5 })
    await Promise.all(Array.from({ length: 40 }, () => schedule('add', {})))
    expect(most).toBe(5)
    await workers.shutdown()
  })

  it('bounds the open polls: one while idle, more as tasks come, never more than free slots', async () => {
    const activities = fakeActivities()
    const { schedule, start, system } = activities
    const seen: number[] = []
    const add = async () => {
      await system.sleep(10)
      const { running, polling } = workers.stats().add ?? { running: 0, polling: 0 }
      seen.push(running + polling)
    }
    const workers = start({ add }, { concurrency: 4 })
    await system.sleep(1)
    expect(activities.polls()).toBe(1)
    await Promise.all(Array.from({ length: 40 }, () => schedule('add', {})))
    expect(Math.max(...seen)).toBe(4)
    await workers.shutdown()
  })

  it.each([0, 1.5, Number.NaN])('must be a whole number from 1, not %d', (concurrency) => {
    const { start } = fakeActivities()
    expect(() => start({ add: () => 1 }, { concurrency })).toThrow(
      `options.concurrency must be a whole number from 1, got ${concurrency}`,
    )
  })

  it('by activity must name activities that have a handler', () => {
    const { start } = fakeActivities()
    expect(() => start({ add: () => 1 }, { concurrency: { ad: 2 } })).toThrow(
      'unknown activity "ad" in options.concurrency; expected one of add; did you mean "add"?',
    )
  })
})

describe('shutdown', () => {
  it('lets a running handler finish and report', async () => {
    const { schedule, start } = fakeActivities()
    const { open, opened } = gate<string>()
    const workers = start({ add: () => opened })
    const result = schedule('add', {})
    await new Promise<void>((resolve) => workers.on('taskStarted', () => resolve()))
    const stopped = workers.shutdown()
    open('done')
    expect(await result).toEqual({ output: 'done' })
    await stopped
    expect(workers.stats()).toEqual({ add: { polling: 0, running: 0, succeeded: 1, failed: 0, lost: 0 } })
  })

  it('runs the task that an open poll still returns', async () => {
    const { schedule, start, system } = fakeActivities()
    const workers = start({ add: () => 'not lost' })
    await system.sleep(1)
    const stopped = workers.shutdown()
    expect(await schedule('add', {})).toEqual({ output: 'not lost' })
    await stopped
  })

  it('waits until open polls return, up to 60 s', async () => {
    const { start, system } = fakeActivities()
    const workers = start({ add: () => 1 })
    await system.sleep(1)
    const from = system.now()
    await workers.shutdown()
    expect(system.now() - from).toBe(59_999)
  })

  it('ends polls at once if that loses no task', async () => {
    const { start, system } = fakeActivities({ abortablePolls: true })
    const workers = start({ add: () => 1 })
    await system.sleep(1)
    const from = system.now()
    await workers.shutdown()
    expect(system.now() - from).toBe(0)
  })

  it('aborts handlers after timeoutMs and hands their tasks back', async () => {
    const { schedule, start, system } = fakeActivities()
    const reasons: unknown[] = []
    const workers = start({
      add: (_, { signal }) => new Promise(() => onAbort(signal, () => reasons.push(signal.reason))),
    })
    const result = schedule('add', {})
    await system.sleep(1)
    await workers.shutdown({ timeoutMs: 5000 })
    expect(await result).toEqual({
      error: 'Worker.Shutdown',
      cause: 'the worker shut down, the task did not end within 5000 ms',
    })
    expect(reasons).toEqual([expect.any(TaskError)])
  })

  it('hands back a task that a poll returns after timeoutMs, without running it', async () => {
    const { schedule, start, system } = fakeActivities()
    const ran: unknown[] = []
    const workers = start({ add: (input) => ran.push(input) })
    await system.sleep(1)
    const stopped = workers.shutdown({ timeoutMs: 1000 })
    await system.sleep(2000)
    expect(await schedule('add', {})).toMatchObject({ error: 'Worker.Shutdown' })
    await stopped
    expect(ran).toEqual([])
  })

  it('resolves at the end each time, however often it is called', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const { open, opened } = gate()
    const workers = start({ add: () => opened })
    const result = schedule('add', {})
    await system.sleep(1)
    const order: string[] = []
    const stops = [workers.shutdown(), workers.shutdown(), workers.done].map((stop) =>
      stop.then(() => order.push('stopped')),
    )
    await system.sleep(10)
    order.push('opened')
    open()
    await Promise.all(stops)
    expect(order).toEqual(['opened', 'stopped', 'stopped', 'stopped'])
    expect(await result).toEqual({ output: null })
  })

  it.each(['before', 'after'])('begins when the signal of the options is aborted, %s the start too', async (when) => {
    const { start, polls, system } = fakeActivities({ abortablePolls: true })
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    const workers = start({ add: () => 1 }, { signal: stop.signal })
    await system.sleep(1)
    expect(polls()).toBe(when === 'before' ? 0 : 1)
    stop.abort()
    await workers.done
    expect([polls(), workers.stats().add?.polling]).toEqual([0, 0])
  })

  it('leaves no listener on the signal of the options', async () => {
    const { start } = fakeActivities({ abortablePolls: true })
    const { signal } = new AbortController()
    const workers = start({ add: () => 1 }, { signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await workers.shutdown()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('goes on with heartbeats until the handler is done', async () => {
    const { schedule, start, system } = fakeActivities()
    const workers = start({ add: () => system.sleep(10_000).then(() => 'slow') }, { heartbeat: 1 })
    const result = schedule('add', {}, { heartbeatMs: 3000 })
    await system.sleep(1)
    await workers.shutdown()
    expect(await result).toEqual({ output: 'slow' })
  })
})

describe('shutdown at any point of a task', () => {
  it.each(['taskStarted', 'in the handler', 'heartbeatFailed', 'resultRetried', 'taskSucceeded'] as const)(
    'loses no task: %s',
    async (point) => {
      const { schedule, start, system, broken } = fakeActivities()
      const { open, opened } = gate()
      broken.heartbeat = () => {
        throw serviceError('ServiceUnavailable', 503)
      }
      let sent = 0
      broken.succeed = () => {
        if (++sent < 4) throw serviceError('ServiceUnavailable', 503)
      }
      const workers = start(
        {
          add: async () => {
            if (point === 'in the handler') open()
            await system.sleep(5000)
            return 'done'
          },
        },
        { heartbeat: 1 },
      )
      if (point !== 'in the handler') workers.on(point, () => open())
      const results = [schedule('add', {}), schedule('add', {})]
      await opened
      const stopped = workers.shutdown()
      expect(await results[0]).toEqual({ output: 'done' })
      await stopped
      expect(workers.stats().add).toMatchObject({ running: 0, failed: 0, lost: 0 })
    },
  )
})

describe('kill', () => {
  it('fails the task of a handler that ignores its signal', async () => {
    const { schedule, start, system } = fakeActivities()
    const workers = start({ add: () => new Promise(() => {}) })
    const result = schedule('add', {})
    await system.sleep(1)
    await workers.kill()
    expect(await result).toEqual({ error: 'Worker.Killed', cause: 'the worker was killed' })
  })

  it('reports nothing with report: false, as after a crash', async () => {
    const { schedule, start, system, calls } = fakeActivities()
    const aborted: unknown[] = []
    const workers = start({
      add: (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => aborted.push(signal.reason))),
    })
    const result = schedule('add', {}, { heartbeatMs: 3000 })
    await system.sleep(1)
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    await workers.kill({ report: false })
    expect(await lost).toMatchObject({ attempts: 0, reason: { error: 'Worker.Killed' } })
    expect(aborted).toMatchObject([{ error: 'Worker.Killed' }])
    expect(calls.filter((call) => !call.startsWith('poll'))).toEqual([])
    expect(await result).toEqual({ error: 'States.HeartbeatTimeout' })
  })

  it('refuses unknown options', async () => {
    const { start } = fakeActivities()
    await using workers = start({ add: () => 1 })
    await expect(workers.kill({ report: 0 as never })).rejects.toThrow('options.report must be true or false, got 0')
  })

  it('abandons open polls', async () => {
    const { start, system, polls } = fakeActivities()
    const workers = start({ add: () => 1 })
    await system.sleep(1)
    const from = system.now()
    await workers.kill()
    expect(system.now() - from).toBe(0)
    expect(polls()).toBe(0)
  })

  it('sends a result that waits for its next attempt once more', async () => {
    const { schedule, start, broken } = fakeActivities({ abortablePolls: true })
    let attempts = 0
    broken.succeed = () => {
      if (++attempts < 5) throw serviceError('ServiceUnavailable', 503)
    }
    const workers = start({ add: () => 'done' })
    const result = schedule('add', {})
    workers.on('resultRetried', (retry) => {
      if (retry.attempts === 4) void workers.kill()
    })
    expect(await result).toEqual({ output: 'done' })
    await workers.done
  })

  it('does not wait if the service is down', async () => {
    const { schedule, start, system, broken } = fakeActivities()
    const workers = start({ add: () => new Promise(() => {}) })
    void schedule('add', {})
    await system.sleep(1)
    broken.fail = () => {
      throw serviceError('ServiceUnavailable', 503)
    }
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    await workers.kill()
    expect(await lost).toMatchObject({ attempts: 1, reason: { name: 'ServiceUnavailable' } })
  })
})
