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
}

/**
 * `setTimeout` fires at once for a delay of more than 2^31 - 1 ms, and ASL waits up to a year. A timer that long does not keep the process
 * alive: an execution whose activity has no worker may last a year, and the program must still end.
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
const sleepWith =
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

const turnOfTheEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

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
 * A {@link System} whose time passes only when no other work is left, and then at once. For tests: see {@link virtualSystem}.
 */
export interface VirtualSystem extends System {
  /**
   * Milliseconds of virtual time that have passed.
   *
   * @example
   * const system = virtualSystem()
   * await system.sleep(1000)
   * expect(system.elapsed).toBe(1000)
   */
  readonly elapsed: number
  /**
   * How many timers wait for virtual time to pass.
   *
   * @example
   * const system = virtualSystem()
   * const cancel = system.after(1000, () => {})
   * expect(system.sleeping).toBe(1)
   * cancel()
   */
  readonly sleeping: number
  /**
   * Stops virtual time until `work` has settled: for a real wait (I/O, a worker thread) that virtual time must not overtake.
   *
   * @example
   * const system = virtualSystem()
   * await system.during(realSystem.sleep(5))
   * expect(system.elapsed).toBe(0)
   */
  during<T>(work: Promise<T>): Promise<T>
}

export interface VirtualSystemOptions {
  /** The time at which virtual time starts: milliseconds since the Unix epoch, or a date. Default 2026-01-01T00:00:00Z. */
  startAt?: number | Date
  /** The seed of `random` and `uuid`: the same seed gives the same run. Default 1. */
  seed?: number
}

interface Sleeper {
  readonly at: number
  readonly order: number
  readonly wake: () => void
}

/** Time passes after so many turns of the event loop without a new timer: no other work is left then. */
const QUIET_TURNS = 3

/**
 * A clock that skips waiting: when every promise has settled, it jumps to the next sleeper's time.
 * Sleepers wake in the order of their times, those of one time in the order in which they lay down, so a run is deterministic.
 *
 * @example
 * const system = virtualSystem()
 * const { ensureStateMachine, runExecution } = createLocal({ system })
 * await ensureStateMachine('slow', { startAt: 'a', states: { a: { type: 'wait', seconds: 3600, end: true } } })
 * await runExecution('slow')
 * expect(system.elapsed).toBe(3_600_000)
 */
export const virtualSystem = ({
  startAt = Date.UTC(2026, 0, 1),
  seed = 1,
}: VirtualSystemOptions = {}): VirtualSystem => {
  const start = Number(startAt)
  const random = mulberry32(seed)
  const sleepers: Sleeper[] = []
  let now = start
  let order = 0
  let held = 0
  let quiet = 0
  let scheduled = false

  const schedule = () => {
    if (scheduled || held > 0 || sleepers.length === 0) return
    scheduled = true
    quiet = 0
    setImmediate(turn)
  }
  const turn = () => {
    scheduled = false
    if (held > 0) return
    if (++quiet < QUIET_TURNS) {
      scheduled = true
      setImmediate(turn)
      return
    }
    const next = sleepers.shift()
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
    schedule()
  }
  const add = (sleeper: Sleeper) => {
    sleepers.splice(indexFor(sleeper, sleepers), 0, sleeper)
    quiet = 0
    schedule()
  }

  const wakeAfter: System['after'] = (ms, wake) => {
    const sleeper: Sleeper = { at: now + Math.max(0, ms), order: order++, wake }
    add(sleeper)
    return () => {
      const index = indexFor(sleeper, sleepers)
      if (sleepers[index] === sleeper) sleepers.splice(index, 1)
    }
  }
  const during = async <T>(work: Promise<T>): Promise<T> => {
    held++
    try {
      return await work
    } finally {
      held--
      schedule()
    }
  }

  return {
    now: () => now,
    during,
    yield: () => during(turnOfTheEventLoop()),
    random,
    uuid: () => uuidFrom(random),
    get elapsed() {
      return now - start
    },
    get sleeping() {
      return sleepers.length
    },
    after: wakeAfter,
    sleep: sleepWith(wakeAfter),
  }
}

/** The index of a sleeper, or the one at which it belongs, by its time and order (binary search). */
const indexFor = (sleeper: Sleeper, sleepers: readonly Sleeper[]): number => {
  let low = 0
  let high = sleepers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = sleepers[middle]
    if (other && (other.at < sleeper.at || (other.at === sleeper.at && other.order < sleeper.order))) low = middle + 1
    else high = middle
  }
  return low
}

/** A small seeded generator (mulberry32): 32 bits of state are enough for jitter and ids in tests. */
const mulberry32 = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

const uuidFrom = (random: () => number): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16))
  hex[12] = '4'
  hex[16] = '89ab'.charAt(Math.floor(random() * 4))
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
