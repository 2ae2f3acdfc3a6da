import { isReversibleName } from '../arn.ts'

/** A task's `resource`, parsed. */
export type TaskResource =
  /** An ARN, a deployment substitution or an expression: ASL has it unchanged. */
  | { readonly kind: 'verbatim' }
  | { readonly kind: 'lambda'; readonly name: string }
  | { readonly kind: 'integration'; readonly name: string }
  | { readonly kind: 'activity'; readonly name: string }

const verbatim = /^(?:arn:|\$\{|\{%)/

const lambda = 'lambda/'

/** Parses a `resource`. The forms are tried in this order: verbatim, `lambda/…`, anything with a colon, an activity's name. */
export const parseResource = (text: string): TaskResource => {
  if (verbatim.test(text)) return { kind: 'verbatim' }
  if (text.startsWith(lambda)) return { kind: 'lambda', name: text.slice(lambda.length) }
  if (text.includes(':')) return { kind: 'integration', name: text }
  return { kind: 'activity', name: text }
}

/** The characters that AWS forbids in the name of an activity or a state machine, without `/`, which is written `__`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS documents them
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u

const lambdaName = /^[a-zA-Z0-9_-]{1,64}(?::(?:\$LATEST|[a-zA-Z0-9_-]{1,128}))?$/

/** Why AWS would reject a name of an activity or a state machine, or `undefined` if it would not. */
export const nameProblem = (name: string): string | undefined => {
  const character = forbidden.exec(name)?.[0]
  if (name === '') return 'a name cannot be empty'
  if (character !== undefined) return `a name cannot contain ${JSON.stringify(character)}`
  if (!isReversibleName(name))
    return `"${name}" mixes "/" and "__": AWS stores "/" as "__", so the name could not be read back`
  const length = name.replaceAll('/', '__').length
  return length > 80 ? `a name has at most 80 characters, this one has ${length} ("/" counts as two)` : undefined
}

/** Why a task's `resource` is not valid, or `undefined` if it is. */
export const resourceProblem = (text: string): string | undefined => {
  const resource = parseResource(text)
  if (resource.kind === 'activity') return nameProblem(resource.name)
  if (resource.kind !== 'lambda' || lambdaName.test(resource.name)) return undefined
  return `expected the name of a Lambda function after "lambda/", optionally with ":" and a version or alias, found ${JSON.stringify(resource.name)}`
}
