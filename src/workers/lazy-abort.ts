/** An AbortController that is made when somebody looks at its signal: most tasks end before anybody does. */
export class LazyAbort {
  #controller: AbortController | undefined
  #reason: unknown
  aborted = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.aborted) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.#reason = reason
    this.#controller?.abort(reason)
  }
}
