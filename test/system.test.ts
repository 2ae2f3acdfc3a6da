import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { realSystem } from '../src/system.ts'
import { virtualSystem } from '../src/virtual-system.ts'

describe('virtualSystem', () => {
  it('lets a year pass at once', async () => {
    const system = virtualSystem()
    await system.sleep(365 * 24 * 3600 * 1000)
    expect(system.elapsed).toBe(31_536_000_000)
  })

  it('wakes sleepers in the order of their times, and those of one time in the order in which they lay down', async () => {
    const system = virtualSystem()
    const woken: string[] = []
    const nap = (name: string, ms: number) => system.sleep(ms).then(() => woken.push(`${name} at ${system.elapsed}`))
    await Promise.all([nap('c', 30), nap('a', 10), nap('b', 10), nap('d', 30)])
    expect(woken).toEqual(['a at 10', 'b at 10', 'c at 30', 'd at 30'])
  })

  it('starts where it is told', () => {
    expect(virtualSystem({ startAt: new Date('2030-05-06T07:08:09Z') }).now()).toBe(Date.UTC(2030, 4, 6, 7, 8, 9))
  })

  it('gives the same random numbers and ids for the same seed', () => {
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

  it('keeps its time while real work goes on', async () => {
    const system = virtualSystem()
    let finish = () => {}
    const work = system.during(new Promise<void>((resolve) => (finish = resolve)))
    const slept = system.sleep(1000)
    for (let turn = 0; turn < 20; turn++) await system.yield()
    expect(system.elapsed).toBe(0)
    finish()
    await work
    await slept
    expect(system.elapsed).toBe(1000)
  })
})

describe('realSystem', () => {
  const timersThatHoldTheProcess = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

  it('keeps the process up for a minute, not for a year', () => {
    const before = timersThatHoldTheProcess()
    const cancelMinute = realSystem.after(60_000, () => {})
    const cancelYear = realSystem.after(365 * 24 * 3600 * 1000, () => {})
    expect(timersThatHoldTheProcess()).toBe(before + 1)
    cancelMinute()
    cancelYear()
  })
})

describe.each([
  ['realSystem', () => realSystem],
  ['virtualSystem', () => virtualSystem()],
])('%s', (_name, create) => {
  it('ends a sleep with the reason of its signal', async () => {
    const stop = new AbortController()
    const slept = create().sleep(60_000, stop.signal)
    stop.abort('enough')
    await expect(slept).rejects.toBe('enough')
  })

  it('does not begin a sleep whose signal is aborted already', async () => {
    await expect(create().sleep(60_000, AbortSignal.abort('no'))).rejects.toBe('no')
  })

  it('leaves nothing on the signal of a sleep that ended', async () => {
    const { signal } = new AbortController()
    await create().sleep(1, signal)
    expect(EventEmitter.getEventListeners(signal, 'abort')).toEqual([])
  })
})
