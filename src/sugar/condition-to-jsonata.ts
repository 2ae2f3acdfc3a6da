import { comparisonSymbols, isTypeTest, type TypeTest } from '../specs/comparison-operators.ts'
import { isJsonata } from '../specs/values.ts'

/** Translates a condition to one JSONata string. */
export const conditionToJsonata = (condition: unknown): string => `{% ${toJsonata(condition)} %}`

const toJsonata = (condition: unknown): string => {
  if (isJsonata(condition)) return `(${condition.slice(2, -2).trim()})`
  if (typeof condition === 'boolean') return String(condition)
  if (typeof condition === 'string') return `${condition} = true`
  return Array.isArray(condition) ? tupleToJsonata(condition) : 'false'
}

const within = (condition: unknown): string =>
  Array.isArray(condition) && (condition[0] === 'and' || condition[0] === 'or') && condition.length > 2
    ? `(${toJsonata(condition)})`
    : toJsonata(condition)

const tupleToJsonata = (tuple: readonly unknown[]): string => {
  const [operator, left, right] = tuple
  if (operator === 'and' || operator === 'or') return tuple.slice(1).map(within).join(` ${operator} `)
  if (operator === 'not') return `$not(${toJsonata(left)})`
  // For a missing value, JSONata's own `!=` is false, as is `=`.
  if (operator === '!=') return `$not(${compare('=', left, right)})`
  if (isTypeTest(operator)) return right === false ? `$not(${typeTests[operator](left)})` : typeTests[operator](left)
  if (operator === 'in') return `${left} in [${(Array.isArray(right) ? right : []).map(literal).join(', ')}]`
  if (operator === 'stringMatches') return guarded(left, 'string', `$contains(${left}, ${wildcards(String(right))})`)
  return compare(String(operator), left, right)
}

const typed = /^(?<kind>string|numeric|timestamp|boolean)(?<comparison>[A-Z][A-Za-z]*?)(?<path>Path)?$/

const compare = (operator: string, left: unknown, right: unknown): string => {
  const { kind, comparison, path } = typed.exec(operator)?.groups ?? {}
  const sign = comparison === undefined ? operator : (signs.get(comparison) ?? operator)
  const value = path ? String(right) : literal(right)
  if (kind !== 'timestamp' && !(right instanceof Date)) return `${left} ${sign} ${value}`
  return `$toMillis(${left}) ${sign} $toMillis(${value})`
}

const signs: ReadonlyMap<string, string> = new Map(
  Object.entries(comparisonSymbols).map(([sign, name]) => [name, sign]),
)

/** A value as a JSONata literal. JSON is valid JSONata; a date becomes its ISO string. */
const literal = (value: unknown): string => JSON.stringify(value) ?? 'null'

const typeTests: Readonly<Record<TypeTest, (path: unknown) => string>> = {
  isPresent: (path) => `$exists(${path})`,
  isNull: (path) => `${path} = null`,
  isString: (path) => `$type(${path}) = "string"`,
  isNumeric: (path) => `$type(${path}) = "number"`,
  isBoolean: (path) => `$type(${path}) = "boolean"`,
  isTimestamp: (path) => guarded(path, 'string', `$contains(${path}, ${timestamp})`),
}

const timestamp = '/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$/'

/** A test that is false, not an error, for a value of another type. */
const guarded = (path: unknown, type: string, test: string): string => `($type(${path}) = "${type}" ? ${test} : false)`

/** The regular expression of an ASL pattern: `*` matches any string, `\*` an asterisk, `\\` a backslash. */
const wildcards = (pattern: string): string => {
  const parts = pattern.replace(/\\[\\*]|\*|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*'
    const char = part.length === 2 ? part.charAt(1) : part
    return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char.replace(/[\n\r\u2028\u2029]/, escaped)
  })
  return `/^${parts}$/`
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
