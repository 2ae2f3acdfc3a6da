import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath, parseReferencePath } from '../expressions/json-path.ts'

/** The parser for each kind of path. Some fields accept an intrinsic function instead of a path. */
const parsers = {
  path: parsePath,
  reference: parseReferencePath,
  pathOrFunction: (text: string): unknown => (text.startsWith('States.') ? parseIntrinsic(text) : parsePath(text)),
  referenceOrFunction: (text: string): unknown =>
    text.startsWith('States.') ? parseIntrinsic(text) : parseReferencePath(text),
} as const

/** What a field with a path accepts. */
export type PathKind = keyof typeof parsers

/** Names after a root: most paths look like this, and every parser accepts it. */
const plain = /^\$\$?(?:\.[A-Za-z_]\w*)+$/

/** Why a string is not a path of a kind, or `undefined` if it is one. */
export const pathProblem = (text: string, kind: PathKind): string | undefined => {
  if (plain.test(text)) return undefined
  try {
    parsers[kind](text)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message
    throw error
  }
}
