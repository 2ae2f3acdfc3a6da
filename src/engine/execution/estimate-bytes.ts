import type { Json } from '../../json.ts'
import { givenTextOf } from '../interpreter/program/json-text.ts'

/** An event with its details, as a history keeps it. */
interface SizedEvent {
  readonly details: object | undefined
}

/** How many events are looked at, evenly spread; the others are assumed to be like them. */
const SAMPLE = 32

/** How many values of a payload are visited. */
const MOST_VISITS = 1000

/** The bytes of an event without its payloads. */
const EVENT_BYTES = 150

/**
 * Estimates the memory that the events from an index on take. A payload that occurs in several of them is counted once: states pass
 * payloads on.
 */
export const estimateBytes = (events: readonly SizedEvent[], from: number): number => {
  const count = events.length - from
  const step = Math.max(1, Math.ceil(count / SAMPLE))
  const sizes = new Map<object, number>()
  let single = 0
  let shared = 0
  for (let index = from; index < events.length; index += step) {
    const details = events[index]?.details
    for (const name in details) {
      const payload: unknown = Reflect.get(details, name)
      if (typeof payload === 'string') single += payload.length
      if (typeof payload !== 'object' || payload === null) continue
      const known = sizes.get(payload)
      const bytes = known ?? bytesOfPayload(payload as Json)
      sizes.set(payload, known === undefined ? bytes : 0)
      if (known === undefined) single += bytes
      else {
        single -= known
        shared += known
      }
    }
  }
  return count * EVENT_BYTES + single * step + shared
}

/** Estimates the memory that a payload takes, with the string from which it was parsed. */
export const bytesOfPayload = (value: Json): number => (givenTextOf(value)?.length ?? 0) + new Visit().bytesOf(value)

/** A visit of a value that ends after so many values; the rest of a list is assumed to be like its beginning. */
class Visit {
  #left = MOST_VISITS

  bytesOf(value: unknown): number {
    this.#left--
    if (typeof value === 'string') return 24 + value.length
    if (typeof value !== 'object' || value === null) return 16
    return Array.isArray(value) ? this.#bytesOfList(value) : 56 + this.#bytesOfList(Object.values(value))
  }

  #bytesOfList(values: readonly unknown[]): number {
    let bytes = 0
    let visited = 0
    for (; visited < values.length && this.#left > 0; visited++) bytes += 16 + this.bytesOf(values[visited])
    return visited === 0 ? 32 + 16 * values.length : 32 + (bytes * values.length) / visited
  }
}
