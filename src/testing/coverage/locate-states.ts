/** The names of a state machine and its states, in the order of the definition. */
interface StateNames {
  readonly name: string
  readonly states: readonly { readonly name: string }[]
}

/** The lines of a definition's states in a file. */
export interface StateLines {
  /** The line of each state that was found, from 1. */
  readonly lines: ReadonlyMap<string, number>
  /** The likelihood that the definition is the one that the file has, from 0 to 1. */
  readonly certainty: number
}

/**
 * Searches a file for the states of a definition, in TypeScript, JavaScript, JSON or YAML. It looks for keys with the names of the states,
 * in their order, and prefers those whose value is an object with a type. It finds no name that is computed.
 */
export const locateStates = (text: string, { name, states }: StateNames): StateLines => {
  const start = Math.max(0, text.search(new RegExp(`\\bname["']?\\s*:\\s*["'\`]${escapeRegExp(name)}["'\`]`)))
  const isNamed = start > 0
  const lines = new Map<string, number>()
  let position = start
  let score = 0
  for (const state of states) {
    const object = search(text, objectKey(state.name), [position, start, 0])
    const found = object ?? search(text, anyKey(state.name), [position, start, 0])
    if (found === undefined) continue
    position = found
    score += object === undefined ? 0.25 : 1
    lines.set(state.name, lineAt(text, found))
  }
  const share = score / states.length
  return { lines, certainty: isNamed && lines.size > 0 ? (1 + share) / 2 : share / 2 }
}

const key = (name: string): string =>
  `(?<![\\w$.'"-])(?:'${escapeRegExp(name)}'|"${escapeRegExp(name)}"|${escapeRegExp(name)})\\s*:`

const anyKey = (name: string): RegExp => new RegExp(key(name), 'g')

const objectKey = (name: string): RegExp => new RegExp(`${key(name)}\\s*(?:\\{[^{}]*?)?['"]?\\b[tT]ype['"]?\\s*:`, 'g')

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The first match from the first of these positions that has one. */
const search = (text: string, pattern: RegExp, positions: readonly number[]): number | undefined => {
  for (const position of positions) {
    pattern.lastIndex = position
    const match = pattern.exec(text)
    if (match) return match.index
  }
  return undefined
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length
