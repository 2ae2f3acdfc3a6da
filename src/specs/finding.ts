export type Path = readonly (string | number)[]

/** One thing that AWS would say about a definition, with its words and ours. */
export interface Finding {
  /** Where in the ASL, as AWS locates it; absent where AWS names no place. */
  readonly path?: Path
  /** The field at that place which is meant, where AWS locates only the object around it. */
  readonly field?: string
  readonly code: string
  /** AWS's words. */
  readonly message: string
  /** Ours, for a literal: what was found, what was expected. */
  readonly ours?: string
  readonly hint?: string
  readonly severity?: 'error' | 'warning'
  /** Whether it is only ours: AWS finds nothing wrong with it. */
  readonly isAdvice?: true
  /** Whether it is about which fields an object has and of which kinds they are: of a literal, its own specs say that. */
  readonly structural?: true
}

export const SCHEMA = 'SCHEMA_VALIDATION_FAILED'

/** `/States/C/Choices[0]/Next`; the machine itself is `/`. */
export const formatLocation = (path: Path): string =>
  path.map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('') || '/'
