import type { ReadStream } from 'node:tty'

interface KeyOptions {
  readonly listener: (key: string) => void
  /** Called for Ctrl+C: a terminal that passes on keys sends no SIGINT. */
  readonly interrupt: () => void
}

/** Calls a listener with each key that is pressed in a terminal. Returns a function that removes it. */
export const onKey = (input: ReadStream, { listener, interrupt }: KeyOptions): (() => void) => {
  if (!input.isTTY) return () => {}
  const read = (keys: Buffer) => {
    for (const key of keys.toString())
      if (key === '\u0003') interrupt()
      else listener(key)
  }
  input.setRawMode(true)
  input.on('data', read)
  input.resume()
  return () => {
    input.off('data', read)
    input.setRawMode(false)
    input.pause()
  }
}
