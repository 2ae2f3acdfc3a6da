import { describe, expect, it } from 'vitest'
import { realSystem } from '../src/system.ts'
import { createTurns, type TurnsOptions } from '../src/turns.ts'
import { virtualSystem } from '../src/virtual-system.ts'

/** Turns of 32 steps on a clock and an event loop that the test moves. */
const manual = (options: TurnsOptions = {}) => {
  const rounds: (() => void)[] = []
  const state = { now: 0 }
  const turns = createTurns(realSystem, {
    looks: 1,
    sliceMs: 4,
    longestMs: 8,
    clock: () => state.now,
    nextRound: () => new Promise((resolve) => rounds.push(resolve)),
    ...options,
  })
  const round = async () => {
    for (const resolve of rounds.splice(0)) resolve()
    await settled()
  }
  const stepsUntilOver = (most: number) => {
    for (let step = 1; step <= most; step++) if (turns.isOver()) return step
    return undefined
  }
  return { turns, state, round, stepsUntilOver }
}

/** Resolves when all promises and microtasks have settled. */
const settled = realSystem.yield

describe('a turn', () => {
  it('is over after its steps', () => {
    const { stepsUntilOver } = manual()
    expect(stepsUntilOver(100)).toBe(32)
  })

  it('stays over for everything else until a turn is given', async () => {
    const { turns, stepsUntilOver } = manual()
    stepsUntilOver(100)
    expect([turns.isOver(), turns.isOver()]).toEqual([true, true])
    await turns.next()
    expect(stepsUntilOver(100)).toBe(32)
  })

  it('is over earlier if its steps are slow', () => {
    const { state, stepsUntilOver } = manual({ looks: 10 })
    expect(stepsUntilOver(32)).toBe(undefined)
    state.now = 8
    expect(stepsUntilOver(32)).toBe(32)
  })

  it('does not depend on real time on a virtual clock', () => {
    const turns = createTurns(virtualSystem(), { looks: 3, clock: () => Math.random() * 1e6 })
    const over = Array.from({ length: 100 }, () => turns.isOver())
    expect(over.indexOf(true)).toBe(95)
  })
})

describe('callers that wait', () => {
  const order = (turns: { next(): Promise<void> }, names: readonly string[]) => {
    const given: string[] = []
    for (const name of names) void turns.next().then(() => given.push(name))
    return given
  }

  it('get their turns in order, in the same round of the event loop while its slice lasts', async () => {
    const { turns } = manual()
    const given = order(turns, ['a', 'b', 'c'])
    await settled()
    expect(given).toEqual(['a', 'b', 'c'])
  })

  it('go first if their work has had few turns, but for one turn in four', async () => {
    const { turns } = manual()
    const given: string[] = []
    const ask = (name: string, used: number) => void turns.next(used).then(() => given.push(name))
    for (const name of ['l1', 'l2']) ask(name, 4)
    for (const name of ['s1', 's2', 's3', 's4', 's5']) ask(name, 3)
    await settled()
    expect(given).toEqual(['s1', 's2', 's3', 'l1', 's4', 's5', 'l2'])
  })

  it('wait for the next round of the event loop when the slice is over', async () => {
    const { turns, state, round, stepsUntilOver } = manual()
    stepsUntilOver(32)
    const given: string[] = []
    const work = async (name: string) => {
      await turns.next()
      given.push(name)
      state.now += 3
    }
    for (const name of ['a', 'b', 'c', 'd']) void work(name)
    await settled()
    expect(given).toEqual(['a', 'b'])
    await round()
    expect(given).toEqual(['a', 'b', 'c', 'd'])
  })

  it('run one after the other: each computes until it waits again', async () => {
    const turns = createTurns(realSystem, { looks: 1 })
    const steps: string[] = []
    const work = async (name: string) => {
      for (let step = 0; step < 64; step++) {
        if (turns.isOver()) await turns.next()
        steps.push(name)
        await undefined
      }
    }
    await Promise.all([work('a'), work('b')])
    const switches = steps.filter((name, index) => name !== steps[index - 1]).length
    expect(steps).toHaveLength(128)
    expect(switches).toBeLessThan(45) // Only the first turn is shared.
  })

  it('hold a virtual clock, so that time does not pass while work is waiting for its turn', async () => {
    const system = virtualSystem()
    const turns = createTurns(system, { sliceMs: 0 })
    const times: number[] = []
    const slept = system.sleep(1000)
    await Promise.all(Array.from({ length: 50 }, () => turns.next().then(() => times.push(system.elapsed))))
    expect(new Set(times)).toEqual(new Set([0]))
    await slept
  })

  it('let timers and sockets get their turn while work goes on without end', async () => {
    const turns = createTurns(realSystem)
    let isDone = false
    const work = async () => {
      while (!isDone) if (turns.isOver()) await turns.next()
    }
    const working = [work(), work(), work()]
    await realSystem.sleep(1)
    isDone = true
    await Promise.all(working)
  })
})
