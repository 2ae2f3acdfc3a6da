import { keysOf } from '../../expressions/path/steps.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { inputSteps } from '../input-steps.ts'
import { entriesOf } from '../mutable-machine.ts'
import { pythonTuple, pythonValue } from './python-source.ts'

/** A part of a state that a DAG of Airflow cannot express, with its path from the state. */
export class UnsupportedInAirflow extends Error {
  override readonly name = 'UnsupportedInAirflow'
  readonly path: readonly (string | number)[]
  constructor(path: readonly (string | number)[], message: string) {
    super(message)
    this.path = path
  }
}

/** The keys of a path of names and indexes into the input. @throws UnsupportedInAirflow for any other path */
export const keysOfPath = (text: string, path: readonly (string | number)[]): string => {
  const steps = inputSteps(text)
  const keys = steps && keysOf(steps)
  if (keys) return pythonTuple(keys)
  const message = `expected a path of names and indexes, such as $.order.id, found ${JSON.stringify(text)}`
  throw new UnsupportedInAirflow(path, message)
}

/** A payload template as a Python expression of the variable `data`. */
export const pythonTemplate = (template: Json, path: readonly (string | number)[]): string => {
  if (Array.isArray(template)) return `[${template.map((one, i) => pythonTemplate(one, [...path, i])).join(', ')}]`
  if (!isJsonObject(template)) return pythonValue(template)
  const members = Object.entries(template).map(([key, value]) => {
    if (!key.endsWith('.$')) return `${JSON.stringify(key)}: ${pythonTemplate(value, [...path, key])}`
    return `${JSON.stringify(key.slice(0, -2))}: at(data, ${keysOfPath(String(value), [...path, key])})`
  })
  return `{${members.join(', ')}}`
}

/** The test of a choice rule as a Python expression of the variable `data`. */
export const pythonCondition = (rule: JsonObject, path: readonly (string | number)[]): string => {
  const each = (rules: Json, key: string): string[] =>
    entriesOf(rules).map((inner, index) => `(${pythonCondition(inner, [...path, key, index])})`)
  if (rule.And !== undefined) return each(rule.And, 'And').join(' and ')
  if (rule.Or !== undefined) return each(rule.Or, 'Or').join(' or ')
  if (isJsonObject(rule.Not)) return `not (${pythonCondition(rule.Not, [...path, 'Not'])})`
  if (rule.Condition !== undefined) throw new UnsupportedInAirflow([...path, 'Condition'], 'JSONata has no Python form')
  const variable = keysOfPath(String(rule.Variable), [...path, 'Variable'])
  for (const [operator, operand] of Object.entries(rule)) {
    const written = comparison(operator, operand, { variable, path: [...path, operator] })
    if (written !== undefined) return written
  }
  throw new UnsupportedInAirflow(path, 'the rule has no comparison that has a Python form')
}

const types: Readonly<Record<string, string>> = {
  IsNull: 'value is None',
  IsString: 'isinstance(value, str)',
  IsNumeric: 'is_number(value)',
  IsBoolean: 'isinstance(value, bool)',
  IsTimestamp: 'to_time(value) is not None',
}

const symbols: Readonly<Record<string, string>> = {
  Equals: '==',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '<=',
  GreaterThanEquals: '>=',
}

const comparisonName =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/

const comparison = (
  operator: string,
  operand: Json,
  { variable, path }: { variable: string; path: readonly (string | number)[] },
): string | undefined => {
  if (operator === 'IsPresent') return `has(data, ${variable}) is ${pythonValue(operand)}`
  const type = Object.hasOwn(types, operator) ? types[operator] : undefined
  if (type !== undefined) return `(lambda value: ${type})(at(data, ${variable})) is ${pythonValue(operand)}`
  if (operator === 'StringMatches') return `matches(at(data, ${variable}), ${pythonValue(patternOf(String(operand)))})`
  const [, kind, relation = '', isPath] = comparisonName.exec(operator) ?? []
  if (kind === undefined) return undefined
  const right = isPath ? `at(data, ${keysOfPath(String(operand), path)})` : pythonValue(operand)
  return `compare(${JSON.stringify(kind)}, at(data, ${variable}), ${JSON.stringify(symbols[relation])}, ${right})`
}

/** The regular expression of a StringMatches pattern, in which `*` matches any characters and `\` escapes. */
const patternOf = (pattern: string): string => {
  const parts = pattern.match(/\\?./gsu) ?? []
  const sources = parts.map((part) =>
    part === '*' ? '.*' : part.replace(/^\\/, '').replace(/[^A-Za-z0-9_]/su, '\\$&'),
  )
  return sources.join('')
}
