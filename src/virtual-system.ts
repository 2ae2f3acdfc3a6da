import { type ClockHolds, type System, sleepWith, turnOfTheEventLoop } from './system.ts'
import { type Hold, VirtualClock, type Watch, watchOfPromises, watchOfTheEventLoop } from './virtual-clock.ts'
import { createVirtualTimers, type VirtualTimers } from './virtual-timers.ts'

/**
 * A {@link System} whose time skips all waiting: it moves to the next timer as soon as no real work is running.
 *
 * Real work holds the clock: a handler, a Lambda function, a task handler, or a call of an SDK client that has not settled yet. Work does
 * not hold the clock while it waits for virtual time itself: for `sleep`, or for an execution on the same engine. Polls of idle workers
 * neither hold the clock nor move it.
 */
export interface VirtualSystem extends System {
  /**
   * The virtual time that has passed, in milliseconds.
   *
   * @example
   * const system = virtualSystem()
   * await system.sleep(1000)
   * expect(system.elapsed).toBe(1000)
   */
  readonly elapsed: number
  /**
   * The number of pending timers.
   *
   * @example
   * const system = virtualSystem()
   * const cancel = system.after(1000, () => {})
   * expect(system.sleeping).toBe(1)
   * cancel()
   */
  readonly sleeping: number
  readonly holds: ClockHolds
  /**
   * Holds the clock until a promise settles, for real work that the library does not start itself.
   *
   * @example
   * const system = virtualSystem()
   * await system.during(realSystem.sleep(5))
   * expect(system.elapsed).toBe(0)
   */
  during<T>(work: Promise<T>): Promise<T>
  /**
   * Lets time pass: fires every timer that is due on the way, in order, and waits for the work that each one starts.
   *
   * @param ms - milliseconds of virtual time.
   * @throws RangeError if `ms` is not a finite number from 0.
   * @example
   * const system = virtualSystem({ auto: false })
   * await system.advance(3 * 24 * 3600 * 1000) // three days
   * expect(system.elapsed).toBe(259_200_000)
   */
  advance(ms: number): Promise<void>
  /**
   * Lets time pass from timer to timer until `predicate` returns true.
   *
   * @throws Error if no timer is left and the predicate still returns false.
   * @example
   * const system = virtualSystem({ auto: false })
   * for (const ms of [1000, 2000]) system.after(ms, () => {})
   * await system.runUntil(() => system.elapsed >= 1000)
   * expect(system.elapsed).toBe(1000)
   */
  runUntil(predicate: () => boolean | Promise<boolean>): Promise<void>
}

export interface VirtualSystemOptions {
  /** The time at which the clock starts: milliseconds since the Unix epoch, or a date. Default 2026-01-01T00:00:00Z. */
  startAt?: number | Date
  /** The seed of `random` and `uuid`: runs with the same seed are identical. Default 1. */
  seed?: number
  /** If true, time moves by itself. If false, only `advance` and `runUntil` move it. Default true. */
  auto?: boolean
  /**
   * The real time in milliseconds for which a piece of work may hold the clock; after it, the clock moves on with a warning. This ends the
   * wait for a handler that never settles. Default 2000; with 0, no handler or call holds the clock.
   */
  holdMs?: number
}

/**
 * Creates a virtual clock. Timers fire in the order of their times, and timers of the same time in the order in which they were set, so
 * that a run is deterministic.
 *
 * @example
 * const system = virtualSystem()
 * const { ensureStateMachine, runExecution } = createLocal({ system })
 * await ensureStateMachine('slow', { startAt: 'a', states: { a: { type: 'wait', seconds: 259_200, end: true } } })
 * await runExecution('slow')
 * expect(system.elapsed).toBe(259_200_000) // three days
 */
export const virtualSystem = (options: VirtualSystemOptions = {}): VirtualSystem =>
  createVirtualSystem(options, watchOfTheEventLoop)

/**
 * Creates a virtual clock for an engine of its own, on which only functions that the engine calls do real work. They must wait in the time
 * of the system that `holds.work` gives them.
 */
export const engineTime = (options: VirtualSystemOptions): VirtualSystem =>
  createVirtualSystem(options, watchOfPromises)

const createVirtualSystem = (options: VirtualSystemOptions, watch: Watch): VirtualSystem => {
  const { startAt = Date.UTC(2026, 0, 1), seed = 1, auto = true, holdMs = 2000 } = options
  const timers = createVirtualTimers(Number(startAt))
  const clock = new VirtualClock(timers, { auto, holdMs, watch })
  const random = seededRandom(seed)
  const times = new Times({ timers, clock, random, holdMs, followsPromises: watch.followsPromises })
  return new EngineTime(times.ofEngine, timers, clock)
}

type HoldingSystem = System & Pick<VirtualSystem, 'holds'>

interface TimesDeps {
  readonly timers: VirtualTimers
  readonly clock: VirtualClock
  readonly random: System['random']
  readonly holdMs: number
  readonly followsPromises: boolean
}

/** The time of an engine, and those of the work on it. They differ in their holds only. */
class Times {
  readonly clock: VirtualClock
  readonly holdMs: number
  readonly ofEngine: HoldingSystem
  /** The time of a piece of work, whose waits release its hold, if the clock does not find out itself whose waits they are. */
  readonly ofWork: (hold: Hold) => System | undefined
  /** The time of work that belongs to no other. */
  readonly ofDetached: System | undefined

  constructor({ timers, clock, random, holdMs, followsPromises }: TimesDeps) {
    this.clock = clock
    this.holdMs = holdMs
    const now = () => timers.now
    const after: System['after'] = (ms, action) => clock.after(ms, action)
    const sleep = sleepWith(after)
    const yieldTurn = () => clock.work(turnOfTheEventLoop)
    const uuid = () => uuidFrom(random)
    const timeOf = (hold: Hold | undefined): HoldingSystem => ({
      now,
      after,
      sleep: (ms, signal) => clock.wait(() => sleep(ms, signal), hold),
      yield: yieldTurn,
      random,
      uuid,
      holds: new Holds(this, hold),
    })
    this.ofEngine = timeOf(undefined)
    this.ofWork = followsPromises ? () => undefined : timeOf
    this.ofDetached = followsPromises ? undefined : this.ofEngine
  }
}

class Holds implements ClockHolds {
  readonly #times: Times
  /** The hold of the work that has this time. Without it, code has the hold of the work to which it belongs. */
  readonly #hold: Hold | undefined

  constructor(times: Times, hold: Hold | undefined) {
    this.#times = times
    this.#hold = hold
  }

  get isIdle(): boolean {
    return this.#times.clock.isIdle
  }

  work<T>(work: (system?: System) => Promise<T>): Promise<T> {
    const { clock, holdMs, ofWork } = this.#times
    return holdMs === 0 ? work() : clock.work((hold) => work(ofWork(hold)), this.#hold)
  }

  step<T>(work: () => Promise<T>): Promise<T> {
    return this.#times.clock.work(work, this.#hold)
  }

  wait<T>(wait: () => Promise<T>): Promise<T> {
    return this.#times.clock.wait(wait, this.#hold)
  }

  idle<T>(work: () => Promise<T>): Promise<T> {
    return this.#times.clock.idle(work)
  }

  detach<T>(work: (system?: System) => T): T {
    const { clock, ofDetached } = this.#times
    return clock.detach(() => work(ofDetached))
  }
}

/** A class, because a literal with getters takes longer to create than a simulation needs for a state. */
class EngineTime implements VirtualSystem {
  readonly #timers: VirtualTimers
  readonly #start: number
  // Functions of its own, so that a system can be destructured and copied.
  readonly now: System['now']
  readonly after: System['after']
  readonly sleep: System['sleep']
  readonly yield: System['yield']
  readonly random: System['random']
  readonly uuid: System['uuid']
  readonly holds: ClockHolds
  readonly during: VirtualSystem['during']
  readonly advance: VirtualSystem['advance']
  readonly runUntil: VirtualSystem['runUntil']

  constructor(time: HoldingSystem, timers: VirtualTimers, clock: VirtualClock) {
    this.#timers = timers
    this.#start = timers.now
    this.now = time.now
    this.after = time.after
    this.sleep = time.sleep
    this.yield = time.yield
    this.random = time.random
    this.uuid = time.uuid
    const { holds } = time
    this.holds = holds
    this.during = (work) => holds.work(() => work)
    this.advance = (ms) => clock.advance(ms)
    this.runUntil = (predicate) => clock.runUntil(predicate)
  }

  /** See {@link VirtualSystem.elapsed}. */
  get elapsed(): number {
    return this.#timers.now - this.#start
  }

  /** See {@link VirtualSystem.sleeping}. */
  get sleeping(): number {
    return this.#timers.size
  }
}

/** A small generator of numbers from 0 to 1 (mulberry32): 32 bits of state are enough for jitter and ids in tests. */
export const seededRandom =
  (seed: number): System['random'] =>
  () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

/** The numbers from 0 to 255 with two hexadecimal digits. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A number in four hexadecimal digits. */
const hex4 = (number: number): string => `${bytes[number >>> 8]}${bytes[number & 0xff]}`

const uuidFrom = (random: () => number): string => {
  const below = (limit: number) => Math.floor(random() * limit)
  const hex3 = () => hex4(below(2 ** 12)).slice(1)
  const hex6 = () => {
    const number = below(2 ** 24)
    return `${bytes[number >>> 16]}${hex4(number & 0xffff)}`
  }
  const variant = '89ab'[below(4)]
  const first = below(2 ** 32)
  return `${hex4(first >>> 16)}${hex4(first & 0xffff)}-${hex4(below(2 ** 16))}-4${hex3()}-${variant}${hex3()}-${hex6()}${hex6()}`
}
