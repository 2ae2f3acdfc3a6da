const MULTIPLIER = 0x5deece66dn
const ADDEND = 0xbn
const MASK = (1n << 48n) - 1n

/**
 * The first number in [0, 1) of a `java.util.Random` with this seed: what Step Functions gives for a seed (measured: `$random(42)` is
 * 0.7275636800328681).
 */
export const javaRandom = (seed: number): number => {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + ADDEND) & MASK
    return state >> (48n - bits)
  }
  const high = next(26n) << 27n
  return Number(high + next(27n)) / 2 ** 53
}
