import type { Turns } from '../../turns.ts'
import type { ExecutionSize } from './execution-size.ts'

/** The turns of one execution. With each one, it is looked at how much memory the execution takes. */
export class ExecutionTurns implements Turns {
  readonly #turns: Turns
  readonly #size: ExecutionSize
  #used = 0

  constructor(turns: Turns, size: ExecutionSize) {
    this.#turns = turns
    this.#size = size
  }

  isOver(): boolean {
    return this.#turns.isOver()
  }

  /** @throws StateFailure if the execution takes too much memory */
  async next(): Promise<void> {
    await this.#turns.next(this.#used++)
    this.#size.check()
  }
}
