import type { Json } from '../../json.ts'
import { givenTextOf } from '../interpreter/program/json-text.ts'

/** How many values are visited at most; the rest is extrapolated. */
const MOST_VISITS = 10_000

/** The bytes of a parsed value for each character of its string, its string included. */
const BYTES_PER_CHARACTER = 6

/** Shorter strings are counted as if they were shared, as names of states are. */
const SHORT_STRING = 32

const BYTES = { object: 56, member: 16, array: 32, string: 24, scalar: 8 }

/** Estimates the memory that values take. A value that occurs again is counted once. */
export class SizeEstimate {
  readonly #seen = new Set<object>()
  #visits = 0

  /** Whether no more values are visited, so that the caller has to extrapolate. */
  get isExhausted(): boolean {
    return this.#visits >= MOST_VISITS
  }

  /** The bytes of a value that have not been counted yet. */
  bytesOf(value: unknown): number {
    this.#visits++
    if (typeof value === 'string') return value.length < SHORT_STRING ? BYTES.scalar : BYTES.string + value.length
    if (typeof value !== 'object' || value === null) return BYTES.scalar
    if (this.isExhausted || this.#seen.has(value)) return 0
    this.#seen.add(value)
    const text = givenTextOf(value as Json)
    if (text !== undefined) return text.length * BYTES_PER_CHARACTER
    return Array.isArray(value) ? this.#bytesOfArray(value) : this.#bytesOfObject(value)
  }

  #bytesOfArray(items: readonly unknown[]): number {
    let bytes = BYTES.array
    let visited = 0
    for (; visited < items.length && !this.isExhausted; visited++) bytes += this.bytesOf(items[visited])
    return visited === 0 ? bytes : (bytes * items.length) / visited
  }

  #bytesOfObject(object: object): number {
    let bytes = BYTES.object
    for (const member of Object.values(object)) bytes += BYTES.member + this.bytesOf(member)
    return bytes
  }
}
