import { describeValue } from '../options.ts'
import { Stop, type StopSignal } from '../stop.ts'
import type { ActivityTask } from './activity-task.ts'
import type { InterceptorFunction } from './interceptor.ts'

/**
 * An interceptor that sends a heartbeat every so many seconds for as long as the rest takes. Use a third of the state's `heartbeatSeconds` or less.
 * @throws RangeError where `seconds` is not a positive number.
 */
export const heartbeatEvery = (seconds: number): InterceptorFunction => {
  assertInterval(seconds)
  return async (task, next) => {
    const stop = startBeating(task, seconds)
    try {
      return await next(task)
    } finally {
      stop()
    }
  }
}

/** Sends heartbeats until the returned function is called, or the task is gone. */
export const startBeating = (alive: Alive, seconds: number): (() => void) => {
  const done = new Stop()
  const stop = () => {
    alive.signal.removeEventListener('abort', stop)
    done.abort()
  }
  alive.signal.addEventListener('abort', stop)
  void beat(alive, seconds * 1000, done)
  return stop
}

type Alive = Pick<ActivityTask, 'heartbeat' | 'signal' | 'system'>

/** Beats at multiples of the interval from the start, so it does not drift; those that are overdue are left out. */
const beat = async (alive: Alive, intervalMs: number, done: StopSignal): Promise<void> => {
  const { system } = alive
  const start = system.now()
  for (let count = 1; ; count = Math.max(count, Math.floor((system.now() - start) / intervalMs)) + 1) {
    const due = start + count * intervalMs - system.now()
    try {
      await system.sleep(Math.min(due, intervalMs), done)
    } catch {
      return
    }
    void alive.heartbeat()
  }
}

/** @throws RangeError where `seconds` is not a positive number. */
export const assertInterval = (seconds: number): void => {
  if (Number.isFinite(seconds) && seconds > 0) return
  throw new RangeError(`heartbeat: expected a positive number of seconds, found ${describeValue(seconds)}`)
}
