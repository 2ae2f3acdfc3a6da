const FIRST_MS = 200
const LONGEST_MS = 10_000

/**
 * How long to wait after so many failures in a row (1 or more): exponential with full jitter, so that workers that failed
 * together do not come back together.
 */
export const backoffMs = (failures: number, random: () => number): number =>
  random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1))
