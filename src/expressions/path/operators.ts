import { isJsonObject, type Json } from '../../json.ts'
import { isMatch } from '../bounded-regexp.ts'
import { EvaluationFailure } from '../failure.ts'
import { isEqual } from './equality.ts'
import type { Document } from './steps.ts'

type Value = Json | RegExp | undefined
type Operator = (left: Value, right: Value, document: Document) => boolean

const isNumeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

/** Jayway compares a number with a text by the left side's type: `1 == '1.0'` holds, `'1.0' == 1` does not. */
const isLooselyEqual = (left: Value, right: Value): boolean => {
  if (left === undefined || right === undefined || left instanceof RegExp || right instanceof RegExp) return false
  if (typeof left === 'number' && typeof right === 'string') return isNumeric(right) && Number(right) === left
  if (typeof left === 'string' && typeof right === 'number') return left === String(right)
  return isEqual(left, right)
}

const kindOf = (value: Value): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
const isStrictlyEqual = (left: Value, right: Value): boolean =>
  kindOf(left) === kindOf(right) && isLooselyEqual(left, right)

/** Numbers compare with numbers, texts with texts (by UTF-16 code units), nothing else with anything. */
const ordering =
  (holds: (sign: number) => boolean): Operator =>
  (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right)
    if (typeof left === 'string' && typeof right === 'string') return holds(left < right ? -1 : left > right ? 1 : 0)
    return false
  }

const listOf = (value: Value): readonly Json[] | undefined => (Array.isArray(value) ? value : undefined)
const includes = (list: readonly Json[] | undefined, value: Value): boolean =>
  list?.some((item) => isLooselyEqual(item, value)) ?? false

/** A relation of two lists; without two lists it does not hold. */
const ofLists =
  (holds: (left: readonly Json[], right: readonly Json[]) => boolean): Operator =>
  (left, right) => {
    const [one, other] = [listOf(left), listOf(right)]
    return one !== undefined && other !== undefined && holds(one, other)
  }

const sizeOf = (value: Value): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isJsonObject(value) && !(value instanceof RegExp) ? Object.keys(value).length : undefined
}

const textOf = (value: Value): string | undefined =>
  typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined

/** How many visits of a path a millisecond is worth. */
const VISITS_PER_MS = 5_000

/** Whether a pattern matches in a text. The time that it takes counts as visits. */
const matchesText = (pattern: RegExp, text: string, document: Document): boolean => {
  const started = performance.now()
  const isMatching = isMatch(pattern, text)
  document.left -= (performance.now() - started) * VISITS_PER_MS
  if (isMatching !== undefined) return isMatching
  throw new EvaluationFailure('States.Runtime', 'A regular expression in a path takes too long to match.')
}

const matches: Operator = (left, right, document) => {
  const [pattern, value] = right instanceof RegExp ? [right, left] : [left, right]
  if (!(pattern instanceof RegExp)) return false
  return [value].flat().some((item) => {
    const text = textOf(item)
    return text !== undefined && matchesText(pattern, text, document)
  })
}

const contains: Operator = (left, right) => {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right)
  return includes(listOf(left), right)
}

/** The comparisons of a filter (Jayway JsonPath); words are read in any case. Longer symbols come first, as they are read in this order. */
export const operators: Readonly<Record<string, Operator>> = {
  '===': isStrictlyEqual,
  '!==': (left, right) => !isStrictlyEqual(left, right),
  '==': isLooselyEqual,
  '!=': (left, right) => !isLooselyEqual(left, right),
  '<=': ordering((sign) => sign <= 0),
  '>=': ordering((sign) => sign >= 0),
  '<': ordering((sign) => sign < 0),
  '>': ordering((sign) => sign > 0),
  '=~': matches,
  in: (left, right) => includes(listOf(right), left),
  nin: (left, right) => !includes(listOf(right), left),
  contains,
  all: ofLists((left, right) => right.every((item) => includes(left, item))),
  subsetof: ofLists((left, right) => left.every((item) => includes(right, item))),
  anyof: ofLists((left, right) => left.some((item) => includes(right, item))),
  noneof: ofLists((left, right) => !left.some((item) => includes(right, item))),
  size: (left, right) => typeof right === 'number' && sizeOf(left) === right,
  empty: (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right,
  exists: (left, right) => (left !== undefined) === right,
}
