/** The number of single-character edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
const distance = (from: string, to: string): number => {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const edits = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1)]
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) edits.push(at(before, j - 2) + 1)
      row.push(Math.min(...edits))
    }
    before = last
    last = row
  }
  return at(last, to.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY

/** Shorter words are not compared: every one-letter name is similar to every other. */
const MIN_LENGTH = 2

/** Longer words are not compared: no field or sensible state name is longer. */
const MAX_LENGTH = 80

/** With more names, the comparison would take longer than the rest of a validation. */
const MAX_NAMES = 200

/** The hint `did you mean "ship"?` if one of the names is similar to the written one, else no hint. */
export const nearest = (written: unknown, names: Iterable<string>): { hint?: string } => {
  if (typeof written !== 'string' || written.length < MIN_LENGTH || written.length > MAX_LENGTH) return {}
  const allowed = Math.max(1, Math.floor(written.length / 3))
  let best: { name: string; cost: number } | undefined
  let compared = 0
  for (const name of names) {
    if (++compared > MAX_NAMES) break
    if (name === written || name.length < MIN_LENGTH || Math.abs(name.length - written.length) > allowed) continue
    const edits = name.toLowerCase() === written.toLowerCase() ? 0 : distance(written, name)
    // Of names at the same distance, the one with the nearest length is chosen.
    const cost = edits + Math.abs(name.length - written.length) / MAX_LENGTH
    if (edits <= allowed && cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { name, cost }
  }
  return best ? { hint: `did you mean "${best.name}"?` } : {}
}
