import type { TaskAttempt } from './read-attempts.ts'

/** The failures of a task with an error, estimated from attempts. The estimates are upper bounds: they shrink with more data. */
export interface FailureModel {
  readonly attempts: number
  readonly failures: number
  /** The probability that a first attempt fails. */
  readonly rate: number
  /** `retries` of the same input, or attempts of other executions, which do not show errors that depend on the input. */
  readonly evidence: 'retries' | 'other executions' | 'none'
  /**
   * The probability that an attempt fails again, by the time after the failure: from the shortest time that was observed. It never rises
   * with time.
   */
  readonly repeats: readonly RepeatRate[]
}

/** The probability that an attempt fails again some time after a failure. */
export interface RepeatRate {
  /** The time from which it holds, in seconds. */
  readonly fromSeconds: number
  readonly rate: number
  /** The number of observed attempts. */
  readonly observed: number
}

/** An attempt some time after a failed one. */
interface Repeat {
  readonly seconds: number
  readonly hasFailed: boolean
}

/** The fewest retries that are evidence. */
const FEWEST_RETRIES = 10

/** Estimates the failures of one task with one error. Each list has the attempts of one execution. */
export const failureModel = (executions: readonly (readonly TaskAttempt[])[], error: string): FailureModel => {
  const all = executions.flat()
  const failures = all.filter((attempt) => attempt.error === error).length
  const first = executions.flatMap(firstAttempts)
  const failedFirst = first.filter((attempt) => attempt.error === error).length
  const retries = executions.flatMap((attempts) => retriesIn(attempts, error))
  const hasRetries = retries.length >= FEWEST_RETRIES
  const repeats = hasRetries ? retries : repeatsAcross(executions, error)
  return {
    attempts: all.length,
    failures,
    rate: upperBound(failedFirst, first.length),
    evidence: repeats.length === 0 ? 'none' : hasRetries ? 'retries' : 'other executions',
    repeats: repeatRates(repeats),
  }
}

const firstAttempts = (attempts: readonly TaskAttempt[]): TaskAttempt[] => {
  const seen = new Set<number>()
  return attempts.filter(({ visit }) => !seen.has(visit) && seen.add(visit))
}

const retriesIn = (attempts: readonly TaskAttempt[], error: string): Repeat[] => {
  const last = new Map<number, TaskAttempt>()
  const found: Repeat[] = []
  for (const attempt of attempts) {
    const before = last.get(attempt.visit)
    if (before?.error === error) found.push(repeatOf(before, attempt, error))
    last.set(attempt.visit, attempt)
  }
  return found
}

const repeatOf = (before: TaskAttempt, after: TaskAttempt, error: string): Repeat => ({
  seconds: (after.startedAt - before.endedAt) / 1000,
  hasFailed: after.error === error,
})

/** Attempts of other executions that are compared with each failure. */
const MOST_FOLLOWERS = 50
const LONGEST_SECONDS = 900

const repeatsAcross = (executions: readonly (readonly TaskAttempt[])[], error: string): Repeat[] => {
  const all = executions
    .flatMap((attempts, execution) => attempts.map((attempt) => ({ execution, attempt })))
    .sort((a, b) => a.attempt.startedAt - b.attempt.startedAt)
  return all.flatMap(({ execution, attempt }, index) => {
    if (attempt.error !== error) return []
    return all
      .slice(index + 1, index + 1 + MOST_FOLLOWERS)
      .filter((other) => other.execution !== execution)
      .map((other) => repeatOf(attempt, other.attempt, error))
      .filter(({ seconds }) => seconds >= 0 && seconds <= LONGEST_SECONDS)
  })
}

/** Groups attempts by their time after the failure, each group twice as long as the one before it. */
const repeatRates = (repeats: readonly Repeat[]): RepeatRate[] => {
  const groups = new Map<number, Repeat[]>()
  for (const repeat of repeats) {
    const from = groupOf(repeat.seconds)
    const group = groups.get(from)
    if (group) group.push(repeat)
    else groups.set(from, [repeat])
  }
  let least = 1
  return [...groups]
    .filter(([, group]) => group.length >= FEWEST_RETRIES)
    .sort(([a], [b]) => a - b)
    .map(([fromSeconds, group]) => {
      least = Math.min(least, upperBound(group.filter(({ hasFailed }) => hasFailed).length, group.length))
      return { fromSeconds, rate: least, observed: group.length }
    })
}

/** The lower end of a group: 0, 1, 2, 4, … seconds. A delay of a bit less than a second is one of a second. */
const groupOf = (seconds: number): number => (seconds < 0.9 ? 0 : 2 ** Math.floor(Math.log2(seconds * 1.1)))

/** The upper end of Wilson's interval: it holds the probability with a confidence of 90 %. */
const upperBound = (hits: number, count: number): number => {
  if (count === 0) return 1
  const z = 1.2816
  const share = hits / count
  const center = share + (z * z) / (2 * count)
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  return Math.min(1, (center + spread) / (1 + (z * z) / count))
}

/** The probability that an attempt fails again some seconds after a failure; 1 if no shorter time was observed. */
export const repeatRateAfter = ({ repeats }: FailureModel, seconds: number): number =>
  repeats.findLast(({ fromSeconds }) => fromSeconds <= seconds)?.rate ?? 1
