import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { EvaluationFailure, ExpressionSyntaxError } from './failure.ts'
import { compilePath, type JsonPath, readJsonPath } from './json-path.ts'
import { type Key, keysOf, valueAtKeys } from './path/steps.ts'

/** A path at which a value can be put: the `ResultPath` of a state. */
export interface ReferencePath extends JsonPath {
  /**
   * A copy of `target` with `value` at the path. Missing objects on the way are created; parts that do not change are shared.
   * @throws EvaluationFailure `States.ReferencePathConflict` if the path leads through a value that is not an object, or past the end of an
   * array
   */
  put(target: Json, value: Json): Json
  /** AWS's failure if the path must find a value but does not: it names the first step that finds none. */
  conflict(target: Json): EvaluationFailure
}

/**
 * Compiles a reference path: `$`, then only names and indexes. Blanks may follow it.
 * @throws ExpressionSyntaxError for any other string
 */
export const parseReferencePath = (text: string): ReferencePath => {
  const parsed = readJsonPath(text)
  const path = compilePath(parsed)
  const keys = keysOf(parsed.steps)
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
    const container = containerFor(key, at)
    if (!container) throw conflict(target, key, text)
    return withChild(container, key, put(valueAtKeys(container, [key]), depth + 1))
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

/** The container to put a key into: the value itself, a new object if there is none, `undefined` if the key does not fit. */
const containerFor = (key: Key, at: Json | undefined): Json[] | JsonObject | undefined => {
  if (typeof key === 'number') return Array.isArray(at) && key < at.length ? at : undefined
  return at === undefined ? {} : isJsonObject(at) ? at : undefined
}

const withChild = (container: Json[] | JsonObject, key: Key, child: Json): Json => {
  if (Array.isArray(container)) return container.with(Number(key), child)
  // `__proto__` is an ordinary key in an object literal, but not in an assignment, which is many times faster
  if (key === '__proto__' || Object.hasOwn(container, '__proto__')) return { ...container, [key]: child }
  const copy: JsonObject = Object.assign({}, container)
  copy[key] = child
  return copy
}
