import { validate } from '../dsl/validate.ts'
import { DefinitionError } from '../errors.ts'
import { checkJsonata } from '../expressions/jsonata-check.ts'
import { isJsonObject } from '../json.ts'
import { SCHEMA } from '../specs/finding.ts'
import { withoutPrelude } from './expressions/prelude.ts'

/**
 * Validates a compiled definition. Its expressions are parsed in one call, because the start of the parser takes most of the time of a
 * validation; in the states, literals replace them.
 * @throws DefinitionError if the compiler has a bug.
 */
export const assertCorrect = (definition: object): void => {
  const expressions: string[] = []
  const literal = withLiterals(definition, '', expressions)
  const issues = validate(literal).filter(({ severity }) => severity === 'error')
  if (issues.length > 0) throw new DefinitionError(issues)
  const found = checkJsonata(`[${[...new Set(expressions)].join(', ')}]`, { result: true, errorOutput: true })
  if (found.length === 0) return
  throw new DefinitionError(found.map(({ message }) => ({ path: [], code: SCHEMA, message, severity: 'error' })))
}

/** The literals for fields that do not accept every JSON value. */
const literals: Readonly<Record<string, unknown>> = {
  condition: true,
  seconds: 1,
  timestamp: '2026-01-01T00:00:00Z',
  items: [],
}

const withLiterals = (value: unknown, key: string, expressions: string[]): unknown => {
  if (Array.isArray(value)) return value.map((one) => withLiterals(one, key, expressions))
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, withLiterals(inner, name, expressions)]),
    )
  if (typeof value !== 'string' || !value.startsWith('{%')) return value
  expressions.push(withoutPrelude(value.slice(2, -2)))
  return Object.hasOwn(literals, key) ? literals[key] : 'expression'
}
