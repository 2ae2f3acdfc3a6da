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
const sleepBy =
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

const turnOfTheEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The machine's own clock, timers and randomness. */
export const realSystem: System = {
  now: Date.now,
  after,
  sleep: sleepBy(after),
  yield: turnOfTheEventLoop,
  random: Math.random,
  uuid: randomUUID,
}

/** A {@link System} whose time passes only when nobody has anything left to do, and then at once. */
export interface VirtualSystem extends System {
  /** Milliseconds of virtual time that have passed. */
  readonly elapsed: number
  /** How many sleepers wait for virtual time to pass. */
  readonly sleeping: number
  /** Time stands still while the work goes on: for a real wait (I/O, a worker thread) that virtual time must not overtake. */
  during<T>(work: Promise<T>): Promise<T>
}

export interface VirtualSystemOptions {
  /** Where virtual time begins: milliseconds since the Unix epoch, or a date. Default 2026-01-01T00:00:00Z. */
  startAt?: number | Date
  /** The seed of `random` and `uuid`: the same seed gives the same run. Default 1. */
  seed?: number
}

interface Sleeper {
  readonly at: number
  readonly order: number
  readonly wake: () => void
}

/** Turns of the event loop without a new sleeper after which nothing else is going on, and time may pass. */
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
  let watching = false

  const watch = () => {
    if (watching || held > 0 || sleepers.length === 0) return
    watching = true
    quiet = 0
    setImmediate(turn)
  }
  const turn = () => {
    watching = false
    if (held > 0) return
    if (++quiet < QUIET_TURNS) {
      watching = true
      setImmediate(turn)
      return
    }
    const next = sleepers.shift()
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
    watch()
  }
  const add = (sleeper: Sleeper) => {
    sleepers.splice(awsEnvironment(sleeper, sleepers), 0, sleeper)
    quiet = 0
    watch()
  }

  const wakeAfter: System['after'] = (ms, wake) => {
    const sleeper: Sleeper = { at: now + Math.max(0, ms), order: order++, wake }
    add(sleeper)
    return () => {
      const environment = awsEnvironment(sleeper, sleepers)
      if (sleepers[environment] === sleeper) sleepers.splice(environment, 1)
    }
  }
  const during = async <T>(work: Promise<T>): Promise<T> => {
    held++
    try {
      return await work
    } finally {
      held--
      watch()
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
    sleep: sleepBy(wakeAfter),
  }
}

/** Where a sleeper lies, or is to lie, among those who wake before and after it: found by halving. */
const awsEnvironment = (sleeper: Sleeper, sleepers: readonly Sleeper[]): number => {
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
  hex[16] = '89ab'[Math.floor(random() * 4)] as string
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
