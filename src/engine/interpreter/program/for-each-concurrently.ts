import { onAbort, Stop, type StopSignal } from '../../../stop.ts'
import type { Turns } from '../../../turns.ts'
import type { Maybe } from './maybe.ts'

/** One of the runs at the same time: it works on one item after the other. */
export interface Slot {
  /** From 0. */
  readonly number: number
  /** Aborted if the work is to stop. */
  readonly signal: StopSignal
  /** Stops all runs for a reason, before the work throws. Without it, the failure itself is the reason. */
  stop(reason: unknown): void
}

/** Does the work for one item. `index` is its position, from 0. */
export type Work<Item, Result> = (item: Item, index: number, slot: Slot) => Promise<Result>

export interface ConcurrencyOptions<Result> {
  /** Stops all runs. */
  readonly signal: StopSignal
  /** The maximum number of runs at the same time, at least 1. Called again whenever a run ends. */
  limit(): number
  /** Each run that is started is a step of a turn. */
  readonly turns: Turns
  /** Called once, with the function to call when `limit` has changed. Without it, a higher limit counts when a run ends. */
  onLimitChange?(changed: () => void): void
  /** The array for the results as they come. Default: a new one. */
  readonly results?: Result[] | undefined
}

/**
 * Does the work for each item, for several items at the same time, and returns the results in the order of the items. An item is read
 * only when it can be worked on. The first failure stops the other runs, and is thrown once all have ended.
 *
 * @param items - read one after the other, as `for await` does; closed if they are not read to their end
 * @throws the first failure of the work or of the items; the signal's reason if that stopped it before the last item
 */
export const forEachConcurrently = <Item, Result>(
  items: Iterable<Maybe<Item>> | AsyncIterable<Item>,
  work: Work<Item, Result>,
  options: ConcurrencyOptions<Result>,
): Promise<Result[]> => new Concurrently(items, work, options).run()

/** Stands for the next item if there is none to start now. */
const none = Symbol('none')

class Concurrently<Item, Result> {
  readonly #items: Iterator<Maybe<Item>> | AsyncIterator<Item>
  readonly #work: Work<Item, Result>
  readonly #options: ConcurrencyOptions<Result>
  readonly #stop = new Stop()
  readonly #results: Result[]
  readonly #failures: unknown[] = []
  readonly #freeSlots: Slot[] = []
  #started = 0
  #running = 0
  /** True while it waits for an item, or for its turn to read one. */
  #isReading = false
  /** True once the last item has been read. */
  #isAtEnd = false
  #settle: (() => void) | undefined

  constructor(
    items: Iterable<Maybe<Item>> | AsyncIterable<Item>,
    work: Work<Item, Result>,
    options: ConcurrencyOptions<Result>,
  ) {
    this.#items = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
    this.#work = work
    this.#options = options
    this.#results = options.results ?? []
  }

  async run(): Promise<Result[]> {
    const { signal } = this.#options
    const remove = onAbort(signal, () => this.#stop.abort(signal.reason))
    try {
      await new Promise<void>((resolve) => {
        this.#settle = resolve
        this.#options.onLimitChange?.(() => this.#fill())
        this.#fill()
      })
      if (!this.#isAtEnd) await this.#items.return?.()
    } finally {
      remove()
    }
    if (this.#failures.length > 0) throw this.#failures[0]
    if (!this.#isAtEnd) throw this.#stop.reason
    return this.#results
  }

  /** Starts as many runs as there may be; settles if there is none left. */
  #fill(): void {
    while (this.#running < this.#options.limit()) {
      if (this.#isReading || this.#isAtEnd || this.#stop.aborted) break
      if (this.#options.turns.isOver()) {
        this.#waitForTurn()
        break
      }
      const item = this.#read()
      if (item === none) break
      void this.#runSlot(item)
    }
    if (this.#running === 0 && !this.#isReading && (this.#isAtEnd || this.#stop.aborted)) this.#settle?.()
  }

  #waitForTurn(): void {
    this.#isReading = true
    const goOn = () => {
      this.#isReading = false
      this.#fill()
    }
    this.#options.turns.next().then(goOn, (failure: unknown) => {
      this.#fail(failure)
      goOn()
    })
  }

  /** Works on an item, then on the next ones while these are there at once and no other slot is free. */
  async #runSlot(first: Item): Promise<void> {
    const slot = this.#freeSlots.pop() ?? this.#newSlot()
    this.#running++
    let item: Item | typeof none = first
    while (item !== none) {
      const index = this.#started++
      try {
        const result = await this.#work(item, index, slot)
        // A million items without results would still take megabytes.
        if (result !== undefined) this.#results[index] = result
      } catch (failure) {
        this.#fail(failure)
      }
      item = this.#running === this.#options.limit() ? this.#read() : none
    }
    this.#running--
    this.#freeSlots.push(slot)
    this.#fill()
  }

  #newSlot(): Slot {
    return { number: this.#running, signal: this.#stop, stop: (reason) => this.#stop.abort(reason) }
  }

  /** Reads the next item. One that must be waited for is started when it is there. */
  #read(): Item | typeof none {
    if (this.#isAtEnd || this.#isReading || this.#stop.aborted) return none
    try {
      const read = this.#items.next()
      if (read instanceof Promise) this.#wait(read)
      else if (read.done) this.#isAtEnd = true
      else if (read.value instanceof Promise) this.#wait(read.value.then((value) => ({ value })))
      else return read.value
    } catch (failure) {
      this.#fail(failure)
    }
    return none
  }

  #wait(reading: Promise<IteratorResult<Item, unknown>>): void {
    this.#isReading = true
    reading.then(
      (read) => {
        this.#isReading = false
        if (read.done) this.#isAtEnd = true
        else if (!this.#stop.aborted) void this.#runSlot(read.value)
        this.#fill()
      },
      (failure: unknown) => {
        this.#isReading = false
        this.#fail(failure)
        this.#fill()
      },
    )
  }

  #fail(failure: unknown): void {
    this.#failures.push(failure)
    this.#stop.abort(failure)
  }
}
