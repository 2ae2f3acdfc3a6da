import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath, parseReferencePath } from '../expressions/json-path.ts'

/** What a text is read as; a path in a template may be an intrinsic function instead, a path to an error too. */
export const pathReaders = {
  path: parsePath,
  reference: parseReferencePath,
  pathOrFunction: (text: string): unknown => (text.startsWith('States.') ? parseIntrinsic(text) : parsePath(text)),
  referenceOrFunction: (text: string): unknown =>
    text.startsWith('States.') ? parseIntrinsic(text) : parseReferencePath(text),
} as const

/** Names after a root: what most paths are, and every reader takes. */
const plain = /^\$\$?(?:\.[A-Za-z_]\w*)+$/

/** Why a text cannot be read, or `undefined` where it can. */
export const pathProblem = (text: string, as: keyof typeof pathReaders): string | undefined => {
  if (plain.test(text)) return undefined
  try {
    pathReaders[as](text)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message
    throw error
  }
}
