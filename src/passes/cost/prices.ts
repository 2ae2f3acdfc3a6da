/** The prices of Step Functions in USD. */
export interface Prices {
  readonly standard: {
    /** The price of one state transition. */
    readonly perTransition: number
    /** The state transitions of a month that are free. */
    readonly freeTransitions: number
  }
  readonly express: {
    readonly perRequest: number
    /** The prices of a GB-second, from the first tier to the last. A tier ends at `upToGbSeconds` of a month; the last one has no end. */
    readonly perGbSecond: readonly GbSecondTier[]
  }
}

/** A tier of the price of memory. */
export interface GbSecondTier {
  readonly upToGbSeconds?: number
  readonly price: number
}

const SECONDS_PER_HOUR = 3600

/**
 * The prices in US East (N. Virginia). Those of other regions differ by up to 50 %.
 *
 * Source: https://aws.amazon.com/step-functions/pricing/, as of November 2026: $0.025 per 1,000 state transitions after 4,000 free ones a
 * month; $1.00 per million requests; $0.00001667, $0.00000833 and $0.00000456 per GB-second up to 1,000, up to 5,000 and beyond 5,000
 * GB-hours a month.
 */
export const usEast1Prices: Prices = {
  standard: { perTransition: 0.000025, freeTransitions: 4000 },
  express: {
    perRequest: 0.000001,
    perGbSecond: [
      { upToGbSeconds: 1000 * SECONDS_PER_HOUR, price: 0.00001667 },
      { upToGbSeconds: 5000 * SECONDS_PER_HOUR, price: 0.00000833 },
      { price: 0.00000456 },
    ],
  },
}

/** The unit of the duration of an EXPRESS execution, in milliseconds. Durations are rounded up. */
export const BILLED_MS = 100

/** The unit of the memory of an EXPRESS execution, in MB. Memory is rounded up. */
const BILLED_MB = 64

/** The memory of an EXPRESS execution without its definition and its data, in MB (pricing page, example 3). */
const BASE_MB = 50

const BYTES_PER_MB = 1024 * 1024

/** The data that determines the memory of an EXPRESS execution, in bytes. */
export interface MemoryUse {
  readonly definitionBytes: number
  readonly payloadBytes: number
  /** The number of steps in branches and iterations. */
  readonly parallelSteps: number
}

/** The memory that is billed, in MB: 50 MB, the definition, and the data of each parallel step, in units of 64 MB (pricing page). */
export const billedMegabytes = ({ definitionBytes, payloadBytes, parallelSteps }: MemoryUse): number => {
  const used = BASE_MB + (definitionBytes + payloadBytes * Math.max(1, parallelSteps)) / BYTES_PER_MB
  return Math.ceil(used / BILLED_MB) * BILLED_MB
}

/** The price of a month's GB-seconds by their tiers. */
export const priceOfGbSeconds = (gbSeconds: number, tiers: Prices['express']['perGbSecond']): number => {
  let [price, from] = [0, 0]
  for (const { upToGbSeconds = Number.POSITIVE_INFINITY, price: perGbSecond } of tiers) {
    price += Math.max(0, Math.min(gbSeconds, upToGbSeconds) - from) * perGbSecond
    from = upToGbSeconds
  }
  return price
}
