import { DefinitionError, type Issue } from '../errors.ts'
import { SCHEMA } from '../specs/finding.ts'

/** A DefinitionError with one issue. */
export const definitionError = (path: Issue['path'], message: string, hint?: string): DefinitionError =>
  new DefinitionError([{ path, code: SCHEMA, message, severity: 'error', ...(hint === undefined ? {} : { hint }) }])
