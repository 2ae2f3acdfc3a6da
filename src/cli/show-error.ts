import { inspect } from 'node:util'
import { DefinitionError, formatIssue, type Issue } from '../errors.ts'

/** An error as a user reads it: what was wrong and where. The stack trace is for `--debug`. */
export const showError = (error: unknown, debug: boolean): string => {
  if (debug) return inspect(error)
  if (error instanceof DefinitionError) return showIssues(error.issues)
  if (!(error instanceof Error)) return String(error)
  return error.message || innerMessage(error)
}

/** Issues as a list under their number. */
export const showIssues = (issues: readonly Issue[]): string => {
  const count = issues.length === 1 ? 'a problem' : `${issues.length} problems`
  return [`the definition has ${count}:`, ...issues.map((issue) => `  ${formatIssue(issue)}`)].join('\n')
}

/** Node's failed connections have no message of their own, only those of each address that was tried. */
const innerMessage = (error: Error): string => {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.name
}
