import { ExpressionSyntaxError } from '../failure.ts'

/** A string that is read from left to right, up to its end. */
export interface Cursor {
  readonly text: string
  at: number
}

export const cursorOf = (text: string, at = 0): Cursor => ({ text, at })

/** @throws ExpressionSyntaxError with the expected and the found string and the column, counted from 0. */
export const throwSyntaxError = ({ text, at }: Cursor, expected: string): never => {
  const column = Math.min(at, text.length)
  const found = column < text.length ? `'${text[column]}'` : 'the end'
  throw new ExpressionSyntaxError(`${expected}, found ${found} at column ${column} of ${text}`, column)
}

export const isAtEnd = (cursor: Cursor): boolean => cursor.at >= cursor.text.length

/** Reads `token` if it comes next. */
export const take = (cursor: Cursor, token: string): boolean => {
  if (!cursor.text.startsWith(token, cursor.at)) return false
  cursor.at += token.length
  return true
}

export const expect = (cursor: Cursor, token: string): void => {
  if (!take(cursor, token)) throwSyntaxError(cursor, `expected '${token}'`)
}

/** Reads the match of a sticky pattern at this index; `undefined` if it does not match. */
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

/**
 * Reads up to and including the bracket that closes the one that was just read. Nested brackets count, quotes do not, as on AWS.
 * @returns a cursor over the string between the brackets; its columns are those of the whole string
 */
export const takeBracket = (cursor: Cursor): Cursor => {
  const { text, at: start } = cursor
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '[') depth++
    else if (text[at] === ']' && --depth < 0) {
      cursor.at = at + 1
      return cursorOf(text.slice(0, at), start)
    }
  }
  cursor.at = text.length
  return throwSyntaxError(cursor, "expected ']'")
}
