import { useEffect, useState } from 'preact/hooks'
import { type PageRoute, parseRoute } from '../model/route.ts'

/** The route of the URL, which changes with its hash. */
export const useRoute = (): PageRoute => {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  useEffect(() => {
    const update = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return route
}

/** Goes to another page. */
export const navigate = (hash: string): void => {
  location.hash = hash
}

/** Changes the URL without a new entry in the history of the browser. */
export const replaceRoute = (hash: string): void => {
  if (hash === location.hash) return
  history.replaceState(null, '', hash)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
