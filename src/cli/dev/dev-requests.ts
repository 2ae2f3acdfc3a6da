import { onAbort, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'

/** The next action of the dev loop. */
export type DevRequest =
  | { readonly kind: 'run' | 'redrive' | 'clear' | 'quit' }
  | { readonly kind: 'reload'; readonly files: readonly string[] }

/** The requests of keys. */
const byKey: ReadonlyMap<string, DevRequest> = new Map([
  ['r', { kind: 'run' }],
  ['d', { kind: 'redrive' }],
  ['c', { kind: 'clear' }],
  ['q', { kind: 'quit' }],
])

interface NextOptions {
  /** Aborted when the command is asked to stop. */
  readonly signal: StopSignal
  readonly system: Pick<System, 'sleep'>
  /** Changes within this time count as one: editors write a file in steps, and tools several files. */
  readonly debounceMs: number
}

/** The keys that were pressed and the files that have changed since the last request. */
export class DevRequests {
  readonly #keys: DevRequest[] = []
  readonly #changed = new Set<string>()
  #changes = 0
  #wake = (): void => {}

  change(file: string): void {
    this.#changed.add(file)
    this.#changes++
    this.#wake()
  }

  press(key: string): void {
    const request = byKey.get(key)
    if (!request) return
    this.#keys.push(request)
    this.#wake()
  }

  /** Waits for the next request. Keys come first; all changes are one request. */
  async next({ signal, system, debounceMs }: NextOptions): Promise<DevRequest> {
    while (!signal.aborted) {
      const key = this.#keys.shift()
      if (key) return key
      if (this.#changed.size === 0) {
        await this.#awaken(signal)
        continue
      }
      const before = this.#changes
      await system.sleep(debounceMs, signal).catch(() => {})
      if (this.#changes === before && this.#keys.length === 0) return { kind: 'reload', files: this.#takeChanged() }
    }
    return { kind: 'quit' }
  }

  #takeChanged(): string[] {
    const files = [...this.#changed]
    this.#changed.clear()
    return files
  }

  async #awaken(signal: StopSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const remove = onAbort(signal, resolve)
      this.#wake = () => {
        remove()
        resolve()
      }
    })
  }
}
