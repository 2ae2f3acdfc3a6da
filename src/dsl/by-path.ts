import type { Issue } from '../errors.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { valueAtPath } from '../specs/value-at-path.ts'

/** Returns a comparison that sorts issues in the order of a definition's keys, missing keys last. */
export const byPath = (definition: unknown): ((one: Issue, other: Issue) => number) => {
  const orders = new WeakMap<object, ReadonlyMap<string, number>>()
  const orderOf = (object: object): ReadonlyMap<string, number> => {
    const order = orders.get(object) ?? new Map(Object.keys(object).map((key, index) => [key, index]))
    orders.set(object, order)
    return order
  }
  const ranks = new WeakMap<Issue, readonly number[]>()
  const rankOf = (issue: Issue): readonly number[] => {
    const rank = ranks.get(issue) ?? [...ranksAlong(definition, issue.path, orderOf)]
    ranks.set(issue, rank)
    return rank
  }
  return (one, other) => compare(rankOf(one), rankOf(other))
}

function* ranksAlong(
  root: unknown,
  path: DefinitionPath,
  orderOf: (object: object) => ReadonlyMap<string, number>,
): Generator<number> {
  let value = root
  for (const key of path) {
    const order = typeof value === 'object' && value !== null ? orderOf(value) : undefined
    yield order?.get(String(key)) ?? Number.POSITIVE_INFINITY
    value = valueAtPath(value, [key])
  }
}

const compare = (one: readonly number[], other: readonly number[]): number => {
  for (const [index, rank] of one.entries()) {
    const against = other[index]
    if (against === undefined) return 1
    if (rank !== against) return rank < against ? -1 : 1
  }
  return one.length - other.length
}
