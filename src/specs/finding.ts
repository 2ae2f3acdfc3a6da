/** The keys that lead from the root of a definition to a value. */
export type DefinitionPath = readonly (string | number)[]

/** One problem that AWS would report for an ASL document, with AWS's message and ours. */
export interface Finding {
  /** The path in the ASL, as AWS locates the problem; absent if AWS does not report one. */
  readonly path?: DefinitionPath
  /** The field of the object at `path` that has the problem, if AWS locates only the object. */
  readonly field?: string
  readonly code: string
  /** AWS's message. */
  readonly message: string
  /** The message for a literal: the found and the expected value. Default: AWS's message. */
  readonly literalMessage?: string
  readonly hint?: string
  /** Default `error`. */
  readonly severity?: 'error' | 'warning'
  /** True if only this library reports the problem, not AWS. */
  readonly isAdvice?: true
  /** True if the problem is an unknown, missing or wrongly typed field. The specs of a literal report these themselves. */
  readonly isStructural?: true
}

/** AWS's code for every problem that has no code of its own. */
export const SCHEMA = 'SCHEMA_VALIDATION_FAILED'

/** Formats a path as AWS does: `/States/C/Choices[0]/Next`. The path of the whole document is `/`. */
export const formatLocation = (path: DefinitionPath): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('') || '/'
