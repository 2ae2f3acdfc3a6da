import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'

/**
 * StringMatches (ASL spec, Choice state): `*` matches any characters, `\*` and `\\` match a star and a backslash.
 * The pieces between the stars are searched from left to right, so the cost is linear in the length of the string.
 */
export const compileStringMatches = (pattern: string): ((value: Json) => boolean) => {
  const pieces = piecesOf(pattern)
  if (!pieces)
    return () => {
      throw new EvaluationFailure(
        'States.Runtime',
        `Invalid StringMatches pattern '${pattern}': \\ must be followed by * or \\.`,
      )
    }
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  return (value) => {
    if (typeof value !== 'string') return false
    if (last === undefined) return value === first
    if (!value.startsWith(first)) return false
    let at = first.length
    for (const piece of rest) {
      const found = value.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return value.length - last.length >= at && value.endsWith(last)
  }
}

/** The strings between the stars; `undefined` if a backslash escapes neither a star nor a backslash. */
const piecesOf = (pattern: string): string[] | undefined => {
  const pieces = ['']
  for (let i = 0; i < pattern.length; i++) {
    let character = pattern.charAt(i)
    if (character === '*') {
      pieces.push('')
      continue
    }
    if (character === '\\') {
      character = pattern.charAt(++i)
      if (character !== '*' && character !== '\\') return undefined
    }
    pieces[pieces.length - 1] += character
  }
  return pieces
}
