import { type System, turnOfTheEventLoop } from './system.ts'

/** Splits the computations of an engine into turns on the event loop, so that timers, sockets and other work are not delayed. */
export interface Turns {
  /** True if the current turn has lasted long enough; the caller should then wait for {@link next}. It costs nanoseconds. */
  isOver(): boolean
  /** Resolves at the caller's next turn. Waiting callers get their turns in order, one in each round of the event loop. */
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

/** The number of calls of `isOver` for each reading of the clock. */
const CALLS_PER_LOOK = 8

/** Creates the turns of one engine. While a caller waits for a turn, a virtual clock stands still. */
export const createTurns = (system: System, options: TurnsOptions = {}): Turns => new EventLoopTurns(system, options)

class EventLoopTurns implements Turns {
  readonly #system: System
  readonly #sliceMs: number
  readonly #clock: () => number
  readonly #nextRound: () => Promise<void>
  readonly #waiting: (() => void)[] = []
  #calls = 0
  /** The time at which the turn began; `undefined` if nothing has been computed in this round of the event loop. */
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

  /** Begins a turn, which ends at the latest with the round of the event loop. */
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
