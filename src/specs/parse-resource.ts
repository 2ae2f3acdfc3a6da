import { isReversibleName } from '../arn.ts'

/** What a task's `resource` says. */
export type TaskResource =
  /** An ARN, a deployment substitution or an expression: itself. */
  | { readonly kind: 'verbatim' }
  | { readonly kind: 'lambda'; readonly name: string }
  | { readonly kind: 'integration'; readonly name: string }
  | { readonly kind: 'activity'; readonly name: string }

const verbatim = /^(?:arn:|\$\{|\{%)/

const lambda = 'lambda/'

/** Reads a `resource`; the forms are tried in this order: verbatim, `lambda/…`, anything with a colon, an activity's name. */
export const parseResource = (text: string): TaskResource => {
  if (verbatim.test(text)) return { kind: 'verbatim' }
  if (text.startsWith(lambda)) return { kind: 'lambda', name: text.slice(lambda.length) }
  if (text.includes(':')) return { kind: 'integration', name: text }
  return { kind: 'activity', name: text }
}

/** Characters that the name of an activity or a state machine may not have, besides `/`, which is written `__`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS names them
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u

const lambdaName = /^[a-zA-Z0-9_-]{1,64}(?::(?:\$LATEST|[a-zA-Z0-9_-]{1,128}))?$/

/** Why AWS would refuse an activity or machine of this name, or `undefined` where it would not. */
export const nameProblem = (name: string): string | undefined => {
  const character = forbidden.exec(name)?.[0]
  if (name === '') return 'a name cannot be empty'
  if (character !== undefined) return `a name cannot contain ${JSON.stringify(character)}`
  if (!isReversibleName(name))
    return `"${name}" mixes "/" and "__": it could not be read back, as "/" is written "__" on AWS`
  const length = name.replaceAll('/', '__').length
  return length > 80 ? `a name has at most 80 characters, this one has ${length} ("/" counts as two)` : undefined
}

/** What is wrong with a resource, or `undefined`. */
export const resourceProblem = (text: string): string | undefined => {
  const resource = parseResource(text)
  if (resource.kind === 'activity') return nameProblem(resource.name)
  if (resource.kind !== 'lambda' || lambdaName.test(resource.name)) return undefined
  return `expected the name of a Lambda function after "lambda/", with ":" and a version or alias if need be, found ${JSON.stringify(resource.name)}`
}
