import { afterMicrotasks, type System, turnOfTheEventLoop } from './system.ts'

/**
 * Turns for everything that an engine computes, so that timers, sockets and other work get theirs. A turn ends after a number of steps,
 * not after a time, so that the branches of an execution compute in the same order in every run.
 */
export interface Turns {
  /** Counts a step, and returns whether the turn is over: then the caller should wait for {@link next}. It costs nanoseconds. */
  isOver(): boolean
  /**
   * Resolves when it is the caller's turn again. Callers get their turns in order, one at a time; those that have had few go first,
   * so that short work does not wait for all of the long one.
   * @param used - how many turns the caller's work has had so far. Default 0
   */
  next(used?: number): Promise<void>
}

export interface TurnsOptions {
  /** The number of looks at the clock of a turn, each after 32 steps. Default 8. */
  readonly looks?: number
  /** How long turns may follow each other before timers and sockets get theirs, in milliseconds. Default 2. */
  readonly sliceMs?: number
  /** A turn also ends after this time, for slow steps, in milliseconds. Default 2; never on a virtual clock, so that runs stay the same. */
  readonly longestMs?: number
  /** A clock in milliseconds. Default: the process's own. */
  readonly clock?: () => number
  /** Calls an action once all promises have settled that can. */
  readonly afterMicrotasks?: (action: () => void) => void
  /** Resolves in the next round of the event loop. */
  readonly nextRound?: () => Promise<void>
}

/** Work that has had fewer turns is short. */
export const SHORT_TURNS = 4

/** One turn in so many is for long work, even if short work waits. */
const LONG_TURN = 4

/** The number of steps that share one look at the clock. */
const STEPS_PER_LOOK = 32

/** Creates the turns of one engine. While a caller waits for its turn, a virtual clock stands still. */
export const createTurns = (system: System, options: TurnsOptions = {}): Turns => new EventLoopTurns(system, options)

const processClock = () => performance.now()

class EventLoopTurns implements Turns {
  readonly #system: System
  readonly #options: Required<TurnsOptions>
  readonly #short: (() => void)[] = []
  readonly #long: (() => void)[] = []
  #given = 0
  readonly #proceed = () => this.#continue()
  #stepsToLook = STEPS_PER_LOOK
  #looksLeft: number
  #isSpent = false
  readonly #looksPerTurn: number
  /** When the turn began, and when the first turn of this round of the event loop did; `undefined` before a look at the clock. */
  #turnStart: number | undefined
  #roundStart: number | undefined
  #isGiving = false

  constructor(system: System, options: TurnsOptions) {
    this.#system = system
    this.#options = {
      looks: options.looks ?? 8,
      sliceMs: options.sliceMs ?? 2,
      longestMs: options.longestMs ?? (system.holds ? Number.POSITIVE_INFINITY : 2),
      clock: options.clock ?? processClock,
      afterMicrotasks: options.afterMicrotasks ?? afterMicrotasks,
      nextRound: options.nextRound ?? turnOfTheEventLoop,
    }
    this.#looksPerTurn = this.#options.looks
    this.#looksLeft = this.#looksPerTurn
  }

  isOver(): boolean {
    return --this.#stepsToLook <= 0 && this.#look()
  }

  next(used = 0): Promise<void> {
    const { holds } = this.#system
    return holds ? holds.detach(() => holds.step(() => this.#wait(used))) : this.#wait(used)
  }

  #wait(used: number): Promise<void> {
    return new Promise((resolve) => {
      const queue = used < SHORT_TURNS ? this.#short : this.#long
      queue.push(resolve)
      if (this.#isGiving) return
      this.#isGiving = true
      this.#options.afterMicrotasks(this.#proceed)
    })
  }

  #look(): boolean {
    if (this.#isSpent) return true
    this.#isSpent = --this.#looksLeft <= 0 || this.#isLong()
    if (!this.#isSpent) this.#stepsToLook = STEPS_PER_LOOK
    return this.#isSpent
  }

  #isLong(): boolean {
    const { longestMs, clock } = this.#options
    if (longestMs === Number.POSITIVE_INFINITY) return false
    const now = clock()
    if (this.#roundStart === undefined) this.#beginRound(now)
    return now - (this.#turnStart ?? now) >= longestMs
  }

  #beginRound(now: number): void {
    this.#roundStart = now
    this.#turnStart = now
    void this.#options.nextRound().then(() => {
      this.#roundStart = undefined
    })
  }

  /** Gives the next turn, in this round of the event loop if its slice is not over, or else in the next one. */
  #continue(): void {
    const { sliceMs, clock, nextRound } = this.#options
    const now = clock()
    if (this.#roundStart === undefined) this.#beginRound(now)
    if (now - (this.#roundStart ?? now) < sliceMs) {
      this.#give(now)
      return
    }
    void nextRound().then(() => {
      const later = clock()
      this.#beginRound(later)
      this.#give(later)
    })
  }

  #take(): (() => void) | undefined {
    const isForLong = ++this.#given % LONG_TURN === 0
    return isForLong ? (this.#long.shift() ?? this.#short.shift()) : (this.#short.shift() ?? this.#long.shift())
  }

  #give(now: number): void {
    this.#isSpent = false
    this.#stepsToLook = STEPS_PER_LOOK
    this.#looksLeft = this.#looksPerTurn
    this.#turnStart = now
    this.#take()?.()
    this.#isGiving = this.#short.length + this.#long.length > 0
    if (this.#isGiving) this.#options.afterMicrotasks(this.#proceed)
  }
}
