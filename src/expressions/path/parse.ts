import type { Json } from '../../json.ts'
import {
  type Cursor,
  expect,
  isAtQuote,
  nested,
  readJson,
  readList,
  readQuoted,
  skipBlanks,
  take,
  takeMatch,
  throwSyntaxError,
} from './cursor.ts'
import { isFunctionName } from './functions.ts'
import { operators } from './operators.ts'
import { readOf, searchOf } from './search.ts'
import { type Document, isDefinite, type Operand, type Reading, type Step, type Test } from './steps.ts'

/** A name after a dot ends at the characters that mean something else, which are more inside a filter or an argument. */
const NAME = /[^.[(\s]+/y
const NAME_INSIDE = /[^.[()\s<>=~!&|,\]]+/y

/** Reads steps as long as there are any. */
export const readSteps = (cursor: Cursor, name = NAME): Step[] => {
  const steps: Step[] = []
  for (;;) {
    if (take(cursor, '..')) steps.push({ kind: 'descend' }, readChild(cursor, name))
    else if (take(cursor, '.')) steps.push(readChild(cursor, name))
    else if (take(cursor, '[')) steps.push(readBracket(cursor))
    else return steps
  }
}

/** What follows a dot: a name, `*`, a function, or a bracket. */
const readChild = (cursor: Cursor, pattern: RegExp): Step => {
  if (take(cursor, '[')) return readBracket(cursor)
  if (take(cursor, '*')) return { kind: 'wildcard' }
  const column = cursor.at
  const name = takeMatch(cursor, pattern)
  if (name === undefined) return throwSyntaxError(cursor, "expected a name, '*' or '['")
  if (!take(cursor, '(')) return { kind: 'name', name }
  if (isFunctionName(name)) return { kind: 'call', name, arguments: readList(cursor, ')', readArgument) }
  cursor.at = column
  return throwSyntaxError(cursor, `expected a function, but there is no ${name}()`)
}

/** An argument of a function: a path from the root, or JSON. */
const readArgument = (cursor: Cursor): Reading => {
  if (cursor.text[cursor.at] === '$') return readPath(cursor).read
  const value = readJson(cursor)
  return () => value
}

const readBracket = (cursor: Cursor): Step => {
  skipBlanks(cursor)
  return nested(cursor, readSelector)
}

const readSelector = (cursor: Cursor): Step => {
  if (isAtQuote(cursor)) return namesStep(readList(cursor, ']', readName))
  const step: Step = take(cursor, '*')
    ? { kind: 'wildcard' }
    : take(cursor, '?')
      ? readFilter(cursor)
      : readPositions(cursor)
  skipBlanks(cursor)
  expect(cursor, ']')
  return step
}

const readName = (cursor: Cursor): string =>
  isAtQuote(cursor) ? readQuoted(cursor) : throwSyntaxError(cursor, 'expected a name in quotes')

const namesStep = (names: string[]): Step => {
  const [name] = names
  return names.length === 1 && name !== undefined ? { kind: 'name', name } : { kind: 'names', names }
}

const INTEGER = /-?\d{1,9}/y
const COLON = /\s*:\s*/y

const readInteger = (cursor: Cursor): number | undefined => {
  const digits = takeMatch(cursor, INTEGER)
  return digits === undefined ? undefined : Number(digits)
}

/** `1`, `1,2` or `1:2`. */
const readPositions = (cursor: Cursor): Step => {
  const first = readInteger(cursor)
  if (takeMatch(cursor, COLON) !== undefined) return readSlice(cursor, first)
  if (first === undefined) return throwSyntaxError(cursor, "expected a name in quotes, a number, '*' or '?'")
  const indexes = [first]
  skipBlanks(cursor)
  while (take(cursor, ',')) {
    skipBlanks(cursor)
    indexes.push(readInteger(cursor) ?? throwSyntaxError(cursor, 'expected a number'))
    skipBlanks(cursor)
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes }
}

const readSlice = (cursor: Cursor, from: number | undefined): Step => {
  const to = readInteger(cursor)
  if (from === undefined && to === undefined) throwSyntaxError(cursor, 'expected a number before or after the colon')
  const step = takeMatch(cursor, COLON) === undefined ? 1 : (readInteger(cursor) ?? 1)
  if (step < 1) throwSyntaxError(cursor, 'expected a positive step before this')
  return { kind: 'slice', from, to, step }
}

const readFilter = (cursor: Cursor): Step => {
  skipBlanks(cursor)
  if (cursor.text[cursor.at] !== '(') throwSyntaxError(cursor, "expected '(' after '?'")
  return { kind: 'filter', test: readOr(cursor) }
}

const readOr = (cursor: Cursor): Test => {
  const tests = readChain(cursor, '||', readAnd)
  return tests.length === 1 ? (tests[0] as Test) : (value, document) => tests.some((test) => test(value, document))
}

const readAnd = (cursor: Cursor): Test => {
  const tests = readChain(cursor, '&&', readTest)
  return tests.length === 1 ? (tests[0] as Test) : (value, document) => tests.every((test) => test(value, document))
}

const readChain = (cursor: Cursor, operator: string, readPart: (cursor: Cursor) => Test): Test[] => {
  const tests = [readPart(cursor)]
  for (skipBlanks(cursor); take(cursor, operator); skipBlanks(cursor)) tests.push(readPart(cursor))
  return tests
}

const readTest = (cursor: Cursor): Test => {
  skipBlanks(cursor)
  if (take(cursor, '!')) {
    const test = nested(cursor, readTest)
    return (value, document) => !test(value, document)
  }
  if (!take(cursor, '(')) return readComparison(cursor)
  const test = nested(cursor, readOr)
  skipBlanks(cursor)
  expect(cursor, ')')
  return test
}

const SYMBOL = /[<>=~!]+/y
const WORD = /[a-zA-Z]+/y

const readComparison = (cursor: Cursor): Test => {
  const path = isAtPath(cursor) ? readPath(cursor) : undefined
  const left = path?.read ?? readOperand(cursor)
  skipBlanks(cursor)
  const column = cursor.at
  const name = takeMatch(cursor, SYMBOL) ?? takeMatch(cursor, WORD)?.toLowerCase()
  if (name === undefined) return path?.exists ?? throwSyntaxError(cursor, 'expected a comparison')
  const compare = Object.hasOwn(operators, name) ? operators[name] : undefined
  if (!compare) {
    cursor.at = column
    return throwSyntaxError(cursor, `expected one of ${Object.keys(operators).join(' ')}`)
  }
  skipBlanks(cursor)
  const right = readOperand(cursor)
  return (value, document) => compare(left(value, document), right(value, document), document)
}

const isAtPath = (cursor: Cursor): boolean => cursor.text[cursor.at] === '@' || cursor.text[cursor.at] === '$'

const readOperand = (cursor: Cursor): Operand => {
  if (isAtPath(cursor)) return readPath(cursor).read
  if (cursor.text[cursor.at] === '/') return constant(readPattern(cursor))
  return constant(readJson(cursor))
}

const constant = (value: Json | RegExp): Operand => {
  return () => value
}

const readPath = (cursor: Cursor): { read: Reading; exists: Test } => {
  const fromRoot = cursor.text[cursor.at++] === '$'
  const steps = readSteps(cursor, NAME_INSIDE)
  const start = (value: Json, document: Document): Json => (fromRoot ? document.root : value)
  if (isDefinite(steps)) {
    const read = readOf(steps)
    return {
      read: (value, document) => read(start(value, document), document),
      exists: (value, document) => read(start(value, document), document) !== undefined,
    }
  }
  const search = searchOf(steps)
  return {
    read: (value, document) => search(start(value, document), document),
    exists: (value, document) => search(start(value, document), document).length > 0,
  }
}

const PATTERN = /\/((?:\\.|[^\\/])*)\/([a-zA-Z]*)/y

/** A regular expression between slashes. It matches whole texts only; `i`, `m`, `s` and `u` are the flags both Java and JavaScript have. */
const readPattern = (cursor: Cursor): RegExp => {
  const column = cursor.at
  const [, source, flags = ''] = matchOf(cursor, PATTERN) ?? throwSyntaxError(cursor, 'expected a closing slash')
  try {
    const known = [...new Set(flags.toLowerCase())].filter((flag) => 'imsu'.includes(flag))
    return new RegExp(`^(?:${source})$`, known.join(''))
  } catch {
    cursor.at = column
    return throwSyntaxError(cursor, 'expected a regular expression')
  }
}

const matchOf = (cursor: Cursor, pattern: RegExp): RegExpExecArray | null => {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)
  if (match) cursor.at = pattern.lastIndex
  return match
}
