interface VirtualTimer {
  readonly at: number
  readonly order: number
  readonly action: () => void
}

/** Timers by virtual time: pure bookkeeping, which its owner advances. */
export interface VirtualTimers {
  /** Milliseconds since the Unix epoch. */
  now: number
  readonly size: number
  /** Sets a timer `ms` milliseconds from now. @returns a function that cancels it. */
  add(ms: number, action: () => void): () => void
  /** Moves time to the next timer and fires it, unless it is later than `latest`. @returns true if there was one. */
  fireNext(latest?: number): boolean
}

/** @param start - milliseconds since the Unix epoch. */
export const createVirtualTimers = (start: number): VirtualTimers => {
  const timers: VirtualTimer[] = []
  let order = 0
  return {
    now: start,
    get size() {
      return timers.length
    },
    add(ms, action) {
      const timer = { at: this.now + Math.max(0, ms), order: order++, action }
      timers.splice(indexOf(timer, timers), 0, timer)
      return () => {
        const index = indexOf(timer, timers)
        if (timers[index] === timer) timers.splice(index, 1)
      }
    },
    fireNext(latest = Number.POSITIVE_INFINITY) {
      const [next] = timers
      if (!next || next.at > latest) return false
      timers.shift()
      this.now = Math.max(this.now, next.at)
      next.action()
      return true
    },
  }
}

/** The index at which a timer belongs among sorted timers, found by binary search. */
const indexOf = (timer: VirtualTimer, timers: readonly VirtualTimer[]): number => {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = timers[middle]
    if (other && (other.at < timer.at || (other.at === timer.at && other.order < timer.order))) low = middle + 1
    else high = middle
  }
  return low
}
