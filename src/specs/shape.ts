/** How deep lists and objects may stand within one another. AWS says only that there is a limit; no machine that a person wrote comes near. */
export const DEEPEST = 500

/** Why a value cannot be looked at as a definition: it is no tree of JSON. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/**
 * Where a value is no JSON: a cycle, a function, a `BigInt`, too deep a nest. It looks without recursion and goes no deeper than
 * there, so that whatever follows may recurse where it finds nothing. A `Date` stands for its text, `undefined` for a field that is not there.
 */
export const problemsOfShape = (root: unknown): ShapeProblem[] => {
  const problems: ShapeProblem[] = []
  const path: (string | number)[] = []
  const open: { readonly value: object; readonly entries: Iterator<[string | number, unknown]> }[] = []
  const above = new Set<object>()
  const look = (value: unknown, key?: string | number): void => {
    const at = key === undefined ? [] : [key]
    const message = problemOf(value, above, open.length)
    if (message !== undefined) problems.push({ path: [...path, ...at], message })
    else if (isContainer(value)) {
      path.push(...at)
      above.add(value)
      open.push({ value, entries: entriesOf(value) })
    }
  }
  look(root)
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { done, value: entry } = top.entries.next()
    if (done) {
      above.delete(top.value)
      open.pop()
      path.pop()
    } else look(entry[1], entry[0])
  }
  return problems
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date)

const entriesOf = (value: object): Iterator<[string | number, unknown]> =>
  Array.isArray(value) ? value.entries() : Object.entries(value)[Symbol.iterator]()

const problemOf = (value: unknown, above: ReadonlySet<object>, depth: number): string | undefined => {
  if (typeof value === 'number' && !Number.isFinite(value)) return `not JSON: ${value}`
  if (notJson.has(typeof value)) return `not JSON: a ${typeof value}`
  if (!isContainer(value)) return undefined
  if (above.has(value)) return 'not JSON: it contains itself'
  return depth >= DEEPEST ? `more than ${DEEPEST} levels deep` : undefined
}

const notJson: ReadonlySet<string> = new Set(['function', 'symbol', 'bigint'])
