import { useEffect, useState } from 'preact/hooks'

/** Draws the component again at intervals, as long as it is active. */
export const useTick = (isActive: boolean, everyMs: number): void => {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!isActive) return
    const timer = setInterval(() => tick((count) => count + 1), everyMs)
    return () => clearInterval(timer)
  }, [isActive, everyMs])
}
