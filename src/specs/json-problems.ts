/** The maximum depth of nested arrays and objects. AWS has such a limit but does not document it; no hand-written machine comes near it. */
export const MAX_DEPTH = 500

/** A reason why a value is not JSON, with the path of the offending part. */
export interface JsonProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/**
 * Finds the parts of a value that are not JSON: cycles, functions, `BigInt`s, and nesting over the limit. A `Date` counts as its string,
 * `undefined` as an absent field. It is not recursive; a value without problems is safe for recursive functions.
 */
export const jsonProblems = (root: unknown): JsonProblem[] => {
  const problems: JsonProblem[] = []
  const open: Container[] = []
  const above = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') return
    const message = problemOf(value, above, open.length)
    if (message !== undefined) problems.push({ path: open.map(({ keys, at }) => keys?.[at] ?? at), message })
    else if (isContainer(value)) {
      above.add(value)
      open.push(containerOf(value))
    }
  }
  visit(root)
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { value, keys, length } = top
    const at = ++top.at
    if (at < length) visit(Reflect.get(value, keys?.[at] ?? at))
    else {
      above.delete(value)
      open.pop()
    }
  }
  return problems
}

/** An array or object that is being visited, and the index of its current element. */
interface Container {
  readonly value: object
  /** Absent for an array. */
  readonly keys: readonly string[] | undefined
  readonly length: number
  at: number
}

const containerOf = (value: object): Container => {
  if (Array.isArray(value)) return { value, keys: undefined, length: value.length, at: -1 }
  const keys = Object.keys(value)
  return { value, keys, length: keys.length, at: -1 }
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date)

const problemOf = (value: unknown, above: ReadonlySet<object>, depth: number): string | undefined => {
  if (typeof value === 'number' && !Number.isFinite(value)) return `not JSON: ${value}`
  if (notJson.has(typeof value)) return `not JSON: a ${typeof value}`
  if (!isContainer(value)) return undefined
  if (above.has(value)) return 'not JSON: it contains itself'
  return depth >= MAX_DEPTH ? `more than ${MAX_DEPTH} levels deep` : undefined
}

const notJson: ReadonlySet<string> = new Set(['function', 'symbol', 'bigint'])
