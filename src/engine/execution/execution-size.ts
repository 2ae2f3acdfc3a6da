import type { Json } from '../../json.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { OpenExecutions } from '../store/open-executions.ts'
import { bytesOfPayload } from './estimate-bytes.ts'
import type { History } from './history.ts'

/** The bytes of an execution without its payloads: while it is open, and after its end (measured). */
const OPEN_BYTES = 8000
const ENDED_BYTES = 4000

/** The memory that one execution takes, as estimated. It is looked at from time to time, not at each event. */
export class ExecutionSize {
  readonly #history: History
  readonly #open: OpenExecutions
  /** The bytes of the input, until they are counted with the history. */
  #inputBytes: number
  #bytes: number

  /** @param open - the open executions, to which {@link start} adds it */
  constructor(input: Json, { history, open }: { history: History; open: OpenExecutions }) {
    this.#history = history
    this.#open = open
    this.#inputBytes = bytesOfPayload(input)
    this.#bytes = OPEN_BYTES + this.#inputBytes
  }

  /** To be called when the execution starts, and when it is redriven. */
  start(): void {
    this.#open.add(this.#bytes)
  }

  /** Estimates again. @throws StateFailure if the engine has no memory left for it */
  check(): void {
    const growth = this.#takeGrowth()
    this.#bytes += growth
    if (this.#open.grow(growth, this.#bytes)) throw noMemoryLeft()
  }

  /** To be called when the execution has ended. */
  close(): void {
    this.#open.remove(this.#bytes)
  }

  /** The bytes of the execution after its end. */
  ended(): number {
    this.#bytes += this.#takeGrowth()
    return this.#bytes - OPEN_BYTES + ENDED_BYTES
  }

  #takeGrowth(): number {
    const growth = this.#history.takeGrowth() - this.#inputBytes
    this.#inputBytes = 0
    return Math.max(0, growth)
  }
}

const noMemoryLeft = () =>
  new StateFailure(
    'States.Runtime',
    'The history of the execution is too large for the memory of the embedded engine; raise its limit openBytes, or the heap of the process.',
  )
