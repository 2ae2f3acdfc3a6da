import { useEffect, useState } from 'preact/hooks'
import { HistoryFeed } from './history-feed.ts'

/** The fewest milliseconds between two drawings of a history that grows. */
const DRAW_MS = 200

/** Follows the history of an execution. The component is drawn again when events have come. */
export const useHistory = (arn: string): HistoryFeed => {
  const [, draw] = useState(0)
  const [feed, setFeed] = useState(() => new HistoryFeed(arn, () => {}))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const fresh = new HistoryFeed(arn, () => {
      timer ??= setTimeout(() => {
        timer = undefined
        draw((count) => count + 1)
      }, DRAW_MS)
    })
    setFeed(fresh)
    fresh.start()
    return () => {
      clearTimeout(timer)
      fresh.stop()
    }
  }, [arn])
  return feed
}
