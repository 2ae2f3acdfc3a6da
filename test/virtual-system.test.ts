import { setTimeout as realSleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { holdClock } from '../src/system.ts'
import { virtualSystem } from '../src/virtual-system.ts'

const day = 24 * 3600 * 1000

/** Real work: it settles when `finish` is called. */
const work = () => {
  let finish = () => {}
  const done = new Promise<void>((resolve) => (finish = resolve))
  return { done, finish }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('virtual time', () => {
  it('skips a year at once', async () => {
    const system = virtualSystem()
    await system.sleep(365 * day)
    expect(system.elapsed).toBe(365 * day)
  })

  it('fires timers in the order of their times, and those of one time in the order in which they were set', async () => {
    const system = virtualSystem()
    const fired: string[] = []
    const nap = (name: string, ms: number) => system.sleep(ms).then(() => fired.push(`${name} at ${system.elapsed}`))
    await Promise.all([nap('c', 30), nap('a', 10), nap('b', 10), nap('d', 30)])
    expect(fired).toEqual(['a at 10', 'b at 10', 'c at 30', 'd at 30'])
  })

  it('starts at the given time', () => {
    expect(virtualSystem({ startAt: new Date('2030-05-06T07:08:09Z') }).now()).toBe(Date.UTC(2030, 4, 6, 7, 8, 9))
  })

  it('returns the same random numbers and ids for the same seed', () => {
    const draw = (seed: number) => {
      const system = virtualSystem({ seed })
      return [system.random(), system.uuid(), system.random()]
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('makes ids that are UUIDs of version 4', () => {
    expect(virtualSystem().uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('real work', () => {
  it('holds the clock until it settles', async () => {
    const system = virtualSystem()
    const { done, finish } = work()
    const working = system.holds.work(() => done)
    const slept = system.sleep(1000)
    await turns(20)
    expect(system.elapsed).toBe(0)
    finish()
    await Promise.all([working, slept])
    expect(system.elapsed).toBe(1000)
  })

  it('has the time of a copy of a system that was changed', async () => {
    const changed = { ...virtualSystem(), now: () => 5 }
    expect(await holdClock(changed, async ({ now }) => now())).toBe(5)
  })

  it('holds the clock if it was started before', async () => {
    const system = virtualSystem()
    const { done, finish } = work()
    const during = system.during(done)
    void system.sleep(1000)
    await turns(20)
    expect(system.elapsed).toBe(0)
    finish()
    await during
  })

  it('does not hold the clock while it sleeps', async () => {
    const system = virtualSystem()
    await system.holds.work(() => system.sleep(day))
    expect(system.elapsed).toBe(day)
  })

  it('holds the clock again after it has slept', async () => {
    const system = virtualSystem()
    const { done, finish } = work()
    const working = system.holds.work(async () => {
      await system.sleep(1000)
      await done
    })
    const slept = system.sleep(day)
    await turns(30)
    expect(system.elapsed).toBe(1000)
    finish()
    await Promise.all([working, slept])
    expect(system.elapsed).toBe(day)
  })

  it('does not hold the clock while it waits for something that happens in virtual time', async () => {
    const system = virtualSystem()
    const arrival = system.sleep(day)
    await system.holds.work(() => system.holds.wait(() => arrival))
    expect(system.elapsed).toBe(day)
  })

  it('is one piece of work, however deeply it is nested', async () => {
    const system = virtualSystem()
    await system.holds.work(() => system.holds.work(() => system.sleep(day)))
    expect(system.elapsed).toBe(day)
  })

  it('is not affected by the waits of detached work', async () => {
    const system = virtualSystem()
    const { done, finish } = work()
    const working = system.holds.work(async () => {
      void system.holds.detach(() => system.sleep(1000))
      await done
    })
    await turns(20)
    expect(system.elapsed).toBe(0)
    finish()
    await working
  })

  it('releases the clock if it fails', async () => {
    const system = virtualSystem()
    await expect(system.holds.work(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await system.sleep(1000)
    expect(system.elapsed).toBe(1000)
  })

  it('that never settles holds the clock for holdMs of real time, and is named in a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const system = virtualSystem({ holdMs: 1 })
    void system.holds.work(() => new Promise(() => {}))
    await system.sleep(day)
    expect(system.elapsed).toBe(day)
    expect(warned.mock.calls[0]?.[0]).toContain('has been running for 1 ms of real time')
    warned.mockRestore()
  })

  it('does not hold the clock if holdMs is 0', async () => {
    const system = virtualSystem({ holdMs: 0 })
    void system.holds.work(() => new Promise(() => {}))
    await system.sleep(day)
    expect(system.elapsed).toBe(day)
  })
})

describe('idle work', () => {
  it('is known to the code that it runs, so that this sets no timeout', async () => {
    const { holds } = virtualSystem()
    expect(holds.isIdle).toBe(false)
    await holds.idle(async () => expect(holds.isIdle).toBe(true))
    expect(holds.isIdle).toBe(false)
  })

  it('does not hold the clock', async () => {
    const system = virtualSystem()
    void system.holds.idle(() => new Promise(() => {}))
    await system.sleep(day)
    expect(system.elapsed).toBe(day)
  })

  it('holds the clock while it works', async () => {
    const system = virtualSystem()
    const { done, finish } = work()
    const working = system.holds.idle(() => system.holds.work(() => done))
    void system.sleep(1000)
    await turns(20)
    expect(system.elapsed).toBe(0)
    finish()
    await working
  })

  it('can set timers for others', async () => {
    const system = virtualSystem()
    const fired = await system.holds.idle(
      () => new Promise((resolve) => system.after(1000, () => resolve(system.elapsed))),
    )
    expect(fired).toBe(1000)
  })
})

describe('advance', () => {
  it('moves a clock that does not move by itself', async () => {
    const system = virtualSystem({ auto: false })
    const fired: number[] = []
    for (const ms of [1000, 2000, 5000]) system.after(ms, () => fired.push(system.elapsed))
    await turns(20)
    expect(fired).toEqual([])
    await system.advance(2500)
    expect([fired, system.elapsed]).toEqual([[1000, 2000], 2500])
  })

  it('fires the timers that are set on the way', async () => {
    const system = virtualSystem({ auto: false })
    const ticks: number[] = []
    const tick = async () => {
      while (ticks.length < 10) {
        await system.sleep(1000)
        ticks.push(system.elapsed)
      }
    }
    void tick()
    await system.advance(3500)
    expect(ticks).toEqual([1000, 2000, 3000])
  })

  it('waits for the work that a timer starts', async () => {
    const system = virtualSystem({ auto: false })
    const { done, finish } = work()
    system.after(1000, () => void system.during(done))
    const advanced = vi.fn()
    const advancing = system.advance(2000).then(advanced)
    await turns(20)
    expect([advanced.mock.calls.length, system.elapsed]).toEqual([0, 1000])
    finish()
    await advancing
    expect(system.elapsed).toBe(2000)
  })

  it('takes turns with another one', async () => {
    const system = virtualSystem({ auto: false })
    await Promise.all([system.advance(1000), system.advance(1000)])
    expect(system.elapsed).toBe(2000)
  })

  it('works inside of work that holds the clock', async () => {
    const system = virtualSystem({ auto: false })
    await system.holds.work(() => system.advance(1000))
    expect(system.elapsed).toBe(1000)
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', async (ms) => {
    expect(() => virtualSystem().advance(ms)).toThrow(`advance: ms must be a finite number from 0, got ${ms}`)
  })
})

describe('runUntil', () => {
  it('moves time until the predicate returns true, and no further', async () => {
    const system = virtualSystem({ auto: false })
    let woken = 0
    for (const ms of [1000, 2000, 5000]) system.after(ms, () => woken++)
    await system.runUntil(() => woken === 2)
    expect(system.elapsed).toBe(2000)
  })

  it('reports that nothing is left to wait for', async () => {
    const system = virtualSystem()
    await expect(system.runUntil(() => false)).rejects.toThrow('no timer is left to fire')
  })
})

describe('globalTimers', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it("follow vitest's fake timers", async () => {
    const { globalTimers } = await import('../src/system.ts')
    vi.useFakeTimers({ now: 0 })
    const system = globalTimers()
    const woken = vi.fn()
    void system.sleep(day).then(woken)
    await vi.advanceTimersByTimeAsync(day - 1)
    expect([system.now(), woken.mock.calls.length]).toEqual([day - 1, 0])
    await vi.advanceTimersByTimeAsync(1)
    expect(woken).toHaveBeenCalledOnce()
  })

  it('follow real timers too', async () => {
    const { globalTimers } = await import('../src/system.ts')
    const system = globalTimers()
    await system.sleep(1)
    await realSleep(0)
    expect(Math.abs(system.now() - Date.now())).toBeLessThan(1000)
  })
})
