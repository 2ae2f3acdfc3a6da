import { EvaluationFailure } from '../../../expressions/failure.ts'
import { type JsonPath, NO_INPUT, parsePath } from '../../../expressions/json-path.ts'
import type { ExpressionScope } from '../../../expressions/scope.ts'
import { parseTimestamp } from '../../../expressions/timestamp.ts'
import type { Json } from '../../../json.ts'
import type { AslChoiceRule } from '../program/asl.ts'
import { compileStringMatches } from './string-matches.ts'

/** Whether a rule holds for what the names in it stand for. */
export type Condition = (scope: ExpressionScope) => boolean

/** A data-test expression: a value against an operand, both known to be there. */
type Test = (value: Json, operand: Json) => boolean

const compare =
  <T>(read: (value: Json) => T | undefined, holds: (a: T, b: T) => boolean): Test =>
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
const tests: Record<string, Test> = {
  ...comparisons('String', string),
  ...comparisons('Numeric', number),
  ...comparisons('Timestamp', timestamp),
  BooleanEquals: compare(boolean, (a, b) => a === b),
}

/** Operators that ask what a value is; their operand says whether the answer is to be yes or no. */
const questions: Record<string, (value: Json) => boolean> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestamp(value) !== undefined,
}

/** Reads a rule's path. @throws EvaluationFailure where nothing is there; only IsPresent asks without it */
const reader = (text: string) => {
  const path = parsePath(text)
  return (scope: ExpressionScope): Json => {
    const value = find(path, scope)
    return value === undefined ? throwInvalid(path) : value
  }
}

/** What a rule's path finds. An input that is null has no paths, not even `$` (reported from AWS). */
const find = (path: JsonPath, scope: ExpressionScope): Json | undefined => {
  if (scope.input === null && path.readsInput) throw new EvaluationFailure('States.Runtime', NO_INPUT)
  return path.find(scope)
}

const throwInvalid = ({ text }: JsonPath): never => {
  const problem = `Invalid path '${text}': The choice state's condition path references an invalid value.`
  throw new EvaluationFailure('States.Runtime', problem)
}

/** Whether something is there. A path that does not fit its value fails (by the rules of AWS's JSONPath library). */
const isPresent = (path: JsonPath, scope: ExpressionScope): boolean => {
  if (find(path, scope) !== undefined) return true
  return path.explain(scope).reason === 'misfit' ? throwInvalid(path) : false
}

export const compileCondition = (rule: AslChoiceRule): Condition => {
  if (rule.And) {
    const all = rule.And.map(compileCondition)
    return (scope) => all.every((holds) => holds(scope))
  }
  if (rule.Or) {
    const any = rule.Or.map(compileCondition)
    return (scope) => any.some((holds) => holds(scope))
  }
  if (rule.Not) {
    const holds = compileCondition(rule.Not)
    return (scope) => !holds(scope)
  }
  return compileDataTest(rule.Variable ?? '$', rule)
}

const compileDataTest = (variable: string, rule: AslChoiceRule): Condition => {
  if (typeof rule.IsPresent === 'boolean') {
    const path = parsePath(variable)
    return (scope) => isPresent(path, scope) === rule.IsPresent
  }
  const read = reader(variable)
  for (const [operator, operand] of Object.entries(rule)) {
    const question = questions[operator]
    if (question) return (scope) => question(read(scope)) === operand
    const test = tests[operator]
    if (test) return (scope) => test(read(scope), operand as Json)
    const pathTest = operator.endsWith('Path') ? tests[operator.slice(0, -'Path'.length)] : undefined
    if (pathTest) {
      const readOperand = reader(String(operand))
      return (scope) => pathTest(read(scope), readOperand(scope))
    }
    if (operator === 'StringMatches') {
      const matches = compileStringMatches(String(operand))
      return (scope) => matches(read(scope))
    }
  }
  throw new Error(`a choice rule on ${variable} has no comparison operator`)
}
