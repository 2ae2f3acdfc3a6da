import { SHORT_TURNS, type Turns } from '../../turns.ts'
import type { ExecutionSize } from './execution-size.ts'

/** How many turns of an execution share one look at its memory. */
const TURNS_PER_CHECK = 4

/** The turns of one execution, at some of which the memory that it takes is checked. */
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
    if (this.#used % TURNS_PER_CHECK === 0) this.#size.check()
  }
}
