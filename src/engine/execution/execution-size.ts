import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { OpenExecutions } from '../store/open-executions.ts'
import type { History } from './history.ts'

/** The bytes of an execution that has only started (measured), and of each character of its input. */
const BYTES_AT_START = 8000
const BYTES_PER_CHARACTER = 6

/** The bytes of an execution that has only started. */
export const bytesAtStart = (inputText: string): number => BYTES_AT_START + inputText.length * BYTES_PER_CHARACTER

/** The memory that one open execution takes, as estimated. It is looked at from time to time, not at each event. */
export class ExecutionSize {
  readonly #history: History
  readonly #open: OpenExecutions
  #bytes: number

  /** @param bytes - at its start, or at the start of its redrive */
  constructor(history: History, open: OpenExecutions, bytes: number) {
    this.#history = history
    this.#open = open
    this.#bytes = bytes
    open.add(this.#bytes)
  }

  /** Estimates again. @throws StateFailure if the engine has no memory left for it */
  check(): void {
    const growth = this.#history.takeGrowth()
    this.#bytes += growth
    if (this.#open.grow(growth, this.#bytes)) throw noMemoryLeft()
  }

  /** To be called when the execution has ended. @returns its bytes */
  close(): number {
    this.#open.remove(this.#bytes)
    return this.#bytes + this.#history.takeGrowth()
  }
}

const noMemoryLeft = () =>
  new StateFailure(
    'States.Runtime',
    'The history of the execution is too large for the memory of the embedded engine; raise its limit openBytes, or the heap of the process.',
  )
