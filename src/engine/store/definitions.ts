import type { Revision } from './state-machine-record.ts'

/** A definition takes so many bytes at least, and an activity so many. */
const LEAST_BYTES = 4096

/** The definitions and activities of one engine, and how many bytes they take: those of old revisions too, as long as an execution has run them. */
export class Definitions {
  readonly #maxBytes: number
  readonly #holders = new Map<Revision, number>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** True if another definition, or an activity, would exceed the limit. */
  isFull(definition = ''): boolean {
    return this.#bytes + Math.max(definition.length, LEAST_BYTES) > this.#maxBytes
  }

  /** Adds a holder of a revision: a state machine, a version or an execution. */
  hold(revision: Revision): void {
    const holders = this.#holders.get(revision) ?? 0
    if (holders === 0) this.#bytes += bytesOf(revision)
    this.#holders.set(revision, holders + 1)
  }

  /** Removes a holder. */
  release(revision: Revision): void {
    const holders = this.#holders.get(revision) ?? 0
    if (holders > 1) this.#holders.set(revision, holders - 1)
    else if (this.#holders.delete(revision)) this.#bytes -= bytesOf(revision)
  }

  addActivity(): void {
    this.#bytes += LEAST_BYTES
  }

  removeActivity(): void {
    this.#bytes -= LEAST_BYTES
  }
}

const bytesOf = ({ settings }: Revision): number => Math.max(settings.definition.length, LEAST_BYTES)
