/** The share of the limits that executions which other executions start may use, so that they leave room for the others. */
const NESTED_SHARE = 0.5

interface OpenLimits {
  readonly openExecutions: number
  readonly openBytes: number
}

/** Counts the executions of one engine that have not ended, and estimates the memory that they take. */
export class OpenExecutions {
  readonly #limits: OpenLimits
  readonly #share: number
  readonly #used: { count: number; bytes: number }

  constructor(limits: OpenLimits, share = 1, used = { count: 0, bytes: 0 }) {
    this.#limits = limits
    this.#share = share
    this.#used = used
  }

  /** The same executions, for starts by other executions: they may use a share of the limits only. */
  get nested(): OpenExecutions {
    return new OpenExecutions(this.#limits, NESTED_SHARE, this.#used)
  }

  /** True if these are the executions that other executions start. */
  get isNested(): boolean {
    return this.#share < 1
  }

  get count(): number {
    return this.#used.count
  }

  /** True if no other execution can start. */
  get isFull(): boolean {
    return this.room <= 0
  }

  /** How many more executions can start. */
  get room(): number {
    const { openExecutions, openBytes } = this.#limits
    const { count, bytes } = this.#used
    return bytes >= this.#share * openBytes ? 0 : this.#share * openExecutions - count
  }

  add(bytes: number): void {
    this.#used.count++
    this.#used.bytes += bytes
  }

  /** Removes an execution that has ended. */
  remove(bytes: number): void {
    this.#used.count--
    this.#used.bytes -= bytes
  }

  /**
   * Adds what an execution has grown by.
   * @param total - the bytes of the execution
   * @returns whether all executions together take too much, and this one more than its share
   */
  grow(bytes: number, total: number): boolean {
    this.#used.bytes += bytes
    const { openBytes } = this.#limits
    return this.#used.bytes > openBytes && total > openBytes / this.#used.count
  }
}
