import { isJsonObject, type Json } from '../json.ts'

const isContainer = (value: Json | undefined): value is Exclude<Json, null | boolean | number | string> =>
  typeof value === 'object' && value !== null

/** Pairs of children to compare, or `undefined` if the containers differ in kind or keys. */
const pairs = (left: Json, right: Json): [Json, Json][] | undefined => {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length ? left.map((item, i) => [item, right[i] as Json]) : undefined
  }
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) || Array.isArray(right)) return undefined
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length || !keys.every((key) => Object.hasOwn(right, key))) return undefined
  return keys.map((key) => [left[key] as Json, right[key] as Json])
}

/** Deep equality of JSON values; the order of keys does not count. It uses an explicit stack, as values may nest deep. */
export const isEqual = (left: Json, right: Json): boolean => {
  if (!isContainer(left) || !isContainer(right)) return left === right
  const left_ = [left as Json]
  const right_ = [right as Json]
  for (let a = left_.pop(), b = right_.pop(); a !== undefined && b !== undefined; a = left_.pop(), b = right_.pop()) {
    if (a === b) continue
    const children = pairs(a, b)
    if (!children) return false
    for (const [x, y] of children) {
      left_.push(x)
      right_.push(y)
    }
  }
  return true
}

/** A string that is the same for equal values, in any order of their keys, and differs for others. */
const identityOf = (value: Json): string =>
  JSON.stringify(value, (_, member: Json) =>
    isJsonObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )

/** The distinct items in their order: the first of each group of equal items. */
export const distinctItems = (items: readonly Json[]): Json[] => {
  const seen = new Set<string>()
  return items.filter((item) => {
    const identity = identityOf(item)
    return !seen.has(identity) && seen.add(identity)
  })
}
