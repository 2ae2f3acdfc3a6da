import type { ExecutionRecord } from './state-machine-record.ts'

/** How much of the ended executions is kept, and for how long. */
export interface RetentionLimits {
  readonly endedBytes: number
  readonly endedMs: number
}

/** An execution that has ended, in the queue of those that are kept. */
export interface EndedExecution {
  /** `undefined` once it has been removed. */
  record: ExecutionRecord | undefined
  readonly bytes: number
  readonly stopDate: number
}

/** After so many forgotten entries, the queue is made shorter. */
const COMPACTION = 1024

/** The executions of one engine that have ended, and can still be described. Those that ended first are forgotten first. */
export class Retention {
  readonly #limits: RetentionLimits
  readonly #forget: (record: ExecutionRecord) => void
  #queue: EndedExecution[] = []
  #head = 0
  #bytes = 0

  /** @param forget - removes an execution from everything that lists it */
  constructor(limits: RetentionLimits, forget: (record: ExecutionRecord) => void) {
    this.#limits = limits
    this.#forget = forget
  }

  /** Keeps an execution that has ended, and forgets others if there are too many bytes. */
  add(record: ExecutionRecord): void {
    const { stopDate = 0, size } = record.execution
    const entry = { record, bytes: size.ended(), stopDate }
    this.#queue.push(entry)
    record.ended = entry
    this.#bytes += entry.bytes
    while (this.#bytes > this.#limits.endedBytes && this.#head < this.#queue.length) this.#forgetOldest()
    this.forgetOld(stopDate)
  }

  /** Does not forget an execution any more. Its place in the queue stays until its turn comes. */
  remove(record: ExecutionRecord): void {
    const entry = record.ended
    if (!entry) return
    record.ended = undefined
    this.#bytes -= entry.bytes
    entry.record = undefined
    if (this.#queue[this.#head] === entry) this.#skipRemoved()
  }

  #skipRemoved(): void {
    let head = this.#head
    for (let next = this.#queue[head]; next && !next.record; next = this.#queue[++head]) {}
    this.#setHead(head)
  }

  #setHead(head: number): void {
    this.#head = head
    if (head < COMPACTION || head * 2 <= this.#queue.length) return
    this.#queue = this.#queue.slice(head)
    this.#head = 0
  }

  /** Forgets the executions that have ended too long ago. */
  forgetOld(now: number): void {
    for (let oldest = this.#queue[this.#head]; oldest; oldest = this.#queue[this.#head]) {
      if (now - oldest.stopDate <= this.#limits.endedMs) return
      this.#forgetOldest()
    }
  }

  #forgetOldest(): void {
    const oldest = this.#queue[this.#head]
    if (!oldest) return
    const { record } = oldest
    this.#setHead(this.#head + 1)
    if (!record) return
    this.remove(record)
    this.#forget(record)
  }
}
