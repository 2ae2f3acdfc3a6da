import { randomUUID } from 'node:crypto'
import { onAbort, type StopSignal } from './stop.ts'

/**
 * Time, randomness and ids: everything that is not a function of its input. Code takes it as a parameter, so that tests can make it virtual.
 *
 * @example
 * const start = realSystem.now()
 * await realSystem.sleep(10)
 * expect(realSystem.now() - start).toBeGreaterThanOrEqual(9)
 */
export interface System {
  /**
   * The current time in milliseconds since the Unix epoch.
   *
   * @example
   * expect(virtualSystem({ startAt: 1000 }).now()).toBe(1000)
   */
  now(): number
  /**
   * Resolves after `ms` milliseconds.
   * @throws the signal's reason as soon as `signal` is aborted; the timer is removed then.
   *
   * @example
   * const sleeping = virtualSystem().sleep(60_000, AbortSignal.abort('stopped'))
   * await expect(sleeping).rejects.toBe('stopped')
   */
  sleep(ms: number, signal?: StopSignal): Promise<void>
  /**
   * Calls `action` after `ms` milliseconds.
   * @returns a function that cancels the call.
   *
   * @example
   * const cancel = realSystem.after(60_000, () => console.log('a minute is over'))
   * cancel()
   */
  after(ms: number, action: () => void): () => void
  /**
   * Resolves after a turn of the event loop, once everything else that is ready has run.
   *
   * @example
   * await realSystem.yield()
   */
  yield(): Promise<void>
  /**
   * A number from 0 (included) to 1 (excluded).
   *
   * @example
   * expect(realSystem.random()).toBeLessThan(1)
   */
  random(): number
  /**
   * A new UUID (version 4).
   *
   * @example
   * expect(realSystem.uuid()).toHaveLength(36)
   */
  uuid(): string
  /**
   * The holds of a virtual clock; absent for a real clock, which waits for nothing.
   *
   * @example
   * expect(realSystem.holds).toBeUndefined()
   */
  readonly holds?: ClockHolds
}

/** Registers work with a virtual clock, so that the clock does not move past it. */
export interface ClockHolds {
  /**
   * Runs real work: time stands still until it settles, except while it waits by `sleep` or `wait`: of the system that it gets, if it gets
   * one.
   *
   * @example
   * const system = virtualSystem()
   * await system.holds.work(() => realSystem.sleep(5))
   * expect(system.elapsed).toBe(0)
   */
  work<T>(work: (system?: System) => Promise<T>): Promise<T>
  /**
   * Runs a step of the engine itself, which holds the clock even if `holdMs` is 0.
   *
   * @example
   * const system = virtualSystem({ holdMs: 0 })
   * await system.holds.step(() => realSystem.yield())
   */
  step<T>(work: () => Promise<T>): Promise<T>
  /**
   * Waits for an event in virtual time, such as the end of an execution.
   *
   * @example
   * const system = virtualSystem()
   * const tomorrow = system.sleep(24 * 3600 * 1000)
   * await system.holds.work(() => system.holds.wait(() => tomorrow))
   */
  wait<T>(wait: () => Promise<T>): Promise<T>
  /**
   * Runs work without a deadline, such as a worker's poll for a task: its timeouts do not move the clock.
   *
   * @example
   * const system = virtualSystem()
   * await system.holds.idle(async () => expect(system.holds.isIdle).toBe(true))
   */
  idle<T>(work: () => Promise<T>): Promise<T>
  /**
   * True if the current code belongs to idle work, so that it should not set a timeout.
   *
   * @example
   * expect(virtualSystem().holds.isIdle).toBe(false)
   */
  readonly isIdle: boolean
  /**
   * Runs code that is independent of the current work, such as an execution that the work starts: in the time of the system that it gets, if
   * it gets one.
   *
   * @example
   * const system = virtualSystem()
   * await system.holds.work(async () => void system.holds.detach(() => system.sleep(1000)))
   */
  detach<T>(work: (system?: System) => T): T
}

/** Runs real work on a system: a virtual clock stands still until it settles, except while it waits in the time that it gets. */
export const holdClock = <T>(system: System, work: (system: System) => Promise<T>): Promise<T> =>
  system.holds ? system.holds.work((own = system) => work(own)) : work(system)

/** Waits for an event in the time of a system. Meanwhile the current work does not hold a virtual clock. */
export const waitInTime = <T>({ holds }: System, wait: () => Promise<T>): Promise<T> =>
  holds ? holds.wait(wait) : wait()

/**
 * The longest delay of `setTimeout`, which fires at once for a longer one; ASL waits up to a year. A longer timer does not keep the process
 * alive, so that a program ends even if an execution waits for an activity without a worker.
 */
const MAX_TIMER_MS = 2 ** 31 - 1

const after: System['after'] = (ms, action) => {
  const end = performance.now() + ms
  let timer: NodeJS.Timeout
  const arm = (left: number) => {
    timer = setTimeout(left > MAX_TIMER_MS ? () => arm(end - performance.now()) : action, Math.min(left, MAX_TIMER_MS))
    if (left > MAX_TIMER_MS) timer.unref()
  }
  arm(ms)
  return () => clearTimeout(timer)
}

/** The `sleep` of a system, made from its `after`. */
export const sleepWith =
  (after: System['after']): System['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (!signal) return after(ms, resolve)
      if (signal.aborted) return reject(signal.reason)
      const cancel = after(ms, () => {
        removeListener()
        resolve()
      })
      const removeListener = onAbort(signal, () => {
        cancel()
        reject(signal.reason)
      })
    })

/** Stored at import, so that a test's fake timers do not stop the event loop. */
const realSetImmediate = setImmediate
const realNextTick = process.nextTick

/** Calls an action once all promises have settled that can, in the same turn of the event loop. */
export const afterMicrotasks = (action: () => void): void => queueMicrotask(() => realNextTick(action))

export const turnOfTheEventLoop = (): Promise<void> => new Promise((resolve) => realSetImmediate(resolve))

/** The processor time that this process has used, in milliseconds: it stands still while other processes run. */
export const processorTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * The real clock, timers and randomness of this process.
 *
 * @example
 * const executionName = realSystem.uuid()
 */
export const realSystem: System = {
  now: Date.now,
  after,
  sleep: sleepWith(after),
  yield: turnOfTheEventLoop,
  random: Math.random,
  uuid: randomUUID,
}

/**
 * A {@link System} that looks up the global `Date` and `setTimeout` at each call, so that the fake timers of a test framework control it.
 *
 * @example
 * const system = globalTimers() // after vi.useFakeTimers(), vi.advanceTimersByTimeAsync(60_000) moves its time
 */
export const globalTimers = (): System => {
  const globalAfter: System['after'] = (ms, action) => {
    const timer = globalThis.setTimeout(action, Math.min(ms, MAX_TIMER_MS))
    return () => globalThis.clearTimeout(timer)
  }
  return { ...realSystem, now: () => Date.now(), after: globalAfter, sleep: sleepWith(globalAfter) }
}
