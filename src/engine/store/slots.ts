import { onAbort, type StopSignal } from '../../stop.ts'

/** So many of something at the same time; others wait for their turn, in order. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Waits for a slot. @returns a function that frees it; @throws the signal's reason */
  async enter(signal: StopSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#wait(signal)
    return () => this.#leave()
  }

  #leave(): void {
    const [next] = this.#waiting
    if (next) next()
    else this.#free++
  }

  #wait(signal: StopSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        this.#waiting.delete(take)
        remove()
        resolve()
      }
      this.#waiting.add(take)
      const remove = onAbort(signal, () => {
        this.#waiting.delete(take)
        reject(signal.reason)
      })
    })
  }
}
