import { inspect } from 'node:util'
import { DefinitionError, formatIssue, type Issue } from '../errors.ts'
import { userFrame } from '../modules/user-frame.ts'

/** Formats an error for a user: the problem, its location and the remedy. With `debug`, the error and its stack trace. */
export const showError = (error: unknown, debug: boolean): string => {
  if (debug) return inspect(error)
  if (error instanceof DefinitionError) return showIssues(error.issues)
  if (!(error instanceof Error)) return String(error)
  return `${error.message.trim() || innerMessage(error)}${hintFor(error)}`
}

/** The message of a thrown value. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Formats an error that the code of a file threw outside of the promise that its handler returned. */
export const showUncaught = (thrown: unknown, debug: boolean): string => {
  const frame = thrown instanceof Error ? userFrame(thrown) : undefined
  if (debug || frame === undefined) return showError(thrown, true)
  return `${showError(thrown, false)} ${frame}; the error is not caught: is an \`await\` missing?`
}

/** Hints for errors whose messages do not have one. */
const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: '; no server is listening there: is `stepwise local` running?',
  ENOTFOUND: '; is the URL right?',
  EPROTO: '; is it http:// rather than https://?',
  SyntaxError: '; the server there is not Step Functions: is the URL right?',
  CredentialsProviderError: '; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
}

const hintFor = (error: Error): string => {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return Object.hasOwn(hints, code) ? (hints[code] ?? '') : ''
}

/** Formats issues as a list, after a line with their number. Warnings are marked. */
export const showIssues = (issues: readonly Issue[]): string => {
  const warnings = issues.filter(({ severity }) => severity === 'warning').length
  const counts = [counted(issues.length - warnings, 'problem'), counted(warnings, 'warning')].filter(Boolean)
  return [`the definition has ${counts.join(' and ')}:`, ...issues.map(showIssue)].join('\n')
}

const showIssue = (issue: Issue): string => `  ${issue.severity === 'warning' ? 'warning: ' : ''}${formatIssue(issue)}`

const counted = (count: number, noun: string): string | undefined =>
  count > 1 ? `${count} ${noun}s` : count === 1 ? `a ${noun}` : undefined

/** The message of the first inner error: Node's errors of failed connections have no message, but an inner error for each address. */
const innerMessage = (error: Error): string => {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.name
}
