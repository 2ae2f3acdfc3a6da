import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonPath, NO_INPUT, parsePath } from '../../../expressions/json-path.ts'
import type { ExpressionScope } from '../../../expressions/scope.ts'
import { parseTimestamp } from '../../../expressions/timestamp.ts'
import type { Json } from '../../../json.ts'
import type { AslChoiceRule } from '../program/asl.ts'
import { compileStringMatches } from './string-matches.ts'

/** Tests if a rule holds in a scope. */
export type ChoiceTest = (scope: ExpressionScope) => boolean

/** Compares a value with an operand. */
type Comparison = (value: Json, operand: Json) => boolean

const compare =
  <T>(read: (value: Json) => T | undefined, holds: (a: T, b: T) => boolean): Comparison =>
  (value, operand) => {
    const a = read(value)
    const b = read(operand)
    return a !== undefined && b !== undefined && holds(a, b)
  }

const string = (value: Json) => (typeof value === 'string' ? value : undefined)
const number = (value: Json) => (typeof value === 'number' ? value : undefined)
const boolean = (value: Json) => (typeof value === 'boolean' ? value : undefined)
const timestamp = (value: Json) => (typeof value === 'string' ? parseTimestamp(value) : undefined)

/** The comparisons of each kind of value; strings are compared by UTF-16 code units, as Java does. */
const comparisons = <T extends string | number>(kind: string, read: (value: Json) => T | undefined) => ({
  [`${kind}Equals`]: compare(read, (a, b) => a === b),
  [`${kind}LessThan`]: compare(read, (a, b) => a < b),
  [`${kind}GreaterThan`]: compare(read, (a, b) => a > b),
  [`${kind}LessThanEquals`]: compare(read, (a, b) => a <= b),
  [`${kind}GreaterThanEquals`]: compare(read, (a, b) => a >= b),
})

/** Operators that have a `…Path` twin (ASL spec, Choice state, Data-test expression). */
const operators: Record<string, Comparison> = {
  ...comparisons('String', string),
  ...comparisons('Numeric', number),
  ...comparisons('Timestamp', timestamp),
  BooleanEquals: compare(boolean, (a, b) => a === b),
}

/** Operators that test what a value is; their operand is the expected result. */
const questions: Record<string, (value: Json) => boolean> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestamp(value) !== undefined,
}

/** Reads a rule's path. @throws EvaluationFailure if it finds nothing; only IsPresent accepts that */
const reader = (text: string) => {
  const path = parsePath(text)
  return (scope: ExpressionScope): Json => {
    const value = find(path, scope)
    return value === undefined ? throwInvalid(path) : value
  }
}

/** Finds the value of a rule's path. An input that is null has no paths, not even `$` (reported from AWS). */
const find = (path: JsonPath, scope: ExpressionScope): Json | undefined => {
  if (scope.input === null && path.readsInput) throw new EvaluationFailure('States.Runtime', NO_INPUT)
  return path.find(scope)
}

const throwInvalid = ({ text }: JsonPath): never => {
  const problem = `Invalid path '${text}': The choice state's condition path references an invalid value.`
  throw new EvaluationFailure('States.Runtime', problem)
}

/** Checks that a path finds a value. A path that does not fit its value fails (by the rules of AWS's JSONPath library). */
const isPresent = (path: JsonPath, scope: ExpressionScope): boolean => {
  if (find(path, scope) !== undefined) return true
  return path.explain(scope).reason === 'misfit' ? throwInvalid(path) : false
}

/** Compiles the test of a JSONPath rule: a comparison, or a combination with And, Or and Not (ASL spec, Choice state). */
export const compileChoiceTest = (rule: AslChoiceRule): ChoiceTest => {
  if (rule.And) {
    const all = rule.And.map(compileChoiceTest)
    return (scope) => all.every((holds) => holds(scope))
  }
  if (rule.Or) {
    const any = rule.Or.map(compileChoiceTest)
    return (scope) => any.some((holds) => holds(scope))
  }
  if (rule.Not) {
    const holds = compileChoiceTest(rule.Not)
    return (scope) => !holds(scope)
  }
  return compileDataTest(rule.Variable ?? '$', rule)
}

const compileDataTest = (variable: string, rule: AslChoiceRule): ChoiceTest => {
  if (typeof rule.IsPresent === 'boolean') {
    const path = parsePath(variable)
    return (scope) => isPresent(path, scope) === rule.IsPresent
  }
  const read = reader(variable)
  for (const [operator, operand] of Object.entries(rule)) {
    const question = questions[operator]
    if (question) return (scope) => question(read(scope)) === operand
    const compareValues = operators[operator]
    if (compareValues) return (scope) => compareValues(read(scope), operand as Json)
    const comparePaths = operator.endsWith('Path') ? operators[operator.slice(0, -'Path'.length)] : undefined
    if (comparePaths) {
      const readOperand = reader(String(operand))
      return (scope) => comparePaths(read(scope), readOperand(scope))
    }
    if (operator === 'StringMatches') {
      const matches = compileStringMatches(String(operand))
      return (scope) => matches(read(scope))
    }
  }
  throw new Error(`a choice rule on ${variable} has no comparison operator`)
}
