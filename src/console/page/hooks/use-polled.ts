import { useCallback, useEffect, useState } from 'preact/hooks'

/** A value that is loaded again and again. */
export interface Polled<T> {
  readonly value: T | undefined
  /** The error of the last load, while the value of the load before stays. */
  readonly error: unknown
  /** Loads the value again, now. */
  readonly reload: () => void
}

interface PollOptions {
  /** The time between two loads; none if it is undefined. Nothing is loaded while the page is hidden. */
  readonly everyMs?: number | undefined
}

/**
 * Loads a value when the component is shown, when `key` changes, and at intervals.
 * @param key - names the value: another key discards the value
 */
export const usePolled = <T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs }: PollOptions = {},
): Polled<T> => {
  const [state, setState] = useState<{ key: string; value?: T; error?: unknown }>({ key })
  const [round, setRound] = useState(0)
  // The function `load` is a new one at each rendering; `key` names its result.
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const next = async () => {
      try {
        if (!document.hidden || state.value === undefined) {
          const value = await load(stop.signal)
          if (!stop.signal.aborted) setState({ key, value })
        }
      } catch (error) {
        if (!stop.signal.aborted) setState((before) => ({ ...(before.key === key ? before : { key }), error }))
      }
      if (!stop.signal.aborted && everyMs !== undefined) timer = setTimeout(next, everyMs)
    }
    void next()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [key, everyMs, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  const isCurrent = state.key === key
  return { value: isCurrent ? state.value : undefined, error: isCurrent ? state.error : undefined, reload }
}
