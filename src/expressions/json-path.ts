import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { EvaluationFailure, ExpressionSyntaxError } from './failure.ts'
import { type Cursor, cursorOf, isAtEnd, takeMatch, throwSyntaxError } from './path/cursor.ts'
import { type Absence, explainAbsence } from './path/missing.ts'
import { readSteps } from './path/parse.ts'
import { documentOf, searchOf } from './path/search.ts'
import { isDefinite, type Key, keysOf, type Step, valueAtKeys } from './path/steps.ts'
import type { ExpressionScope } from './scope.ts'

/** A JSONPath in the dialect of Jayway JsonPath, which Step Functions uses. */
export interface JsonPath {
  readonly text: string
  /** Whether it finds one value at most. Other paths give an array of all they find. */
  readonly definite: boolean
  /** Whether it is a reference path: a mere way down by names and indexes. */
  readonly reference: boolean
  /** The variable that it starts at: `name` for `$name.x`. */
  readonly variable: string | undefined
  /**
   * What it finds; `undefined` for nothing. An indefinite path always finds an array, which may be empty.
   * @throws EvaluationFailure `States.Runtime` if the path looks at too many values
   */
  find(scope: ExpressionScope): Json | undefined
  /** Why a definite path finds nothing, in AWS's words: `No results for path: $['a']`. */
  missing(scope: ExpressionScope): string
  /** The same, with the kind of reason. */
  explain(scope: ExpressionScope): Absence
}

/** A path that a value can be put at: the `ResultPath` of a state. */
export interface ReferencePath extends JsonPath {
  /**
   * A copy of `target` with `value` at the path. Missing objects on the way are created; what does not change is shared.
   * @throws EvaluationFailure `States.ReferencePathConflict` where the path leads through what is no object, or past the end of an array
   */
  put(target: Json, value: Json): Json
  /** AWS's failure where it leads nowhere but must lead somewhere: it names the first step that does. */
  conflict(target: Json): EvaluationFailure
}

interface Root {
  readonly variable: string | undefined
  /** How messages write it. */
  readonly text: string
  readonly document: (scope: ExpressionScope) => Json | undefined
}

const ROOT = /\$(?:\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/uy

const readRoot = (cursor: Cursor): Root => {
  const text = takeMatch(cursor, ROOT)
  if (text === undefined) return throwSyntaxError(cursor, "expected a path that starts with '$'")
  if (text === '$') return { variable: undefined, text, document: ({ input }) => input }
  if (text === '$$') return { variable: undefined, text: '$', document: ({ context }) => context() }
  const variable = text.slice(1)
  return {
    variable,
    text,
    document: ({ variables }) => (Object.hasOwn(variables, variable) ? variables[variable] : undefined),
  }
}

type Find = JsonPath['find']

const findOf = ({ document }: Root, steps: readonly Step[]): Find => {
  const keys = keysOf(steps)
  if (keys) {
    return (scope) => {
      const value = document(scope)
      return value === undefined ? undefined : valueAtKeys(value, keys)
    }
  }
  const search = searchOf(steps)
  const definite = isDefinite(steps)
  return (scope) => {
    const value = document(scope)
    if (value === undefined) return undefined
    const found = search(value, documentOf(value))
    return definite ? found[0] : found
  }
}

/** Reads a path that starts at a cursor. `name` is what a name after a dot may be where the path stands. */
const readPath = (cursor: Cursor, name?: RegExp): { steps: readonly Step[]; path: JsonPath } => {
  const start = cursor.at
  const root = readRoot(cursor)
  const steps = readSteps(cursor, name)
  const explain = (scope: ExpressionScope) => explainAbsence(root.document(scope), steps, root.text)
  const path: JsonPath = {
    text: cursor.text.slice(start, cursor.at),
    definite: isDefinite(steps),
    reference: keysOf(steps)?.every((key) => typeof key === 'string' || key >= 0) ?? false,
    variable: root.variable,
    find: findOf(root, steps),
    missing: (scope) => explain(scope).message,
    explain,
  }
  return { steps, path }
}

const readWhole = (text: string): ReturnType<typeof readPath> => {
  const cursor = cursorOf(text)
  const whole = readPath(cursor)
  if (!isAtEnd(cursor)) throwSyntaxError(cursor, "expected '.' or '['")
  return whole
}

const NAME_OF_ARGUMENT = /[^.[(),\s]+/y

/**
 * Reads a path that is an argument: it ends at a comma, a bracket or a space that is not its own.
 * @throws ExpressionSyntaxError where there is none
 */
export const readPathArgument = (cursor: Cursor): JsonPath => readPath(cursor, NAME_OF_ARGUMENT).path

/**
 * Reads a JSONPath: `$.a['b'][0]`, `$..x`, `$[?(@.n > 1)]`, `$$.Execution.Id`, `$variable.a`.
 * @throws ExpressionSyntaxError for any other text
 */
export const parsePath = (text: string): JsonPath => readWhole(text).path

/**
 * Reads a reference path: `$`, then only names and indexes.
 * @throws ExpressionSyntaxError for any other text
 */
export const parseReferencePath = (text: string): ReferencePath => {
  const { steps, path } = readWhole(text)
  const keys = keysOf(steps)
  if (!keys || !path.reference) {
    throw new ExpressionSyntaxError(`expected a reference path, which has only names and indexes, found ${text}`)
  }
  return {
    ...path,
    put: (target, value) => putAt(target, keys, value, text),
    conflict: (target) => {
      const lost = keys.findIndex((_, i) => valueAtKeys(target, keys.slice(0, i + 1)) === undefined)
      return conflict(target, keys[lost] ?? '', text)
    },
  }
}

const putAt = (target: Json, keys: readonly Key[], value: Json, text: string): Json => {
  const put = (at: Json | undefined, depth: number): Json => {
    const key = keys[depth]
    if (key === undefined) return value
    const room = roomFor(key, at)
    if (!room) throw conflict(target, key, text)
    return withChild(room, key, put(valueAtKeys(room, [key]), depth + 1))
  }
  return put(target, 0)
}

/** AWS's error for a reference path that does not fit (seen in executions on AWS; the ASL spec has States.ResultPathMatchFailure). */
const conflict = (target: Json, key: Key, text: string): EvaluationFailure => {
  const isContainer = typeof target === 'object' && target !== null
  const what = isContainer ? `step "${key}"` : `ReferencePath ${text}`
  return new EvaluationFailure(
    'States.ReferencePathConflict',
    `Unable to apply ${what} to input ${JSON.stringify(target)}`,
  )
}

/** What to put a key into: the value itself, a new object where there is none, nothing where the key does not fit. */
const roomFor = (key: Key, at: Json | undefined): Json[] | JsonObject | undefined => {
  if (typeof key === 'number') return Array.isArray(at) && key < at.length ? at : undefined
  return at === undefined ? {} : isJsonObject(at) ? at : undefined
}

const withChild = (container: Json[] | JsonObject, key: Key, child: Json): Json => {
  if (Array.isArray(container)) return container.with(Number(key), child)
  // `__proto__` is a key like any other in a literal, but not for an assignment, which is many times as fast
  if (key === '__proto__' || Object.hasOwn(container, '__proto__')) return { ...container, [key]: child }
  const copy: JsonObject = Object.assign({}, container)
  copy[key] = child
  return copy
}
