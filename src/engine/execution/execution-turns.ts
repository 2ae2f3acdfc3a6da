import { SHORT_TURNS, type Turns } from '../../turns.ts'
import type { ExecutionSize } from './execution-size.ts'

/** The turns of one execution. With each one, it is looked at how much memory the execution takes. */
export class ExecutionTurns implements Turns {
  readonly #turns: Turns
  readonly #size: ExecutionSize
  #used: number

  /** @param isNested - whether another execution has started it: all of these together are long work, however short each one is */
  constructor(turns: Turns, { size, isNested }: { size: ExecutionSize; isNested: boolean }) {
    this.#turns = turns
    this.#size = size
    this.#used = isNested ? SHORT_TURNS : 0
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
