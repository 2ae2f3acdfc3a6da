import { isReversibleName } from '../arn.ts'
import { nearest } from '../nearest.ts'

/** A task's `resource`, parsed. */
export type TaskResource =
  /** An ARN, a deployment substitution or an expression: ASL has it unchanged. */
  | { readonly kind: 'verbatim' }
  | { readonly kind: 'lambda'; readonly name: string }
  | { readonly kind: 'machine'; readonly name: string }
  | { readonly kind: 'integration'; readonly name: string }
  | { readonly kind: 'activity'; readonly name: string }

const verbatim = /^(?:arn:|\$\{|\{%)/

/** The prefixes that have a meaning. Names with other prefixes are activities. */
const prefixes = ['activity/', 'lambda/', 'machine/'] as const

/** Parses a `resource`. The forms are tried in this order: verbatim, `lambda/…`, `machine/…`, anything with a colon, an activity's name. */
export const parseResource = (text: string): TaskResource => {
  if (verbatim.test(text)) return { kind: 'verbatim' }
  if (text.startsWith('lambda/')) return { kind: 'lambda', name: text.slice('lambda/'.length) }
  if (text.startsWith('machine/')) return { kind: 'machine', name: text.slice('machine/'.length) }
  if (text.includes(':')) return { kind: 'integration', name: text }
  return { kind: 'activity', name: text }
}

/** The characters that AWS forbids in the name of an activity or a state machine, without `/`, which is written `__`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS documents them
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u

const lambdaName = /^[a-zA-Z0-9_-]{1,64}(?::(?:\$LATEST|[a-zA-Z0-9_-]{1,128}))?$/

/** The reason why AWS rejects a name of an activity or a state machine, or `undefined` if it accepts it. */
export const nameProblem = (name: string): string | undefined => {
  const character = forbidden.exec(name)?.[0]
  if (name === '') return 'a name cannot be empty'
  if (character !== undefined) return `a name cannot contain ${JSON.stringify(character)}`
  if (!isReversibleName(name))
    return `"${name}" mixes "/" and "__": AWS stores "/" as "__", so the name could not be read back`
  const length = name.replaceAll('/', '__').length
  return length > 80 ? `a name has at most 80 characters, this one has ${length} ("/" counts as two)` : undefined
}

/** The reason why a task's `resource` is not valid, or `undefined` if it is. */
export const resourceProblem = (text: string): string | undefined => {
  const resource = parseResource(text)
  if (resource.kind === 'activity') return prefixProblem(text) ?? nameProblem(resource.name)
  if (resource.kind === 'machine') return machineProblem(resource.name)
  if (resource.kind !== 'lambda' || lambdaName.test(resource.name)) return undefined
  return `expected the name of a Lambda function after "lambda/", optionally with ":" and a version or alias, found ${JSON.stringify(resource.name)}`
}

/** The problem of a name whose prefix is probably mistyped: it would become an activity without a worker. */
const prefixProblem = (name: string): string | undefined => {
  const prefix = /^[^/]+\//.exec(name)?.[0]
  if (prefix === undefined || prefixes.some((known) => known === prefix)) return undefined
  const { hint } = nearest(prefix, prefixes)
  return hint && `unknown prefix "${prefix}"; ${hint}`
}

const qualifier = /^[a-zA-Z0-9_.-]{1,80}$/

const machineProblem = (name: string): string | undefined => {
  const [machine = '', version, ...rest] = name.split(':')
  const isQualified = version === undefined || (rest.length === 0 && qualifier.test(version))
  return isQualified
    ? nameProblem(machine)
    : `expected the name of a state machine after "machine/", optionally with ":" and a version or alias, found ${JSON.stringify(name)}`
}
