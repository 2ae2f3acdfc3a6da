import { describe, expect, it } from 'vitest'
import { virtualSystem } from '../../src/virtual-system.ts'
import { heartbeatEvery } from '../../src/workers/heartbeat-every.ts'
import { fakeActivities, serviceError } from '../support/fake-activities.ts'
import { taskOf } from '../support/task.ts'

describe('heartbeatEvery', () => {
  it('sends at multiples of its interval, however long a heartbeat takes, and not after the end', async () => {
    const system = virtualSystem({ startAt: 0 })
    const beats: number[] = []
    const heartbeat = async () => {
      beats.push(system.now())
      await system.sleep(700)
    }
    await heartbeatEvery(1)(taskOf({}, { system, heartbeat }), () => system.sleep(4500))
    await system.sleep(10_000)
    expect(beats).toEqual([1000, 2000, 3000, 4000])
  })

  it('leaves out the heartbeats that are overdue', async () => {
    const system = virtualSystem({ startAt: 0 })
    let skipped = 0
    const now = () => system.now() + skipped
    const beats: number[] = []
    const heartbeat = async () => {
      beats.push(now())
      skipped = beats.length === 1 ? 3500 : skipped
    }
    await heartbeatEvery(1)(taskOf({}, { system: { ...system, now }, heartbeat }), () => system.sleep(2600))
    expect(beats).toEqual([1000, 5000, 6000])
  })

  it('stops with the task', async () => {
    const system = virtualSystem({ startAt: 0 })
    const gone = new AbortController()
    let beats = 0
    const heartbeat = async () => {
      if (++beats === 2) gone.abort()
    }
    await heartbeatEvery(1)(taskOf({}, { system, heartbeat, signal: gone.signal }), () => system.sleep(10_000))
    expect(beats).toBe(2)
  })

  it('returns and throws what the handler does', async () => {
    expect(await heartbeatEvery(1)(taskOf({}), async () => 42)).toBe(42)
    await expect(heartbeatEvery(1)(taskOf({}), () => Promise.reject(new Error('boom')))).rejects.toThrow('boom')
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d seconds', (seconds) => {
    expect(() => heartbeatEvery(seconds)).toThrow(
      `the interval of heartbeatEvery must be a positive number of seconds, got ${seconds}`,
    )
  })
})

describe('a task with heartbeats', () => {
  it('outlives its heartbeat timeout', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    await using _ = start(
      { add: () => system.sleep(10_000).then(() => 'alive') },
      { interceptors: [heartbeatEvery(1)] },
    )
    expect(await schedule('add', {}, { heartbeatMs: 3000 })).toEqual({ output: 'alive' })
  })

  it('times out without them, and its handler is aborted', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const reasons: unknown[] = []
    const workers = start({
      add: async (_, { heartbeat, signal }) => {
        await system.sleep(4000)
        await heartbeat()
        reasons.push(signal.reason)
      },
    })
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    expect(await schedule('add', {}, { heartbeatMs: 3000 })).toEqual({ error: 'States.HeartbeatTimeout' })
    expect(await lost).toMatchObject({ attempts: 0, reason: { name: 'TaskTimedOut' } })
    expect(reasons).toMatchObject([{ name: 'TaskTimedOut' }])
    await workers.shutdown()
  })

  it('repeats a heartbeat that could not be sent', async () => {
    const { schedule, start, system, broken } = fakeActivities({ abortablePolls: true })
    let beats = 0
    broken.heartbeat = () => {
      if (++beats % 3) throw serviceError('ServiceUnavailable', 503)
    }
    const workers = start({ add: () => system.sleep(10_000).then(() => 'alive') }, { heartbeat: 1 })
    let failures = 0
    workers.on('heartbeatFailed', () => failures++)
    expect(await schedule('add', {}, { heartbeatMs: 3000 })).toEqual({ output: 'alive' })
    expect(failures).toBe(2 * 9)
    await workers.shutdown()
  })

  it('stays alive while its result cannot be sent', async () => {
    const { schedule, start, broken, system } = fakeActivities({ abortablePolls: true })
    const from = system.now()
    broken.succeed = () => {
      if (system.now() - from < 60_000) throw serviceError('ServiceUnavailable', 503)
    }
    await using _ = start({ add: () => 'at last' }, { heartbeat: 1 })
    expect(await schedule('add', {}, { heartbeatMs: 3000 })).toEqual({ output: 'at last' })
  })

  it('may have its own interval, by handler or by activity', async () => {
    const { schedule, start, system, calls } = fakeActivities({ abortablePolls: true })
    const handler = () => system.sleep(9000)
    const beats = () => calls.filter((call) => call.startsWith('heartbeat')).length
    const byHandler = start({ add: { handler, heartbeat: 2 } })
    await schedule('add', {})
    expect(beats()).toBe(4)
    await byHandler.shutdown()
    const byActivity = start({ add: handler }, { heartbeat: { add: 4 } })
    await schedule('add', {})
    expect(beats()).toBe(4 + 2)
    await byActivity.shutdown()
  })
})
