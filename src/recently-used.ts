/** The most characters of the keys that are kept. */
const MAX_CHARACTERS = 1_048_576

/** Remembers what was made for the keys that were used last, so that it is not made again. */
export class RecentlyUsed<Value> {
  readonly #values = new Map<string, Value>()
  #characters = 0

  /** The value for a key, made by `create` unless it is remembered. What `create` throws is not remembered. */
  get(key: string, create: () => Value): Value {
    const known = this.#values.get(key)
    const value = known ?? create()
    if (known === undefined) this.#characters += key.length
    else this.#values.delete(key)
    this.#values.set(key, value)
    for (const [oldest] of this.#values) {
      if (this.#characters <= MAX_CHARACTERS) break
      this.#values.delete(oldest)
      this.#characters -= oldest.length
    }
    return value
  }
}
