const FIRST_MS = 200
const MAX_MS = 10_000

/**
 * The wait after `failures` failures in a row (1 or more), in milliseconds: exponential with full jitter, so that workers that failed at
 * the same time do not retry at the same time.
 */
export const backoffMs = (failures: number, random: () => number): number =>
  random() * Math.min(MAX_MS, FIRST_MS * 2 ** (failures - 1))
