import { AsyncLocalStorage } from 'node:async_hooks'
import { afterMicrotasks, turnOfTheEventLoop } from './system.ts'
import type { VirtualTimers } from './virtual-timers.ts'

/** A piece of real work that holds the clock until it settles. */
export interface Hold {
  isOpen: boolean
  /** The number of its open waits for virtual time: the work does not hold the clock during one. */
  waits: number
  /** Set when the work has held the clock for too long. */
  isOvertaken: boolean
}

/** The work to which the current code belongs. */
interface Scope {
  readonly clock: VirtualClock
  readonly hold: Hold | undefined
  readonly isIdle: boolean
  /** The work around it, on another clock. */
  readonly outer: Scope | undefined
}

/** Stores the work to which code belongs while the code runs. */
interface ScopeStorage {
  getStore(): Scope | undefined
  run<T>(scope: Scope | undefined, code: () => T): T
}

/** The way in which a clock notices that no real work is running. */
export interface Watch {
  readonly scopes: ScopeStorage
  /** True if the storage still has the work of code that has waited for a promise. Otherwise that code needs the time of its work. */
  readonly followsPromises: boolean
  /** Calls an action as soon as other code had its turn. */
  readonly look: (action: () => void) => void
  /** The number of looks, without new timers or work in between, after which no real work is running. */
  readonly quietLooks: number
}

/**
 * For work that may be started anywhere. One storage is for all clocks: before Node 24, each promise costs time for every storage that was
 * ever used.
 */
export const watchOfTheEventLoop: Watch = {
  scopes: new AsyncLocalStorage<Scope | undefined>(),
  followsPromises: true,
  look: (action) => void turnOfTheEventLoop().then(action),
  quietLooks: 3,
}

class SynchronousScopes implements ScopeStorage {
  #scope: Scope | undefined

  getStore(): Scope | undefined {
    return this.#scope
  }

  run<T>(scope: Scope | undefined, code: () => T): T {
    const outer = this.#scope
    this.#scope = scope
    try {
      return code()
    } finally {
      this.#scope = outer
    }
  }
}

/** One look in so many waits for a turn of the event loop, so that timers and sockets get theirs, however many clocks there are. */
const LOOKS_PER_TURN = 64

let looks = 0

/**
 * For work that is started by `holds.work` alone and waits in the time of the system that it gets there. It needs no AsyncLocalStorage and
 * few turns of the event loop.
 */
export const watchOfPromises: Watch = {
  scopes: new SynchronousScopes(),
  followsPromises: false,
  look: (action) => {
    if (++looks % LOOKS_PER_TURN === 0) void turnOfTheEventLoop().then(() => afterMicrotasks(action))
    else afterMicrotasks(action)
  },
  quietLooks: 2,
}

export interface ClockOptions {
  readonly auto: boolean
  readonly holdMs: number
  readonly watch: Watch
}

/** Decides when virtual time moves. */
export class VirtualClock {
  readonly #timers: VirtualTimers
  readonly #auto: boolean
  readonly #holdMs: number
  readonly #watchOptions: Watch
  readonly #holding = new Set<Hold>()
  /** Callers that wait until no real work is running; while there are any, time does not move by itself. */
  readonly #quietWaiters: (() => void)[] = []
  readonly #onLook = () => this.#turn()
  #quietLooks = 0
  #isWatching = false
  #steering: Promise<void> = Promise.resolve()
  #steerers = 0
  #patience: NodeJS.Timeout | undefined
  #hasWarned = false

  constructor(timers: VirtualTimers, { auto, holdMs, watch }: ClockOptions) {
    this.#timers = timers
    this.#auto = auto
    this.#holdMs = holdMs
    this.#watchOptions = watch
  }

  /** True if the current code belongs to idle work. */
  get isIdle(): boolean {
    return this.#scope?.isIdle ?? false
  }

  /** The work on this clock to which the current code belongs. */
  get #scope(): Scope | undefined {
    let scope = this.#watchOptions.scopes.getStore()
    while (scope !== undefined && scope.clock !== this) scope = scope.outer
    return scope
  }

  #run<T>(scope: Pick<Scope, 'hold' | 'isIdle'>, work: () => T): T {
    const { scopes } = this.#watchOptions
    return scopes.run({ clock: this, ...scope, outer: outerOf(this, scopes.getStore()) }, work)
  }

  after(ms: number, action: () => void): () => void {
    const cancel = this.#timers.add(ms, action)
    this.#quietLooks = 0
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
    const moved = this.#steering.then(() => this.wait(() => this.detach(move)))
    this.#steering = moved
      .catch(() => {})
      .finally(() => {
        this.#steerers--
        this.#watch()
      })
    return moved
  }

  /** Runs real work, which holds the clock until it settles. Work within other work shares its hold. */
  async work<T>(work: (hold: Hold) => Promise<T>, outer = this.#scope?.hold): Promise<T> {
    if (outer?.isOpen) return work(outer)
    const hold: Hold = { isOpen: true, waits: 0, isOvertaken: false }
    this.#hold(hold)
    try {
      return await this.#run({ hold, isIdle: this.isIdle }, () => work(hold))
    } finally {
      hold.isOpen = false
      this.#release(hold)
    }
  }

  /** Waits for an event in virtual time. Meanwhile the given work, by default that of the current code, does not hold the clock. */
  async wait<T>(wait: () => Promise<T>, hold = this.#scope?.hold): Promise<T> {
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

  /** Runs work whose timeouts do not move the clock. */
  idle<T>(work: () => T): T {
    return this.#run({ hold: undefined, isIdle: true }, work)
  }

  /** Runs code that is independent of the current work. */
  detach<T>(code: () => T): T {
    return this.#watchOptions.scopes.run(undefined, code)
  }

  #hold(hold: Hold): void {
    this.#holding.add(hold)
    this.#watch()
  }

  #release(hold: Hold): void {
    this.#holding.delete(hold)
    if (this.#holding.size > 0) return
    clearTimeout(this.#patience)
    this.#patience = undefined
    this.#quietLooks = 0
    this.#watch()
  }

  get #isNeeded(): boolean {
    return this.#quietWaiters.length > 0 || (this.#auto && this.#steerers === 0 && this.#timers.size > 0)
  }

  /** Resolves when no real work is running. */
  #quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#quietWaiters.push(resolve)
      this.#quietLooks = 0
      this.#watch()
    })
  }

  #watch(): void {
    if (this.#isWatching || this.#patience || !this.#isNeeded) return
    this.#isWatching = true
    this.detach(() => this.#watchOptions.look(this.#onLook))
  }

  #turn(): void {
    this.#isWatching = false
    if (this.#holding.size > 0) {
      // Most work settles before this look.
      this.#watchPatience()
      return
    }
    if (++this.#quietLooks >= this.#watchOptions.quietLooks) this.#move()
    this.#watch()
  }

  #move(): void {
    this.#quietLooks = 0
    const waiter = this.#quietWaiters.shift()
    if (waiter) waiter()
    else if (this.#isNeeded) this.#timers.fireNext()
  }

  /** Limits the time for which work can hold the clock, in case it never settles. */
  #watchPatience(): void {
    if (this.#holdMs === 0 || this.#patience || this.#holding.size === 0 || !this.#isNeeded) return
    this.#patience = this.detach(() => setTimeout(() => this.#overtake(), Math.min(this.#holdMs, 2 ** 31 - 1)))
  }

  #overtake(): void {
    this.#patience = undefined
    for (const hold of [...this.#holding]) {
      hold.isOvertaken = true
      this.#holding.delete(hold)
    }
    if (!this.#hasWarned) warnOfOvertaking(this.#holdMs)
    this.#hasWarned = true
    this.#quietLooks = 0
    this.#watch()
  }
}

/** The scopes of other clocks: a scope replaces that of its own clock. */
const outerOf = (clock: VirtualClock, scope: Scope | undefined): Scope | undefined => {
  if (scope === undefined || scope.clock !== clock) return scope
  return scope.outer
}

const warnOfOvertaking = (holdMs: number): void =>
  process.emitWarning(
    `The virtual clock moved on although a handler or call has been running for ${holdMs} ms of real time. ` +
      'If its work takes that long, raise holdMs of virtualSystem(); if it intentionally never settles, set holdMs to 0.',
    'StepwiseVirtualTimeWarning',
  )
