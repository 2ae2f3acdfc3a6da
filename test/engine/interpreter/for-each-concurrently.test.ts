import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forEachConcurrently } from '../../../src/engine/interpreter/program/for-each-concurrently.ts'
import { Stop } from '../../../src/stop.ts'
import { realSystem } from '../../../src/system.ts'
import { createTurns } from '../../../src/turns.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'

const turns = createTurns(realSystem)
const options = (limit: number, signal = new Stop()) => ({ signal, limit: () => limit, turns })

async function* asynchronously<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await undefined
    yield item
  }
}

/** Yields items, and counts those that have been read and whether they were closed. */
const counted = (length: number) => {
  const reads = { count: 0, isClosed: false }
  function* items() {
    try {
      for (; reads.count < length; ) yield reads.count++
    } finally {
      reads.isClosed = true
    }
  }
  return { items: items(), reads }
}

const sources = [
  ['an iterable', <T>(items: T[]) => items],
  ['an async iterable', <T>(items: T[]) => asynchronously(items)],
] as const

describe.each(sources)('forEachConcurrently of %s', (_what, from) => {
  it('returns the results in the order of the items', async () => {
    const system = virtualSystem()
    const work = async (ms: number) => {
      await system.sleep(ms)
      return ms
    }
    expect(await forEachConcurrently(from([300, 100, 200]), work, options(3))).toEqual([300, 100, 200])
  })

  it('returns no results without items', async () => {
    expect(await forEachConcurrently(from<number>([]), async (item) => item, options(2))).toEqual([])
  })

  it('runs exactly as many at once as the limit while there are items, each in its own slot', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 5 }), async (delays, limit) => {
        const system = virtualSystem()
        const slots = new Set<number>()
        let most = 0
        await forEachConcurrently(
          from(delays),
          async (ms, _index, { number }) => {
            expect(slots.has(number)).toBe(false)
            slots.add(number)
            most = Math.max(most, slots.size)
            await system.sleep(ms + 1)
            slots.delete(number)
          },
          options(limit),
        )
        expect(most).toBe(Math.min(limit, delays.length))
      }),
      { numRuns: 50 },
    )
  })

  it('stops the others at the first failure, and throws it once all have ended', async () => {
    const system = virtualSystem()
    const log: string[] = []
    const work = async (name: string, _index: number, { signal }: { signal: Stop | AbortSignal }) => {
      if (name === 'fails') {
        await system.sleep(10)
        throw new Error('broken')
      }
      await system.sleep(1000, signal).catch(() => {})
      await undefined
      log.push(`${name} ended`)
    }
    await expect(forEachConcurrently(from(['a', 'fails', 'b', 'c']), work, options(3))).rejects.toThrow('broken')
    expect(log).toEqual(['a ended', 'b ended'])
    expect(system.elapsed).toBe(10)
  })

  it('stops when its signal is aborted, and throws the reason', async () => {
    const system = virtualSystem()
    const stop = new Stop()
    const running = forEachConcurrently(
      from([1, 2, 3]),
      (_item, _index, { signal }) => system.sleep(1000, signal),
      options(2, stop),
    )
    await system.sleep(5)
    stop.abort('enough')
    await expect(running).rejects.toBe('enough')
    expect(system.elapsed).toBe(5)
  })
})

describe('forEachConcurrently', () => {
  it('reads an item only when it can be worked on', async () => {
    const { items, reads } = counted(1_000_000)
    let most = 0
    let done = 0
    const work = async () => {
      most = Math.max(most, reads.count - done)
      await undefined
      if (++done === 1000) throw new Error('enough')
    }
    await expect(forEachConcurrently(items, work, options(3))).rejects.toThrow('enough')
    expect(most).toBe(3)
    expect(reads.count).toBeLessThan(1004)
  })

  it('closes items that are not read to their end', async () => {
    const { items, reads } = counted(10)
    await expect(forEachConcurrently(items, () => Promise.reject(new Error('no')), options(1))).rejects.toThrow('no')
    expect(reads).toEqual({ count: 1, isClosed: true })
  })

  it('reads nothing if its signal is aborted already', async () => {
    const { items, reads } = counted(10)
    const stop = new Stop()
    stop.abort('before')
    await expect(forEachConcurrently(items, async () => {}, options(1, stop))).rejects.toBe('before')
    expect(reads.count).toBe(0)
  })

  it.each([
    [
      'an iterable',
      (function* () {
        yield 1
        throw new Error('unreadable')
      })(),
    ],
    [
      'an async iterable',
      (async function* () {
        yield 1
        throw new Error('unreadable')
      })(),
    ],
  ])('throws the failure of %s, and stops the work', async (_what, items) => {
    const system = virtualSystem()
    const running = forEachConcurrently(items, (_item, _index, { signal }) => system.sleep(1000, signal), options(2))
    await expect(running).rejects.toThrow('unreadable')
    expect(system.elapsed).toBe(0)
  })

  it('stops the others with the reason of the failed work', async () => {
    const system = virtualSystem()
    const reasons: unknown[] = []
    const running = forEachConcurrently(
      ['fails', 'waits'],
      async (name, _index, { signal, stop }) => {
        if (name === 'waits') await system.sleep(1000, signal).catch((reason: unknown) => reasons.push(reason))
        if (name === 'waits') return
        await system.sleep(1)
        stop('a sibling failed')
        throw new Error('broken')
      },
      options(2),
    )
    await expect(running).rejects.toThrow('broken')
    expect(reasons).toEqual(['a sibling failed'])
  })

  it('reads its limit again each time work ends', async () => {
    const system = virtualSystem()
    let limit = 1
    const ends: number[] = []
    await forEachConcurrently(
      [1, 2, 3],
      async () => {
        await system.sleep(10)
        ends.push(system.elapsed)
        limit = 2
      },
      { signal: new Stop(), limit: () => limit, turns },
    )
    expect(ends).toEqual([10, 20, 20])
  })
})
