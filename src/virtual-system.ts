import { AsyncLocalStorage } from 'node:async_hooks'
import { type ClockHolds, type System, sleepWith, turnOfTheEventLoop } from './system.ts'
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

/** The number of turns of the event loop, without new timers or work, after which no real work is running. */
const QUIET_TURNS = 3

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
export const virtualSystem = ({
  startAt = Date.UTC(2026, 0, 1),
  seed = 1,
  auto = true,
  holdMs = 2000,
}: VirtualSystemOptions = {}): VirtualSystem => {
  const random = seededRandom(seed)
  const timers = createVirtualTimers(Number(startAt))
  const clock = new Clock(timers, { auto, holdMs })
  const after: System['after'] = (ms, action) => clock.after(ms, action)
  const sleep = sleepWith(after)
  return {
    now: () => timers.now,
    after,
    sleep: (ms, signal) => clock.holds.wait(() => sleep(ms, signal)),
    yield: () => clock.holds.step(turnOfTheEventLoop),
    random,
    uuid: () => uuidFrom(random),
    holds: clock.holds,
    during: (work) => clock.holds.work(() => work),
    advance: (ms) => clock.advance(ms),
    runUntil: (predicate) => clock.runUntil(predicate),
    get elapsed() {
      return timers.now - Number(startAt)
    },
    get sleeping() {
      return timers.size
    },
  }
}

/** A piece of real work that holds the clock until it settles. */
interface Hold {
  isOpen: boolean
  /** The number of its open waits for virtual time: the work does not hold the clock during one. */
  waits: number
  /** Set when the work has held the clock for too long. */
  isOvertaken: boolean
}

/** The work to which the current code belongs. */
interface Scope {
  readonly clock: Clock
  readonly hold: Hold | undefined
  readonly isIdle: boolean
  /** The work around it, on another clock. */
  readonly outer: Scope | undefined
}

/** One storage for all clocks: before Node 24, each promise costs time for every storage that was ever used. */
const scopes = new AsyncLocalStorage<Scope | undefined>()

/** Decides when virtual time moves. */
class Clock {
  readonly #timers: VirtualTimers
  readonly #auto: boolean
  readonly #holdMs: number
  readonly #holding = new Set<Hold>()
  /** Callers that wait until no real work is running; while there are any, time does not move by itself. */
  readonly #quietWaiters: (() => void)[] = []
  #quietTurns = 0
  #isWatching = false
  #steering: Promise<void> = Promise.resolve()
  #steerers = 0
  #patience: NodeJS.Timeout | undefined
  #hasWarned = false
  readonly holds: ClockHolds

  constructor(timers: VirtualTimers, { auto, holdMs }: { auto: boolean; holdMs: number }) {
    this.#timers = timers
    this.#auto = auto
    this.#holdMs = holdMs
    const isIdle = () => this.#scope?.isIdle ?? false
    this.holds = {
      work: (work) => (holdMs === 0 ? work() : this.#work(work)),
      step: (work) => this.#work(work),
      wait: (wait) => this.#wait(wait),
      idle: (work) => this.#run({ hold: undefined, isIdle: true }, work),
      detach: (work) => scopes.run(undefined, work),
      get isIdle() {
        return isIdle()
      },
    }
  }

  /** The work on this clock to which the current code belongs. */
  get #scope(): Scope | undefined {
    let scope = scopes.getStore()
    while (scope !== undefined && scope.clock !== this) scope = scope.outer
    return scope
  }

  #run<T>(scope: Pick<Scope, 'hold' | 'isIdle'>, work: () => T): T {
    return scopes.run({ clock: this, ...scope, outer: outerOf(this, scopes.getStore()) }, work)
  }

  after(ms: number, action: () => void): () => void {
    const cancel = this.#timers.add(ms, action)
    this.#quietTurns = 0
    this.#watch()
    return cancel
  }

  advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
      throw new RangeError(`advance: ms must be a finite number from 0, got ${ms}`)
    return this.#steer(async () => {
      const target = this.#timers.now + ms
      await this.#quiet()
      while (this.#timers.fireNext(target)) await this.#quiet()
      this.#timers.now = target
    })
  }

  runUntil(predicate: () => boolean | Promise<boolean>): Promise<void> {
    return this.#steer(async () => {
      await this.#quiet()
      while (!(await predicate())) {
        if (!this.#timers.fireNext())
          throw new Error('runUntil: no timer is left to fire, and the predicate still returns false')
        await this.#quiet()
      }
    })
  }

  /** Calls of `advance` and `runUntil` take turns. */
  #steer(move: () => Promise<void>): Promise<void> {
    this.#steerers++
    const moved = this.#steering.then(() => this.holds.wait(() => scopes.run(undefined, move)))
    this.#steering = moved
      .catch(() => {})
      .finally(() => {
        this.#steerers--
        this.#watch()
      })
    return moved
  }

  async #work<T>(work: () => Promise<T>): Promise<T> {
    const scope = this.#scope
    if (scope?.hold?.isOpen) return work()
    const hold: Hold = { isOpen: true, waits: 0, isOvertaken: false }
    this.#hold(hold)
    try {
      return await this.#run({ hold, isIdle: scope?.isIdle ?? false }, work)
    } finally {
      hold.isOpen = false
      this.#release(hold)
    }
  }

  async #wait<T>(wait: () => Promise<T>): Promise<T> {
    const hold = this.#scope?.hold
    if (!hold?.isOpen) return wait()
    hold.waits++
    this.#release(hold)
    try {
      return await wait()
    } finally {
      hold.waits--
      if (hold.waits === 0 && hold.isOpen && !hold.isOvertaken) this.#hold(hold)
    }
  }

  #hold(hold: Hold): void {
    this.#holding.add(hold)
    this.#watchPatience()
  }

  #release(hold: Hold): void {
    this.#holding.delete(hold)
    if (this.#holding.size > 0) return
    clearTimeout(this.#patience)
    this.#patience = undefined
    this.#quietTurns = 0
    this.#watch()
  }

  get #isNeeded(): boolean {
    return this.#quietWaiters.length > 0 || (this.#auto && this.#steerers === 0 && this.#timers.size > 0)
  }

  /** Resolves when no real work is running. */
  #quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#quietWaiters.push(resolve)
      this.#quietTurns = 0
      this.#watch()
    })
  }

  #watch(): void {
    if (this.#isWatching || !this.#isNeeded) return
    if (this.#holding.size > 0) {
      this.#watchPatience()
      return
    }
    this.#isWatching = true
    scopes.run(undefined, () => setImmediate(() => this.#turn()))
  }

  #turn(): void {
    this.#isWatching = false
    if (this.#holding.size === 0 && ++this.#quietTurns >= QUIET_TURNS) this.#move()
    this.#watch()
  }

  #move(): void {
    this.#quietTurns = 0
    const waiter = this.#quietWaiters.shift()
    if (waiter) waiter()
    else if (this.#isNeeded) this.#timers.fireNext()
  }

  /** Limits the time for which work can hold the clock, in case it never settles. */
  #watchPatience(): void {
    if (this.#holdMs === 0 || this.#patience || this.#holding.size === 0 || !this.#isNeeded) return
    this.#patience = scopes.run(undefined, () =>
      setTimeout(() => this.#overtake(), Math.min(this.#holdMs, 2 ** 31 - 1)),
    )
  }

  #overtake(): void {
    this.#patience = undefined
    for (const hold of [...this.#holding]) {
      hold.isOvertaken = true
      this.#holding.delete(hold)
    }
    if (!this.#hasWarned) warnOfOvertaking(this.#holdMs)
    this.#hasWarned = true
    this.#quietTurns = 0
    this.#watch()
  }
}

/** The scopes of other clocks: a scope replaces that of its own clock. */
const outerOf = (clock: Clock, scope: Scope | undefined): Scope | undefined => {
  if (scope === undefined || scope.clock !== clock) return scope
  return scope.outer
}

const warnOfOvertaking = (holdMs: number): void =>
  process.emitWarning(
    `The virtual clock moved on although a handler or call has been running for ${holdMs} ms of real time. ` +
      'If its work takes that long, raise holdMs of virtualSystem(); if it intentionally never settles, set holdMs to 0.',
    'StepwiseVirtualTimeWarning',
  )

/** A small generator of numbers from 0 to 1 (mulberry32): 32 bits of state are enough for jitter and ids in tests. */
export const seededRandom =
  (seed: number): System['random'] =>
  () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

const uuidFrom = (random: () => number): string => {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  const variant = '89ab'[Math.floor(random() * 4)]
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`
}
