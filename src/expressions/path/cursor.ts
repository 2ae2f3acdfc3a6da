import type { Json } from '../../json.ts'
import { ExpressionSyntaxError } from '../failure.ts'

/** A text that is read from left to right. */
export interface Cursor {
  readonly text: string
  at: number
  /** How deep the brackets around `at` are nested. */
  depth: number
}

/** Nobody writes expressions that nest deeper; a parser that recursed further could run out of stack. */
const DEEPEST = 100

export const cursorOf = (text: string): Cursor => ({ text, at: 0, depth: 0 })

export const throwSyntaxError = ({ text, at }: Cursor, expected: string): never => {
  const column = Math.min(at, text.length)
  const found = column < text.length ? `'${text[column]}'` : 'the end'
  throw new ExpressionSyntaxError(`${expected}, found ${found} at column ${column} of ${text}`, column)
}

export const isAtEnd = (cursor: Cursor): boolean => cursor.at >= cursor.text.length

/** Whether `token` comes next; it is then read. */
export const take = (cursor: Cursor, token: string): boolean => {
  if (!cursor.text.startsWith(token, cursor.at)) return false
  cursor.at += token.length
  return true
}

export const expect = (cursor: Cursor, token: string): void => {
  if (!take(cursor, token)) throwSyntaxError(cursor, `expected '${token}'`)
}

/** What a sticky pattern matches here, which is then read; `undefined` where it does not match. */
export const takeMatch = (cursor: Cursor, pattern: RegExp): string | undefined => {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)
  if (!match) return undefined
  cursor.at = pattern.lastIndex
  return match[0]
}

const BLANKS = /\s*/y

export const skipBlanks = (cursor: Cursor): void => {
  takeMatch(cursor, BLANKS)
}

/** Reads something nested, one level deeper. */
export const nested = <T>(cursor: Cursor, read: (cursor: Cursor) => T): T => {
  if (++cursor.depth > DEEPEST) throwSyntaxError(cursor, `expected at most ${DEEPEST} levels of nesting`)
  const value = read(cursor)
  cursor.depth--
  return value
}

/** Items up to `close`, separated by commas; the opening bracket has been read. */
export const readList = <T>(cursor: Cursor, close: string, readItem: (cursor: Cursor) => T): T[] => {
  const items: T[] = []
  skipBlanks(cursor)
  if (take(cursor, close)) return items
  for (;;) {
    skipBlanks(cursor)
    items.push(nested(cursor, readItem))
    skipBlanks(cursor)
    if (take(cursor, close)) return items
    if (!take(cursor, ',')) throwSyntaxError(cursor, `expected ',' or '${close}'`)
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }
const UNICODE_ESCAPE = /u[0-9a-fA-F]{4}/y

const readEscape = (cursor: Cursor): string => {
  const code = takeMatch(cursor, UNICODE_ESCAPE)
  if (code) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
  const character = cursor.text[cursor.at++]
  if (character === undefined) return throwSyntaxError(cursor, 'expected a character after the backslash')
  return Object.hasOwn(escapes, character) ? (escapes[character] ?? character) : character
}

export const isAtQuote = (cursor: Cursor): boolean => cursor.text[cursor.at] === "'" || cursor.text[cursor.at] === '"'

/** A text in single or double quotes. A backslash before the other kind of quote escapes nothing, and stays (recorded). */
export const readQuoted = (cursor: Cursor): string => {
  const quote = cursor.text[cursor.at++]
  let value = ''
  for (;;) {
    const character = cursor.text[cursor.at++]
    if (character === undefined) return throwSyntaxError(cursor, `expected a closing ${quote}`)
    if (character === quote) return value
    if (character !== '\\') value += character
    else if (isAtQuote(cursor) && cursor.text[cursor.at] !== quote) value += character
    else value += readEscape(cursor)
  }
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const KEYWORD = /(?:true|false|null)\b/y
const keywords: Readonly<Record<string, Json>> = { true: true, false: false, null: null }

/** JSON whose texts may stand in single quotes too. */
export const readJson = (cursor: Cursor): Json => {
  if (isAtQuote(cursor)) return readQuoted(cursor)
  if (take(cursor, '[')) return readList(cursor, ']', readJson)
  if (take(cursor, '{')) return Object.fromEntries(readList(cursor, '}', readMember))
  const number = takeMatch(cursor, NUMBER)
  if (number !== undefined) return Number(number)
  const keyword = takeMatch(cursor, KEYWORD)
  if (keyword !== undefined) return keywords[keyword] ?? null
  return throwSyntaxError(cursor, 'expected a value')
}

const readMember = (cursor: Cursor): [string, Json] => {
  if (!isAtQuote(cursor)) throwSyntaxError(cursor, 'expected a key in quotes')
  const key = readQuoted(cursor)
  skipBlanks(cursor)
  expect(cursor, ':')
  skipBlanks(cursor)
  return [key, readJson(cursor)]
}
