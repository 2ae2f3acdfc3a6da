import { setMaxListeners } from 'node:events'

/** An AbortController on whose signal any number of states may wait: Node warns of more than ten listeners otherwise. */
export const createStop = (): AbortController => {
  const stop = new AbortController()
  setMaxListeners(0, stop.signal)
  return stop
}
