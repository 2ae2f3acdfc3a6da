import { createContext, Script } from 'node:vm'

/** How long a search in a text may take, in milliseconds. */
const LONGEST = 100

/** The maximum number of steps of a search that runs without a clock. */
const MOST_STEPS = 1e8

const QUANTIFIER = /[*+?{]/g
const QUANTIFIED_GROUP = /\)[*+{]/

/** The longest string on which any pattern is quick, even one whose quantified groups try all combinations of lengths. */
const SHORT = 20

/** True if a search may take long: each quantifier may try all lengths, from each index of the string. */
const mayTakeLong = ({ source }: RegExp, length: number): boolean => {
  if (length <= SHORT) return false
  if (QUANTIFIED_GROUP.test(source)) return true
  return length ** ((source.match(QUANTIFIER)?.length ?? 0) + 1) > MOST_STEPS
}

const script = new Script('search()')
let context: { search?: () => unknown } | undefined

/** True for the error of a stopped script. It comes from another realm, so `instanceof Error` is false. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Runs a search; `undefined` if it was stopped because it takes too long. Only a separate script can be stopped. */
const runBounded = <T>(search: () => T): T | undefined => {
  context ??= createContext({})
  context.search = search
  try {
    return script.runInContext(context, { timeout: LONGEST })
  } catch (error) {
    if (isTimeout(error)) return undefined
    throw error
  } finally {
    delete context.search
  }
}

/** True if a pattern matches in a string; `undefined` if the search takes too long. */
export const isMatch = (pattern: RegExp, text: string): boolean | undefined =>
  mayTakeLong(pattern, text.length) ? runBounded(() => pattern.test(text)) : pattern.test(text)

/**
 * All matches of a global pattern from its `lastIndex` on, up to the first empty one; `undefined` if finding them takes too long.
 */
const allMatches = (pattern: RegExp, text: string): RegExpExecArray[] | undefined =>
  runBounded(() => {
    const matches: RegExpExecArray[] = []
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      matches.push(match)
      if (match[0] === '') break
    }
    return matches
  })

interface Matcher {
  lastIndex: number
  exec(text: string): RegExpExecArray | null
}

/**
 * A regular expression as jsonata uses it, made with `new` from a global pattern: `exec` finds the first match from `lastIndex` on. If that
 * may take long, all matches in a string are searched at once.
 */
export const boundedRegExp = (refuse: () => never): (new (pattern: RegExp) => Matcher) =>
  class BoundedRegExp implements Matcher {
    lastIndex = 0
    readonly #pattern: RegExp
    #text: string | undefined
    #matches: readonly RegExpExecArray[] = []

    constructor(pattern: RegExp) {
      this.#pattern = new RegExp(pattern)
    }

    exec(text: string): RegExpExecArray | null {
      const match = mayTakeLong(this.#pattern, text.length) ? this.#find(text) : this.#search(text)
      this.lastIndex = match ? match.index + match[0].length : 0
      return match
    }

    #search(text: string): RegExpExecArray | null {
      this.#pattern.lastIndex = this.lastIndex
      return this.#pattern.exec(text)
    }

    #find(text: string): RegExpExecArray | null {
      if (text !== this.#text) {
        this.#pattern.lastIndex = this.lastIndex
        this.#matches = allMatches(this.#pattern, text) ?? refuse()
        this.#text = text
      }
      return this.#matches.find(({ index }) => index >= this.lastIndex) ?? null
    }
  }
