/** A line of two compared strings: in both, or in one of them only. */
export interface DiffLine {
  readonly side: 'both' | 'left' | 'right'
  readonly text: string
}

/** Longer strings are compared without a search for the lines that they share in the middle. */
const MAX_LINES = 1500

/** Compares two strings line by line. Lines of the left one come before those of the right one. */
export const lineDiff = (left: string, right: string): DiffLine[] => {
  const [a, b] = [left.split('\n'), right.split('\n')]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const both = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ side: 'both', text }))
  return [
    ...both(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...both(a.slice(a.length - end)),
  ]
}

const middle = (a: readonly string[], b: readonly string[]): DiffLine[] => {
  const lengths = a.length > MAX_LINES || b.length > MAX_LINES ? [] : commonLengths(a, b)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right && lengths.length > 0) {
      lines.push({ side: 'both', text: left })
      i++
      j++
    } else if (
      left !== undefined &&
      (right === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push({ side: 'left', text: left })
      i++
    } else if (right !== undefined) {
      lines.push({ side: 'right', text: right })
      j++
    }
  }
  return lines
}

/** The lengths of the longest common subsequences of all ends of both lists. */
const commonLengths = (a: readonly string[], b: readonly string[]): number[][] => {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [own, below] = [lengths[i] ?? [], lengths[i + 1] ?? []]
      own[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, own[j + 1] ?? 0)
    }
  }
  return lengths
}
