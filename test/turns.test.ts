import { describe, expect, it } from 'vitest'
import { realSystem } from '../src/system.ts'
import { createTurns } from '../src/turns.ts'
import { virtualSystem } from '../src/virtual-system.ts'

/** Turns on a clock and an event loop that the test moves. */
const manual = () => {
  const rounds: (() => void)[] = []
  const state = { now: 0 }
  const turns = createTurns(realSystem, {
    sliceMs: 4,
    clock: () => state.now,
    nextRound: () => new Promise((resolve) => rounds.push(resolve)),
  })
  const round = async () => {
    for (const resolve of rounds.splice(0)) resolve()
    for (let microtask = 0; microtask < 20; microtask++) await undefined
  }
  /** True if the turn is over; calls `isOver` often enough for a reading of the clock. */
  const isOver = () => Array.from({ length: 8 }, () => turns.isOver()).includes(true)
  return { turns, state, round, isOver }
}

describe('a turn', () => {
  it('is over after its time, however many states it ran', () => {
    const { state, isOver } = manual()
    expect(isOver()).toBe(false)
    state.now = 3.9
    expect(isOver()).toBe(false)
    state.now = 4
    expect(isOver()).toBe(true)
  })

  it('begins anew in each round of the event loop', async () => {
    const { state, isOver, round } = manual()
    isOver()
    await round()
    state.now = 100
    expect(isOver()).toBe(false)
  })
})

describe('those who wait', () => {
  it('get one turn in each round, in order', async () => {
    const { turns, round } = manual()
    const order: string[] = []
    const runs = ['a', 'b', 'c'].map((name) => turns.next().then(() => order.push(name)))
    await round()
    expect(order).toEqual(['a'])
    await round()
    expect(order).toEqual(['a', 'b'])
    await round()
    await Promise.all(runs)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('can wait again', async () => {
    const turns = createTurns(realSystem)
    let rounds = 0
    const work = async () => {
      for (let turn = 0; turn < 5; turn++) {
        await turns.next()
        rounds++
      }
    }
    await Promise.all([work(), work()])
    expect(rounds).toBe(10)
  })

  it('hold a virtual clock, so that time does not pass while work is waiting for its turn', async () => {
    const system = virtualSystem()
    const turns = createTurns(system)
    const times: number[] = []
    const slept = system.sleep(1000)
    await Promise.all(Array.from({ length: 50 }, () => turns.next().then(() => times.push(system.elapsed))))
    expect(new Set(times)).toEqual(new Set([0]))
    await slept
  })
})
