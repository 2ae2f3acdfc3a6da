import type { Maybe } from '../interpreter/program/maybe.ts'

/** Work as `forEachConcurrently` reads it. */
type Items<T> = Iterable<Maybe<T>> | AsyncIterable<T>

/** Items that can be read on after their first reader has stopped: a Map Run that fails lists what it has not started. */
export class ReadableOn<T> {
  /** The items for the first reader, who calls `take` with each item that it has begun to work on. */
  readonly items: Items<T>
  readonly #iterator: Iterator<Maybe<T>> | AsyncIterator<T>
  /** The item that was read last, until it is taken: a reader that stops while it waits for an item never takes it. */
  #last: Promise<IteratorResult<T, unknown>> | undefined

  constructor(items: Items<T>) {
    if (Symbol.asyncIterator in items) {
      const iterator = items[Symbol.asyncIterator]()
      this.#iterator = iterator
      const next = () => {
        this.#last = iterator.next()
        return this.#last
      }
      this.items = { [Symbol.asyncIterator]: () => ({ next }) }
    } else {
      const iterator = items[Symbol.iterator]()
      this.#iterator = iterator
      const next = () => {
        const read = iterator.next()
        if (!read.done && read.value instanceof Promise)
          this.#last = read.value.then((value) => ({ value, done: false }))
        return read
      }
      this.items = { [Symbol.iterator]: () => ({ next }) }
    }
  }

  /** The item that was read last is being worked on. */
  take(): void {
    this.#last = undefined
  }

  /** The items that no reader has taken. @throws what reading them throws */
  async *rest(): AsyncGenerator<T, void> {
    const last = await this.#last
    if (last && !last.done) yield last.value
    for (let read = await this.#iterator.next(); !read.done; read = await this.#iterator.next()) yield await read.value
  }

  /** Closes the items. */
  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}
