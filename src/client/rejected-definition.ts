import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import { locate } from '../sugar/desugar.ts'
import type { engineKind } from './engine-kind.ts'

/** A definition that an engine rejected, and what it was sent. */
export interface RejectedDefinition {
  /** The definition as it is written: a literal, or ASL. */
  readonly definition: unknown
  /** The ASL that was sent. */
  readonly asl: unknown
  readonly engine: Awaited<ReturnType<typeof engineKind>>
}

const rejecters = { aws: 'AWS rejects', embedded: 'the embedded engine rejects', server: 'the server rejects' } as const

/**
 * Converts an InvalidDefinition exception to a DefinitionError. Its issues have paths in the definition as it is written, if the
 * exception has a list of diagnostics: `Invalid State Machine Definition: 'CODE: message at /States/a/Next, CODE: …'`.
 */
export const rejectedDefinition = (rejection: Error, rejected: RejectedDefinition): DefinitionError => {
  const list = /^Invalid State Machine Definition: '(.*)'(?: \([^)]*\))?$/s.exec(rejection.message)?.[1]
  const issues = list?.split(/, (?=[A-Z]+(?:_[A-Z]+)+: )/).map((diagnostic) => issueFrom(diagnostic, rejected))
  const located = issues?.every((issue) => issue !== undefined) ? issues : []
  const unlocated: Issue = {
    path: [],
    code: 'INVALID_DEFINITION',
    message: `${rejecters[rejected.engine]} the definition: ${rejection.message}`,
    severity: 'error',
  }
  return new DefinitionError(located.length > 0 ? located : [unlocated], { cause: rejection })
}

const issueFrom = (diagnostic: string, rejected: RejectedDefinition): Issue | undefined => {
  const [, code, message = '', location] = /^([A-Z_]+): (.*) at (null|\/.*)$/s.exec(diagnostic) ?? []
  if (code === undefined) return undefined
  return issueOfDiagnostic({ code, message, location: location === 'null' ? undefined : location }, rejected)
}

/** A diagnostic of an engine. Its location is a path in the ASL: `/States/a/Next`. */
export interface EngineDiagnostic {
  readonly code: string
  readonly message: string
  readonly location: string | undefined
}

/** Converts a diagnostic to an error with a path in the definition as it is written. */
export const issueOfDiagnostic = (
  { code, message, location }: EngineDiagnostic,
  { definition, asl, engine }: RejectedDefinition,
): Issue => {
  const path = location === undefined ? [] : locate(definition, aslPath(asl, location))
  return { path, code, message: `${rejecters[engine]} this: ${message}`, severity: 'error' }
}

type Key = string | number

/** Splits a location such as `/States/C/Choices[0]/Next`. The keys of the ASL decide where a key ends that contains a `/` or a `[`. */
const aslPath = (value: unknown, location: string): Key[] => {
  if (location === '' || location === '/') return []
  const [brackets, index] = /^\[(\d+)\]/.exec(location) ?? []
  if (brackets !== undefined) {
    return [Number(index), ...aslPath(elementAt(value, Number(index)), location.slice(brackets.length))]
  }
  const key = keyAtStart(value, location.slice(1))
  const member = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return [key, ...aslPath(member, location.slice(key.length + 1))]
}

const elementAt = (value: unknown, index: number): unknown => (Array.isArray(value) ? value[index] : undefined)

const keyAtStart = (value: unknown, location: string): string => {
  const keys = isJsonObject(value) ? Object.keys(value) : []
  const isAtStart = (key: string) => location.startsWith(key) && ['', '/', '['].includes(location.charAt(key.length))
  const [longest] = keys.filter(isAtStart).sort((one, other) => other.length - one.length)
  return longest ?? location.replace(/[/[].*/s, '')
}
