/** How deep lists and objects may stand within one another. AWS says only that there is a limit; no machine that a person wrote comes near. */
export const MAX_DEPTH = 500

/** Why a value cannot be looked at as a definition: it is no tree of JSON. */
export interface JsonProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/**
 * Where a value is no JSON: a cycle, a function, a `BigInt`, too deep a nest. It looks without recursion and goes no deeper than
 * there, so that whatever follows may recurse where it finds nothing. A `Date` stands for its text, `undefined` for a field that is not there.
 */
export const jsonProblems = (root: unknown): JsonProblem[] => {
  const problems: JsonProblem[] = []
  const open: Container[] = []
  const above = new Set<object>()
  const look = (value: unknown): void => {
    if (typeof value === 'string') return
    const message = problemOf(value, above, open.length)
    if (message !== undefined) problems.push({ path: open.map(({ keys, at }) => keys?.[at] ?? at), message })
    else if (isContainer(value)) {
      above.add(value)
      open.push(containerOf(value))
    }
  }
  look(root)
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { value, keys, length } = top
    const at = ++top.at
    if (at < length) look(Reflect.get(value, keys?.[at] ?? at))
    else {
      above.delete(value)
      open.pop()
    }
  }
  return problems
}

/** A list or an object that is being looked at, and how far. */
interface Container {
  readonly value: object
  /** Absent for a list. */
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
