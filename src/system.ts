import { randomUUID } from 'node:crypto'
import type { StopSignal } from './stop.ts'

/** Time, chance and ids: everything that is not a function of its input. It comes in from outside, so that it can be virtual. */
export interface System {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /**
   * Resolves after `ms` milliseconds.
   * @throws the signal's reason as soon as `signal` is aborted; its timer is gone then.
   */
  sleep(ms: number, signal?: StopSignal): Promise<void>
  /** Does something after `ms` milliseconds, unless the function that it gives is called before. */
  after(ms: number, action: () => void): () => void
  /** Resolves once everything else that is ready has had its turn. */
  yield(): Promise<void>
  /** A number in [0, 1). */
  random(): number
  /** A new UUID (version 4). */
  uuid(): string
  /** How work and waits hold the clock. A real clock has none: it waits for nothing. */
  readonly holds?: ClockHolds
}

/** What a virtual clock must know of the work that goes on, so that it does not overtake it. */
export interface ClockHolds {
  /** Runs real work: time stands still until it settles, except while it waits by `sleep` or `wait`. */
  work<T>(work: () => Promise<T>): Promise<T>
  /** Waits for something that happens in virtual time, such as the end of an execution. */
  wait<T>(wait: () => Promise<T>): Promise<T>
  /** Runs work whose waits neither hold the clock nor move it, such as a worker's poll for a task. */
  idle<T>(work: () => Promise<T>): Promise<T>
  /** Runs something that is not part of the work around it, such as an execution that the work starts. */
  detach<T>(work: () => T): T
}

/**
 * `setTimeout` fires at once for a delay of more than 2^31 - 1 ms; ASL waits up to a year. Nobody keeps a process up that long on
 * purpose: an execution that no worker will serve, which may last a year, does not keep it from ending.
 */
const LONGEST_TIMER = 2 ** 31 - 1

const after: System['after'] = (ms, action) => {
  const end = performance.now() + ms
  let timer: NodeJS.Timeout
  const arm = (left: number) => {
    timer = setTimeout(
      left > LONGEST_TIMER ? () => arm(end - performance.now()) : action,
      Math.min(left, LONGEST_TIMER),
    )
    if (left > LONGEST_TIMER) timer.unref()
  }
  arm(ms)
  return () => clearTimeout(timer)
}

/** Waiting, by whatever clock. */
export const sleepBy =
  (afterwards: System['after']): System['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const stop = () => {
        cancel()
        reject(signal?.reason)
      }
      const cancel = afterwards(ms, () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      })
      signal?.addEventListener('abort', stop, { once: true })
    })

export const turnOfTheEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The machine's own clock, timers and randomness. */
export const realSystem: System = {
  now: Date.now,
  after,
  sleep: sleepBy(after),
  yield: turnOfTheEventLoop,
  random: Math.random,
  uuid: randomUUID,
}

/**
 * A {@link System} on the global `Date` and `setTimeout` as they are at each call, so that fake timers steer it.
 *
 * @example
 * vi.useFakeTimers()
 * const local = createLocal({ system: globalTimers() })
 * await vi.advanceTimersByTimeAsync(60_000)
 */
export const globalTimers = (): System => {
  const globalAfter: System['after'] = (ms, action) => {
    const timer = globalThis.setTimeout(action, Math.min(ms, LONGEST_TIMER))
    return () => globalThis.clearTimeout(timer)
  }
  return { ...realSystem, now: () => Date.now(), after: globalAfter, sleep: sleepBy(globalAfter) }
}
