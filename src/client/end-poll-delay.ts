/** The time that an execution has been waited for, and the number of executions that are waited for at once. */
export interface EndPolling {
  readonly waitedMs: number
  /** At least 1. */
  readonly openWaits: number
}

/** The end of an execution is noticed late by at most this part of the time that it was waited for. */
const LATENESS = 1 / 5
const FIRST_MS = 5
/** For one execution. The delays of many at once are longer, so that together they read at most 50 times a second. */
const SHORTEST_MS = 20
/** For up to 20 executions. More of them read at most 10 times a second together. */
const LONGEST_MS = 2000
const LONGEST_MS_OF_EACH = 100

/**
 * The milliseconds to wait before an execution is described again. The delay grows with the time waited: the end is noticed at most a
 * fifth of that time late, from 20 ms up to 2 seconds. AWS throttles DescribeExecution for the whole account (developer guide, Quotas: 250
 * to 300 calls at once, then 10 to 15 a second), so both limits grow with the number of executions that are waited for.
 */
export const endPollDelay = ({ waitedMs, openWaits }: EndPolling): number => {
  if (waitedMs === 0) return FIRST_MS * openWaits
  const longest = Math.max(LONGEST_MS, LONGEST_MS_OF_EACH * openWaits)
  return Math.min(Math.max(waitedMs * LATENESS, SHORTEST_MS * openWaits), longest)
}
