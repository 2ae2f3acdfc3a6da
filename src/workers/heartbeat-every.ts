import { describeValue } from '../options.ts'
import { onAbort, Stop, type StopSignal } from '../stop.ts'
import type { System } from '../system.ts'
import type { InterceptorFunction } from './interceptor.ts'
import type { TaskContext } from './worker-task.ts'

/**
 * An interceptor that sends heartbeats while the handler runs.
 * @param seconds the time from one heartbeat to the next; at most a third of the state's `heartbeatSeconds`.
 * @throws RangeError if `seconds` is not a positive number.
 *
 * @example
 * local.startWorkers(orders, handlers, { interceptors: [heartbeatEvery(10)] })
 */
export const heartbeatEvery = (seconds: number): InterceptorFunction => {
  assertInterval(seconds, 'the interval of heartbeatEvery')
  return async (task, next) => {
    const stop = startHeartbeats(task, seconds, task.signal)
    try {
      return await next(task)
    } finally {
      stop()
    }
  }
}

type HeartbeatContext = Pick<TaskContext, 'heartbeat' | 'system'>

interface Heartbeats {
  readonly context: HeartbeatContext
  readonly sleep: System['sleep']
  readonly intervalMs: number
}

/** Sends heartbeats until the returned function is called or `signal` is aborted. */
export const startHeartbeats = (context: HeartbeatContext, seconds: number, signal: StopSignal): (() => void) => {
  const ended = new Stop()
  const removeListener = onAbort(signal, () => ended.abort())
  const send = ({ sleep }: System = context.system) =>
    sendHeartbeats({ context, sleep, intervalMs: seconds * 1000 }, ended)
  // The pauses between heartbeats are not pauses of the handler.
  void (context.system.holds ? context.system.holds.detach(send) : send(context.system))
  return () => {
    removeListener()
    ended.abort()
  }
}

/** Sends at multiples of the interval from the start, so that the times do not drift; overdue heartbeats are skipped. */
const sendHeartbeats = async ({ context, sleep, intervalMs }: Heartbeats, ended: StopSignal): Promise<void> => {
  const { system } = context
  const start = system.now()
  for (let count = 1; ; count = Math.max(count, Math.floor((system.now() - start) / intervalMs)) + 1) {
    const due = start + count * intervalMs - system.now()
    try {
      await sleep(Math.min(due, intervalMs), ended)
    } catch {
      return
    }
    void context.heartbeat()
  }
}

/** @throws RangeError if `seconds` is not a positive number. */
export const assertInterval = (seconds: number, label: string): void => {
  if (Number.isFinite(seconds) && seconds > 0) return
  throw new RangeError(`${label} must be a positive number of seconds, got ${describeValue(seconds)}`)
}
