import { inspect } from 'node:util'
import { DefinitionError, formatIssue, type Issue } from '../errors.ts'
import { userFrame } from './user-frame.ts'

/** An error as a user reads it: what was wrong, where, and what to do. The stack trace is for `--debug`. */
export const showError = (error: unknown, debug: boolean): string => {
  if (debug) return inspect(error)
  if (error instanceof DefinitionError) return showIssues(error.issues)
  if (!(error instanceof Error)) return String(error)
  return `${error.message.trim() || innerMessage(error)}${hintFor(error)}`
}

/** What a file's code threw where neither its handler's promise nor anybody else could catch it. */
export const showUncaught = (thrown: unknown, debug: boolean): string => {
  const place = thrown instanceof Error ? userFrame(thrown) : undefined
  if (debug || place === undefined) return showError(thrown, true)
  return `${showError(thrown, false)} ${place}; nothing catches it there: is an \`await\` missing?`
}

/** What to do about errors of the system, which say nothing of it. */
const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: '; nothing answers there: is `stepwise local` running?',
  ENOTFOUND: '; is the URL right?',
  EPROTO: '; is it http:// rather than https://?',
  SyntaxError: '; what answers there is not Step Functions: is the URL right?',
  CredentialsProviderError: '; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}

const hintFor = (error: Error): string => {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return hints[code] ?? ''
}

/** Issues as a list under their number; warnings are marked. */
export const showIssues = (issues: readonly Issue[]): string => {
  const warnings = issues.filter(({ severity }) => severity === 'warning').length
  const counts = [counted(issues.length - warnings, 'problem'), counted(warnings, 'warning')].filter(Boolean)
  return [`the definition has ${counts.join(' and ')}:`, ...issues.map(showIssue)].join('\n')
}

const showIssue = (issue: Issue): string => `  ${issue.severity === 'warning' ? 'warning: ' : ''}${formatIssue(issue)}`

const counted = (count: number, thing: string): string | undefined =>
  count > 1 ? `${count} ${thing}s` : count === 1 ? `a ${thing}` : undefined

/** Node's failed connections have no message of their own, only those of each address that was tried. */
const innerMessage = (error: Error): string => {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.name
}
