import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath } from '../expressions/json-path.ts'
import { pathAdvice } from '../expressions/path-advice.ts'
import { parseReferencePath } from '../expressions/reference-path.ts'
import type { Finding, Path } from './finding.ts'

/** The intrinsic functions that a Fail state's paths take: those that give strings (developer guide, Fail workflow state). */
const stringFunctions: ReadonlySet<string> = new Set([
  'Format',
  'JsonToString',
  'ArrayGetItem',
  'Base64Encode',
  'Base64Decode',
  'Hash',
  'UUID',
])

const parseStringFunction = (text: string): void => {
  const { name } = parseIntrinsic(text)
  if (stringFunctions.has(name)) return
  const expected = [...stringFunctions].map((known) => `States.${known}`).join(', ')
  throw new ExpressionSyntaxError(`expected a function that gives a string (${expected}), found States.${name}`)
}

/** What a text is read as; a path in a template may be an intrinsic function instead, a path to an error too. */
export const readers = {
  path: parsePath,
  reference: parseReferencePath,
  pathOrFunction: (text: string): unknown => (text.startsWith('States.') ? parseIntrinsic(text) : parsePath(text)),
  referenceOrStringFunction: (text: string): unknown =>
    text.startsWith('States.') ? parseStringFunction(text) : parseReferencePath(text),
} as const

/** Names after a root: what most paths are, and every reader takes. */
const plain = /^\$\$?(?:\.[A-Za-z_]\w*)+$/

/** Why a text cannot be read, or `undefined` where it can. */
export const pathProblem = (text: string, as: keyof typeof readers): string | undefined => {
  if (plain.test(text)) return undefined
  try {
    readers[as](text)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message
    throw error
  }
}

/** What surprises in a path that can be read, as warnings. They are ours: AWS has none. */
export function* surprisesIn(text: unknown, path: Path, field?: string): Generator<Finding> {
  if (typeof text !== 'string' || plain.test(text)) return
  for (const { problem, hint } of pathAdvice(text)) {
    yield {
      path,
      ...(field !== undefined && { field }),
      code: 'SURPRISING_PATH',
      severity: 'warning',
      isAdvice: true,
      message: problem,
      ours: problem,
      hint,
    }
  }
}
