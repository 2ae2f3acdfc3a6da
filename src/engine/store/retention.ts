import type { ExecutionRecord } from './state-machine-record.ts'

/** How much of the ended executions is kept, and for how long. */
export interface RetentionLimits {
  readonly endedBytes: number
  readonly endedMs: number
}

interface EndedExecution {
  readonly record: ExecutionRecord
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
    const { stopDate = 0, endedBytes } = record.execution
    this.#queue.push({ record, bytes: endedBytes, stopDate })
    this.#bytes += endedBytes
    while (this.#bytes > this.#limits.endedBytes && this.#head < this.#queue.length) this.#forgetOldest()
    this.forgetOld(stopDate)
  }

  /** Forgets the executions that have ended too long ago. */
  forgetOld(now: number): void {
    for (let oldest = this.#queue[this.#head]; oldest; oldest = this.#queue[this.#head]) {
      if (now - oldest.stopDate <= this.#limits.endedMs) return
      this.#forgetOldest()
    }
  }

  #forgetOldest(): void {
    const oldest = this.#queue[this.#head++]
    if (!oldest) return
    this.#bytes -= oldest.bytes
    if (this.#head >= COMPACTION && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    this.#forget(oldest.record)
  }
}
