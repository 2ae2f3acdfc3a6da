import { onAbort, Stop, type StopSignal } from '../../../stop.ts'

/** One run of the work, for one item. */
export interface ConcurrentRun {
  /** The index of the item, from 0. */
  readonly index: number
  /** The number of the run among those at the same time, from 0: an item takes the slot of one that is done. */
  readonly slot: number
  /** Aborted if the work is to stop. */
  readonly signal: StopSignal
  /** Stops all runs for a reason, before the work throws. Without it, the failure itself is the reason. */
  stop(reason: unknown): void
}

export interface ConcurrencyOptions {
  /** Stops all runs. */
  readonly signal: StopSignal
  /** The maximum number of runs at the same time, at least 1. Called again whenever a run ends. */
  limit(): number
}

/**
 * Does the work for each item, for several items at the same time, and returns the results in the order of the items. An item is read
 * only when it can be worked on. The first failure stops the other runs, and is thrown once all have ended.
 *
 * @param items - read one after the other; closed if they are not read to their end
 * @throws the first failure of the work or of the items; the signal's reason if that stopped it before the last item
 */
export const forEachConcurrently = <Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item, run: ConcurrentRun) => Promise<Result>,
  options: ConcurrencyOptions,
): Promise<Result[]> => new Concurrently(items, work, options).run()

class Concurrently<Item, Result> {
  readonly #items: Iterator<Item> | AsyncIterator<Item>
  readonly #work: (item: Item, run: ConcurrentRun) => Promise<Result>
  readonly #options: ConcurrencyOptions
  readonly #stop = new Stop()
  readonly #stopAll = (reason: unknown) => this.#stop.abort(reason)
  readonly #results: Result[] = []
  readonly #failures: unknown[] = []
  readonly #freeSlots: number[] = []
  #started = 0
  #running = 0
  #isReading = false
  /** True once the last item has been read, or reading has failed. */
  #isAtEnd = false
  #settle: (() => void) | undefined

  constructor(
    items: Iterable<Item> | AsyncIterable<Item>,
    work: (item: Item, run: ConcurrentRun) => Promise<Result>,
    options: ConcurrencyOptions,
  ) {
    this.#items = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
    this.#work = work
    this.#options = options
  }

  async run(): Promise<Result[]> {
    const { signal } = this.#options
    const remove = onAbort(signal, () => this.#stop.abort(signal.reason))
    try {
      await new Promise<void>((resolve) => {
        this.#settle = resolve
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
    while (!this.#isAtEnd && !this.#isReading && !this.#stop.aborted && this.#running < this.#options.limit())
      this.#read()
    if (this.#running === 0 && !this.#isReading && (this.#isAtEnd || this.#stop.aborted)) this.#settle?.()
  }

  #read(): void {
    try {
      const next = this.#items.next()
      if (next instanceof Promise) {
        this.#isReading = true
        next.then(
          (read) => this.#resume(() => this.#take(read)),
          (failure: unknown) => this.#resume(() => this.#endWith(failure)),
        )
      } else this.#take(next)
    } catch (failure) {
      this.#endWith(failure)
    }
  }

  #resume(take: () => void): void {
    this.#isReading = false
    take()
    this.#fill()
  }

  /** Ends the items: an iterator that has thrown has no more. */
  #endWith(failure: unknown): void {
    this.#isAtEnd = true
    this.#fail(failure)
  }

  #take(read: IteratorResult<Item, unknown>): void {
    if (read.done) this.#isAtEnd = true
    else if (!this.#stop.aborted) void this.#start(read.value)
  }

  async #start(item: Item): Promise<void> {
    const index = this.#started++
    const slot = this.#freeSlots.pop() ?? this.#running
    this.#running++
    try {
      this.#results[index] = await this.#work(item, { index, slot, signal: this.#stop, stop: this.#stopAll })
    } catch (failure) {
      this.#fail(failure)
    }
    this.#running--
    this.#freeSlots.push(slot)
    this.#fill()
  }

  #fail(failure: unknown): void {
    this.#failures.push(failure)
    this.#stop.abort(failure)
  }
}
