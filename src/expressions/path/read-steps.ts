import { type Cursor, isAtEnd, skipBlanks, take, takeBracket, takeMatch, throwSyntaxError } from './cursor.ts'
import { readFilter } from './read-filter.ts'
import type { Step } from './steps.ts'

/**
 * Reads the steps of a path up to the end of a cursor, as Jayway JsonPath 2.0.0 reads them. Paths that Jayway accepts only by accident
 * (`$.a]`, `$[0,]`, `$['a]`) are refused.
 * @throws ExpressionSyntaxError for anything else
 */
export const readSteps = (cursor: Cursor): Step[] => {
  const steps: Step[] = []
  while (!isAtEnd(cursor)) {
    if (take(cursor, '..')) steps.push({ kind: 'descend' }, readChild(cursor))
    else if (take(cursor, '.')) steps.push(readChild(cursor))
    else if (take(cursor, '[')) steps.push(readSelector(takeBracket(cursor)))
    else throwSyntaxError(cursor, "expected '.' or '['")
  }
  return steps
}

/** Parentheses, signs and other characters belong to the name; Jayway would drop quotes and closing brackets. */
const NAME = /[^.[\]'\s]+/y

/** Reads the step after a dot: a name, `*` or a bracket. */
const readChild = (cursor: Cursor): Step => {
  if (take(cursor, '[')) return readSelector(takeBracket(cursor))
  const name = takeMatch(cursor, NAME)
  if (name === undefined) return throwSyntaxError(cursor, "expected a name, '*' or '['")
  return name === '*' ? { kind: 'wildcard' } : { kind: 'name', name }
}

/** Reads the content of a bracket. */
const readSelector = (cursor: Cursor): Step => {
  if (cursor.text.slice(cursor.at) === '*') return { kind: 'wildcard' }
  skipBlanks(cursor)
  if (take(cursor, '?')) return { kind: 'filter', filter: readFilter(cursor, readSteps) }
  const step = readNames(cursor) ?? readFromEnd(cursor) ?? readPositions(cursor)
  skipBlanks(cursor)
  return isAtEnd(cursor) ? step : throwSyntaxError(cursor, "expected ']'")
}

/** There are no escapes: a backslash is a character of the name. */
const QUOTED = /'[^'[\]]*'/y
const COMMA = /\s*,\s*/y

const readNames = (cursor: Cursor): Step | undefined => {
  const first = takeMatch(cursor, QUOTED)
  if (first === undefined) return undefined
  const names = [first.slice(1, -1)]
  while (takeMatch(cursor, COMMA) !== undefined) {
    const quoted = takeMatch(cursor, QUOTED) ?? throwSyntaxError(cursor, 'expected a name in single quotes')
    names.push(quoted.slice(1, -1))
  }
  return names.length === 1 ? { kind: 'name', name: first.slice(1, -1) } : { kind: 'names', names }
}

const FROM_END = /\(\s*@\.(?:length|size\(\))\s*-\s*\d{1,9}\s*\)/y

const readFromEnd = (cursor: Cursor): Step | undefined => {
  const text = takeMatch(cursor, FROM_END)
  return text === undefined ? undefined : { kind: 'fromEnd', distance: Number(text.replace(/.*-|[\s)]/g, '')) }
}

const INTEGER = /-?\d{1,9}/y
const COLON = /\s*:\s*/y

const readInteger = (cursor: Cursor): number | undefined => {
  const digits = takeMatch(cursor, INTEGER)
  return digits === undefined ? undefined : Number(digits)
}

/** Reads `1`, `1,2` or `1:2`. */
const readPositions = (cursor: Cursor): Step => {
  const first = readInteger(cursor)
  if (takeMatch(cursor, COLON) !== undefined) return readSlice(cursor, first)
  if (first === undefined)
    return throwSyntaxError(cursor, "expected a name in single quotes, a number, '*', '(@.length-1)' or '?(…)'")
  const indexes = [first]
  while (takeMatch(cursor, COMMA) !== undefined)
    indexes.push(readInteger(cursor) ?? throwSyntaxError(cursor, 'expected a number'))
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes }
}

/** Jayway reads a third number, the step of other dialects, and ignores it. */
const readSlice = (cursor: Cursor, from: number | undefined): Step => {
  const to = readInteger(cursor)
  if (from === undefined && to === undefined) throwSyntaxError(cursor, 'expected a number before or after the colon')
  if (takeMatch(cursor, COLON) !== undefined) readInteger(cursor)
  return { kind: 'slice', from, to }
}
