import type { Json } from '../json.ts'
import { type Cursor, cursorOf, takeMatch, throwSyntaxError } from './path/cursor.ts'
import { documentOf } from './path/document.ts'
import { failureText, PathMisfit } from './path/path-failure.ts'
import { readOneOf } from './path/read-one.ts'
import { readSteps } from './path/read-steps.ts'
import { compileSearch } from './path/search.ts'
import { isDefinite, keysOf, keyText, type Step, valueAtKeys } from './path/steps.ts'
import type { ExpressionScope } from './scope.ts'

/** A JSONPath in the dialect of Jayway JsonPath 2.0.0, which Step Functions uses. */
export interface JsonPath {
  readonly text: string
  /** True if it finds one value at most. Other paths find an array of all values. */
  readonly definite: boolean
  /** True if it is a reference path: names and indexes only. */
  readonly reference: boolean
  /** The variable that it starts at: `name` for `$name.x`. */
  readonly variable: string | undefined
  /** True if it starts at the input, not at the context object or a variable. */
  readonly readsInput: boolean
  /**
   * The value it finds; `undefined` if it fails. An indefinite path finds an array, which may be empty, or fails too.
   * @throws EvaluationFailure `States.Runtime` if the path visits too many values
   */
  find(scope: ExpressionScope): Json | undefined
  /** The reason why it fails, in AWS's words: `No results for path: $['a']`. */
  missing(scope: ExpressionScope): string
  /** The reason why it fails, with its kind. */
  explain(scope: ExpressionScope): Absence
}

/** The reason why a path fails. */
export interface Absence {
  /**
   * `absent`: there is no such value. `past end`: the path leads outside of an array, where a payload template has null on AWS. `misfit`: a
   * path that does not fit its value; AWS always reports it in the words of its JSONPath library.
   */
  readonly reason: 'absent' | 'past end' | 'misfit'
  /** In the words of Jayway JsonPath 2.0.0. */
  readonly message: string
}

/** A path as it is written: its root and its steps. */
export interface ParsedPath {
  readonly text: string
  readonly root: PathRoot
  readonly steps: readonly Step[]
}

interface PathRoot {
  readonly kind: 'input' | 'context' | 'variable'
  readonly variable: string | undefined
  /** The path as messages write it: one into the context object is written like one into the input (recorded). */
  readonly text: string
}

const ROOT = /\$(?:\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/uy

const readRoot = (cursor: Cursor): PathRoot => {
  const text = takeMatch(cursor, ROOT)
  if (text === undefined) return throwSyntaxError(cursor, "expected a path that starts with '$'")
  if (text === '$') return { kind: 'input', variable: undefined, text }
  if (text === '$$') return { kind: 'context', variable: undefined, text: '$' }
  return { kind: 'variable', variable: text.slice(1), text }
}

/**
 * Reads a JSONPath into its steps. Blanks may follow it.
 * @throws ExpressionSyntaxError for any other string
 */
export const readJsonPath = (text: string): ParsedPath => {
  const cursor = cursorOf(text.trimEnd())
  const root = readRoot(cursor)
  return { text, root, steps: readSteps(cursor) }
}

const documentReaders: Readonly<
  Record<PathRoot['kind'], (variable: string) => (scope: ExpressionScope) => Json | undefined>
> = {
  input:
    () =>
    ({ input }) =>
      input,
  context:
    () =>
    ({ context }) =>
      context(),
  variable:
    (variable) =>
    ({ variables }) =>
      Object.hasOwn(variables, variable) ? variables[variable] : undefined,
}

/** Compiles steps into a function that returns what they find in a value. */
const compileFind = (steps: readonly Step[]): ((value: Json) => Json | undefined) => {
  const keys = keysOf(steps)
  if (keys) return (value) => valueAtKeys(value, keys)
  const search = compileSearch(steps)
  const isOne = isDefinite(steps)
  return (value) => {
    const found: Json[] = []
    try {
      if (search(documentOf(value), found)) return undefined
    } catch (error) {
      if (error instanceof PathMisfit) return undefined
      throw error
    }
    if (!isOne) return found
    return found[0] === null && isPastEnd(value, steps) ? undefined : found[0]
  }
}

/** True if a path that finds null leads outside of an array. */
const isPastEnd = (value: Json, steps: readonly Step[]): boolean => {
  const last = steps.at(-1)
  if (last?.kind !== 'index' && last?.kind !== 'fromEnd') return false
  const items = readOneOf(steps.slice(0, -1), { needsAllNames: false })(value)
  if (!Array.isArray(items)) return false
  const index = last.kind === 'index' ? last.index : items.length - last.distance
  return index < 0 || index >= items.length
}

const explain = (value: Json | undefined, steps: readonly Step[], root: string): Absence => {
  const path = () => root + (keysOf(steps) ?? []).map(keyText).join('')
  if (value === undefined) return { reason: 'absent', message: `No results for path: ${path()}` }
  const document = documentOf(value)
  try {
    const failure = compileSearch(steps)(document, [])
    if (!failure) return { reason: 'past end', message: `No results for path: ${path()}` }
    const reason = failure.kind === 'several names' ? 'misfit' : 'absent'
    return { reason, message: failureText(failure, root, document.trail.toReversed()) }
  } catch (error) {
    if (error instanceof PathMisfit) return { reason: 'misfit', message: error.message }
    throw error
  }
}

/** Compiles a path that has been read. */
export const compilePath = ({ text, root, steps }: ParsedPath): JsonPath => {
  const find = compileFind(steps)
  const documentIn = documentReaders[root.kind](root.variable ?? '')
  const explainIn = (scope: ExpressionScope) => explain(documentIn(scope), steps, root.text)
  return {
    text,
    definite: isDefinite(steps),
    reference: keysOf(steps)?.every((key) => typeof key === 'string' || key >= 0) ?? false,
    variable: root.variable,
    readsInput: root.kind === 'input',
    find: (scope) => {
      const value = documentIn(scope)
      return value === undefined ? undefined : find(value)
    },
    missing: (scope) => explainIn(scope).message,
    explain: explainIn,
  }
}

/**
 * Compiles a JSONPath: `$.a['b'][0]`, `$..x`, `$[?(@.n > 1)]`, `$$.Execution.Id`, `$variable.a`. Blanks may follow it.
 * @throws ExpressionSyntaxError for any other string
 */
export const parsePath = (text: string): JsonPath => compilePath(readJsonPath(text))

/** AWS's message for a template or a Choice rule whose path reads an input that is null (reported from AWS; even `$` fails). */
export const NO_INPUT = 'Unable to apply Path transformation to null or empty input.'
