import { isDeepStrictEqual } from 'node:util'

/** Two entries of two lists that belong together; an entry without a counterpart has `undefined`. */
export interface AlignedPair {
  readonly before: unknown
  readonly after: unknown
  /** The index in the second list, or in the first if only that has the entry. */
  readonly index: number
}

/**
 * Pairs the entries of two lists: equal ones at the start and at the end, then the others in order. So an entry that is inserted or
 * removed does not make all later ones differ. Equal pairs are left out.
 */
export const aligned = (before: readonly unknown[], after: readonly unknown[]): AlignedPair[] => {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isDeepStrictEqual(before[start], after[start])) start++
  let end = 0
  while (end < shorter - start && isDeepStrictEqual(before.at(-1 - end), after.at(-1 - end))) end++
  const length = Math.max(before.length, after.length) - start - end
  return Array.from({ length }, (_, offset) => ({
    before: start + offset < before.length - end ? before[start + offset] : undefined,
    after: start + offset < after.length - end ? after[start + offset] : undefined,
    index: start + offset,
  }))
}
