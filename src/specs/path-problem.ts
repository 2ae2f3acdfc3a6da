import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath } from '../expressions/json-path.ts'
import { pathAdvice } from '../expressions/path-advice.ts'
import { parseReferencePath } from '../expressions/reference-path.ts'
import type { DefinitionPath, Finding } from './finding.ts'

/** The intrinsic functions that a Fail state's paths take: those that return strings (developer guide, Fail workflow state). */
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
  throw new ExpressionSyntaxError(`expected a function that returns a string (${expected}), found States.${name}`)
}

/** The parser for each kind of path. Some fields accept an intrinsic function instead of a path. */
const parsers = {
  path: parsePath,
  reference: parseReferencePath,
  pathOrFunction: (text: string): unknown => (text.startsWith('States.') ? parseIntrinsic(text) : parsePath(text)),
  referenceOrStringFunction: (text: string): unknown =>
    text.startsWith('States.') ? parseStringFunction(text) : parseReferencePath(text),
} as const

/** The value that a field with a path accepts. */
export type PathKind = keyof typeof parsers

/** Names after a root: most paths look like this, and every parser accepts it. */
const plain = /^\$\$?(?:\.[A-Za-z_]\w*)+$/

/** The reason why a string is not a path of a kind, or `undefined` if it is one. */
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

/** Finds the parts of a valid path that probably have another effect than the author expects, as advice. */
export function* surprisesIn(text: unknown, path: DefinitionPath, field?: string): Generator<Finding> {
  if (typeof text !== 'string' || plain.test(text)) return
  for (const { problem, hint } of pathAdvice(text)) {
    yield {
      path,
      ...(field !== undefined && { field }),
      code: 'SURPRISING_PATH',
      severity: 'warning',
      isAdvice: true,
      message: problem,
      hint,
    }
  }
}
