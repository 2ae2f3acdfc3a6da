import { type System, turnOfTheEventLoop } from './system.ts'

/** Turns on the event loop for everything that an engine computes, so that timers, sockets and other work get theirs. */
export interface Turns {
  /** Whether the current turn has lasted long enough, in which case the caller should wait for {@link next}. It costs nanoseconds. */
  isOver(): boolean
  /** Resolves when it is the caller's turn again; those who wait get their turns in order, one in each round of the event loop. */
  next(): Promise<void>
}

export interface TurnsOptions {
  /** The length of a turn in milliseconds. Default 4. */
  readonly sliceMs?: number
  /** A clock in milliseconds. Default: the process's own. */
  readonly clock?: () => number
  /** Resolves in the next round of the event loop. */
  readonly nextRound?: () => Promise<void>
}

/** How many calls of `isOver` share one look at the clock. */
const CALLS_PER_LOOK = 8

/** Creates the turns of one engine. While somebody waits for a turn, a virtual clock stands still. */
export const createTurns = (system: System, options: TurnsOptions = {}): Turns => new EventLoopTurns(system, options)

class EventLoopTurns implements Turns {
  readonly #system: System
  readonly #sliceMs: number
  readonly #clock: () => number
  readonly #nextRound: () => Promise<void>
  readonly #waiting: (() => void)[] = []
  #calls = 0
  /** When the turn began; `undefined` if nothing has been computed in this round of the event loop. */
  #start: number | undefined
  #isGiving = false

  constructor(
    system: System,
    { sliceMs = 4, clock = () => performance.now(), nextRound = turnOfTheEventLoop }: TurnsOptions,
  ) {
    this.#system = system
    this.#sliceMs = sliceMs
    this.#clock = clock
    this.#nextRound = nextRound
  }

  isOver(): boolean {
    if (++this.#calls % CALLS_PER_LOOK !== 0) return false
    const now = this.#clock()
    if (this.#start === undefined) this.#begin(now)
    return now - (this.#start ?? now) >= this.#sliceMs
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#isGiving) return
      this.#isGiving = true
      const give = () => this.#give()
      void (this.#system.holds ? this.#system.holds.detach(() => this.#system.holds?.step(give)) : give())
    })
  }

  /** A turn ends with the round of the event loop, however little of it was used. */
  #begin(now: number): void {
    this.#start = now
    void this.#nextRound().then(() => {
      if (this.#start === now) this.#start = undefined
    })
  }

  async #give(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#nextRound()
      this.#begin(this.#clock())
      this.#waiting.shift()?.()
    }
    this.#isGiving = false
  }
}
